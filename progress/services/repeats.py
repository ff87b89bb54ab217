"""Several photos of one view at one visit: which of them stands, and which are its repeats."""

from __future__ import annotations

from dataclasses import dataclass

from progress.models import Photo
from progress.services.grids import shown
from progress.services.series import Series


@dataclass(frozen=True)
class Repeat:
    """The `number`th of `count` photos of a view at a visit, in the order in which they arrived."""

    number: int
    count: int
    stands: bool
    """Whether it stands for them, by choice or because nobody has chosen."""


def repeat_of(series: Series, photo: Photo) -> Repeat | None:
    """None for a photo that is the only one of its view at its visit, or is no part of a series."""
    own = [other for other in series.photos if other.visit_id == photo.visit_id]
    if len(own) < 2 or photo not in own:
        return None
    own.sort(key=lambda other: (other.received_at, other.id))
    return Repeat(own.index(photo) + 1, len(own), shown(series, own) is photo)
