"""Places that a person marks on two photos: what they mean, and what they were meant for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from progress.errors import InvalidInput
from progress.models import Photo
from progress.rules.access import Action
from progress.rules.photos import series as series_of
from progress.services import photos
from progress.services.photos import Size
from progress.services.series import load
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.vision import byhand, click, codec
from progress.vision.answer import Alignment
from progress.vision.transform import Matrix, compose, invert, project, resized

Point = tuple[float, float]


class Mark(NamedTuple):
    """One place on both photos, in full-size pixels."""

    reference: Point
    moving: Point
    matched: bool = False
    """Whether `refine` put one of them where it is."""


def two_photos(work: Work, reference_id: uuid.UUID, moving_id: uuid.UUID) -> tuple[Photo, Photo]:
    """Two photos of one view, which may be laid over each other by hand. Raises InvalidInput."""
    one = photos.find(work, reference_id, Action.ALIGN_BY_HAND)
    other = photos.find(work, moving_id, Action.ALIGN_BY_HAND)
    same = (one.course_id, *series_of(one)) == (other.course_id, *series_of(other))
    if not same or one.id == other.id:
        raise InvalidInput("Choose two different photos of the same view.")
    return one, other


def foresee(
    work: Work, reference_id: uuid.UUID, moving_id: uuid.UUID, points: Sequence[Mark]
) -> Alignment:
    """What keeping these marks would mean; nothing is kept."""
    return lay_over(*two_photos(work, reference_id, moving_id), points)


def lay_over(reference: Photo, moving: Photo, points: Sequence[Mark]) -> Alignment:
    """Two marks give a similarity, four or more a bounded homography. Raises InvalidInput."""
    there = np.array([mark.reference for mark in points], float).reshape(-1, 2)
    here = np.array([mark.moving for mark in points], float).reshape(-1, 2)
    sizes = (moving.width, moving.height), (reference.width, reference.height)
    return byhand.from_points(here, there, sizes, np.array([mark.matched for mark in points]))


def refine(
    work: Work,
    reference_id: uuid.UUID,
    moving_id: uuid.UUID,
    mark: Mark,
    others: Sequence[Mark],
) -> Point | None:
    """Where the moving photo best shows the marked place of the reference, near its own mark;
    None when no spot is clearly the one, and the mark should stay."""
    reference, moving = two_photos(work, reference_id, moving_id)
    if not (_on(reference, mark.reference) and _on(moving, mark.moving)):
        return None
    known = _by_others(reference, moving, others)
    if known is None:
        known = _by_program(work, reference, moving)
    there, here = (_to_search(photo) for photo in (reference, moving))
    near = None if known is None else compose(there, compose(known, invert(here)))
    place, clicked = _moved(there, mark.reference), _moved(here, mark.moving)
    spot = click.best_spot(_gray(work, reference), _gray(work, moving), place, clicked, near)
    return spot and _moved(invert(here), spot)


def _by_others(reference: Photo, moving: Photo, others: Sequence[Mark]) -> Matrix | None:
    try:
        return lay_over(reference, moving, others).matrix
    except InvalidInput:
        return None


def _by_program(work: Work, reference: Photo, moving: Photo) -> Matrix | None:
    chain = load(work, moving).chain(moving.id, reference.id)
    return chain.matrix if chain else None


def _on(photo: Photo, point: Point) -> bool:
    return 0 <= point[0] < photo.width and 0 <= point[1] < photo.height


def _to_search(photo: Photo) -> Matrix:
    """Full-size pixels to those of the photo as it is searched."""
    size = photo.width, photo.height
    return resized(size, click.size_of(size))


def _gray(work: Work, photo: Photo) -> click.Gray:
    try:
        data = work.store.get(str(photo.patient_id), photos.key(photo.id, Size.VIEW))
    except BlobMissing:
        data = photos.original(work, photo)
    return click.ready(codec.decode(data, max_side=click.SIDE))


def _moved(matrix: Matrix, point: Point) -> Point:
    x, y = project(matrix, np.array([point]))[0]
    return float(x), float(y)
