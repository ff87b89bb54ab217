"""Lists that are read a page at a time, each page as quick as the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a longer list; `last` is where the next page begins, None at the end."""

    rows: Sequence[Row]
    last: Row | None


def page(found: Sequence[Row], size: int) -> Page[Row]:
    """A page out of at most `size` + 1 rows: the one too many tells that more follow."""
    rows = found[:size]
    return Page(rows, rows[-1] if len(found) > size else None)
