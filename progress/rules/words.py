"""Words of the field: what is stored is a slug, what a person reads is a label."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """Base of every vocabulary: `DRY = "dry", "Dry"`, found again by `Wetness("dry")`."""

    label: str

    def __new__(cls, slug: str, label: str = "") -> Self:
        word = str.__new__(cls, slug)
        word._value_ = slug
        word.label = label
        return word


def told(sentence: str) -> str:
    """Marks a sentence that patients read: it is gathered for translation, and stays as it is."""
    return sentence


def listed(phrases: Iterable[str], joiner: str = "and") -> str:
    """Several phrases as a person writes them: "a, b and c"; nothing gives ""."""
    *most, last = tuple(phrases) or ("",)
    return f"{', '.join(most)} {joiner} {last}" if most else last
