"""Whose photo this is: what a face is compared with, to notice one filed under the wrong patient.

Photos of one patient are compared with each other alone. Nobody is looked for among other patients.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from progress.rules.views import ViewSlug
from progress.rules.words import Word


class Identity(Word):
    """What is known of whose face a photo shows. A person's word is never asked for twice."""

    NOT_COMPARED = "not-compared", "Not compared"
    COMPARED = "compared", "Not clearly another person"
    IN_QUESTION = "in-question", "May be another person"
    CONFIRMED = "confirmed", "Confirmed by a person"


class FaceLike(Protocol):
    """A photo, as far as these rules care."""

    @property
    def id(self) -> UUID: ...

    @property
    def visit_id(self) -> UUID: ...

    @property
    def view(self) -> str: ...

    @property
    def taken_at(self) -> datetime: ...

    @property
    def identity(self) -> Identity: ...


FaceT = TypeVar("FaceT", bound=FaceLike)

VIEWS = frozenset({ViewSlug.FRONTAL})
"""Where faces are compared: what tells persons apart was only measured on faces that look into the
camera. A scalp has no face."""
NEAREST = 2
"""Photos nearest in time that a face is compared with, beside the baseline."""


def in_question(photo: FaceLike) -> bool:
    """Whether somebody must still say whose photo it is."""
    return photo.identity is Identity.IN_QUESTION


def to_compare(photo: FaceLike) -> bool:
    return photo.view in VIEWS and photo.identity is Identity.NOT_COMPARED


def witnesses(
    photo: FaceLike, others: Iterable[FaceT], baseline: FaceLike | None
) -> tuple[FaceT, ...]:
    """Of the same patient's usable photos, those that a face is compared with, nearest first.

    Photos of other visits, where there are any: of a batch filed under the wrong patient, each
    would vouch for the next. For the same reason none that is in question itself.
    """
    fit = [
        other
        for other in others
        if other.id != photo.id and other.view in VIEWS and not in_question(other)
    ]
    pool = [other for other in fit if other.visit_id != photo.visit_id] or fit
    near = sorted(pool, key=lambda other: (abs(other.taken_at - photo.taken_at), other.id))
    first = [other for other in near[NEAREST:] if baseline and other.id == baseline.id]
    return *near[:NEAREST], *first


def vouched(one: FaceLike, other: FaceLike) -> bool:
    """Whether a person's word stands for two photos being one person's."""
    said = {one.identity, other.identity}
    return Identity.CONFIRMED in said and Identity.IN_QUESTION not in said
