"""A mark that a person set on a photo, moved to what it was meant for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np

from progress.errors import InvalidInput
from progress.models import Photo
from progress.rules.access import Action
from progress.services import photos
from progress.services.alignments import Point, check_pair
from progress.services.photos import Size
from progress.services.series import load
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.vision import byhand, click, codec
from progress.vision.transform import Matrix, compose, invert, project, resized

ENOUGH = 2
"""Places that tell how one photo is turned against the other."""


def refine(
    work: Work,
    reference_id: uuid.UUID,
    moving_id: uuid.UUID,
    mark: tuple[Point, Point],
    others: Sequence[tuple[Point, Point]],
) -> Point | None:
    """Where the moving photo best shows the marked place of the reference, near its own mark.

    `mark` and `others` are pairs (in the reference, in the moving photo), in full-size pixels, as
    is the answer; None when no spot is clearly the one, and the mark should stay.
    """
    reference = photos.find(work, reference_id, Action.ALIGN_BY_HAND)
    moving = photos.find(work, moving_id, Action.ALIGN_BY_HAND)
    check_pair(reference, moving)
    if not (_on(reference, mark[0]) and _on(moving, mark[1])):
        return None
    known = _by_others(reference, moving, others)
    if known is None:
        known = _by_program(work, reference, moving)
    there, here = (_to_search(photo) for photo in (reference, moving))
    near = None if known is None else compose(there, compose(known, invert(here)))
    place, clicked = _moved(there, mark[0]), _moved(here, mark[1])
    spot = click.best_spot(_gray(work, reference), _gray(work, moving), place, clicked, near)
    return spot and _moved(invert(here), spot)


def _by_others(
    reference: Photo, moving: Photo, others: Sequence[tuple[Point, Point]]
) -> Matrix | None:
    if len(others) < ENOUGH:
        return None
    there, here = (np.array(side, float) for side in zip(*others, strict=True))
    sizes = (moving.width, moving.height), (reference.width, reference.height)
    try:
        return byhand.from_points(here, there, sizes).matrix
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
