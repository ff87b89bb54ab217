"""The light of one photo brought to another's, as data for a filter; pixels stay as they are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import numpy as np

from progress.errors import InvalidInput
from progress.services import photos
from progress.services.comparisons import NO_EDGE, Pair
from progress.services.photos import Size
from progress.services.pixels import open_pixels
from progress.services.preparation import features
from progress.services.work import Work
from progress.vision import codec, subject, tone
from progress.vision.answer import Refusal
from progress.vision.transform import Matrix, resized

Gains = tuple[float, float, float]


@dataclass(frozen=True)
class Light:
    """`gains` bring the right photo to the left one's light, see vision/tone.py; None when that
    would not be honest, and then `message` says why."""

    gains: Gains | None
    message: str | None


def match(work: Work, pair: Pair) -> Light:
    """Compared on thumbnails, which hold all that is needed. Raises InvalidInput for a pair that
    is not lined up."""
    if pair.matrix is None:
        raise InvalidInput(pair.message or NO_EDGE)
    left, to_left = _small(work, pair.left)
    right, to_right = _small(work, pair.right)
    matrix = to_left @ np.array(pair.matrix) @ np.linalg.inv(to_right)
    head = subject.mask(features(work, photos.find(work, pair.left)))
    found = tone.match(left, right, matrix, head)
    if isinstance(found, Refusal):
        return Light(None, found.message)
    return Light(found.gains, None)


def _small(work: Work, photo_id: uuid.UUID) -> tuple[tone.Image, Matrix]:
    """A photo's thumbnail, and the matrix from full-size pixels to its own."""
    photo = photos.find(work, photo_id)
    image = codec.decode(open_pixels(work, photo_id, Size.THUMB, frozenset()).jpeg or b"")
    return image, resized((photo.width, photo.height), (image.shape[1], image.shape[0]))
