"""Words of the field: what is stored is a slug, what a person reads is a label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """Base of every vocabulary: `VERTEX = "vertex", "Vertex (crown)"`; found again by `View("vertex")`."""

    label: str

    def __new__(cls, slug: str, label: str = "") -> Self:
        word = str.__new__(cls, slug)
        word._value_ = slug
        word.label = label
        return word


def listed(words: list[str], joiner: str = "and") -> str:
    """`["a", "b", "c"]` as a person writes it: "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} {joiner} {last}" if most else last
