"""Two photos as they are published: one frame, one disguise, the same for both.

Nothing of what is hidden is left in the pixels. Covering writes one grey. Blurring first takes the
mean of a few large blocks, of hidden pixels alone, and then smooths over their edges: what a blur
alone would leave can be computed back, the mean of a block cannot (Hill et al. 2016 read faces and
text from fine mosaics, so that the blocks are large).

Boxes are (left, top, right, bottom), in parts of the reference's width and height.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import face, render, transform
from progress.vision.transform import Matrix

Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Box = tuple[float, float, float, float]

GREY = 119
"""L* 50, as the surround of every photo."""
BLOCKS = 6
"""Along the longer side of what is hidden: a face is left with some thirty colours."""
LONGEST = 1200
"""Of a published picture, in pixels: enough for a tablet, too little for a poster."""
MARGINS = (0.15, 0.3, 0.15, 0.15)
"""Around the landmarks, which end at the brows and the chin, in parts of their own box."""
STEP = 0.02


@dataclass(frozen=True)
class Hidden:
    """What is hidden of a picture: the inside of `area`, or all but it; by blur or by grey."""

    area: Box
    outside: bool
    blurred: bool


def face_box(image: Image) -> Box | None:
    """Where the face of an RGB image is, with its forehead, cheeks and chin; None without one."""
    found = face.find(image)
    if found is None:
        return None
    height, width = image.shape[:2]
    points = found.points[:, :2] / (width, height)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    across, down = right - left, bottom - top
    box = (
        left - MARGINS[0] * across,
        top - MARGINS[1] * down,
        right + MARGINS[2] * across,
        bottom + MARGINS[3] * down,
    )
    kept = tuple(float(min(max(value, 0), 1)) for value in box)
    return kept[0], kept[1], kept[2], kept[3]


def shared_frame(matrix: Matrix, size: tuple[int, int], moving: tuple[int, int]) -> Box:
    """The largest centred frame of the reference, `size` (width, height), that the moving photo
    fills as well; `matrix` maps pixels of the moving photo to those of the reference."""
    back = transform.invert(matrix)
    for step in range(round(0.5 / STEP) - 1):
        low, high = step * STEP, 1 - step * STEP
        corners = np.array([(low, low), (high, low), (high, high), (low, high)]) * size
        places = transform.project(back, corners)
        if (places >= 0).all() and (places <= moving).all():
            return low, low, high, high
    return 0.0, 0.0, 1.0, 1.0


def pair(
    reference: Image, moving: Image, matrix: Matrix, frame: Box, hidden: Hidden | None
) -> tuple[Image, Image]:
    """Both photos as they are published, the moving one in the frame of the reference."""
    size = (reference.shape[1], reference.shape[0])
    laid = render.laid_over(moving, matrix, size)
    return published(reference, frame, hidden), published(laid, frame, hidden)


def published(image: Image, frame: Box, hidden: Hidden | None) -> Image:
    """One photo, disguised and then cropped, its long side at most LONGEST pixels."""
    if hidden is not None:
        image = disguised(image, hidden)
    left, top, right, bottom = _pixels(frame, image)
    cut = image[top:bottom, left:right]
    shrink = LONGEST / max(cut.shape[:2])
    if shrink >= 1:
        return np.ascontiguousarray(cut)
    size = (max(round(cut.shape[1] * shrink), 1), max(round(cut.shape[0] * shrink), 1))
    return np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), np.uint8)


def disguised(image: Image, hidden: Hidden) -> Image:
    """The image with its hidden part gone; what is shown is as it was."""
    mask = _mask(image, hidden)
    if not mask.any():
        return image
    instead = _blurred(image, mask) if hidden.blurred else np.full_like(image, GREY)
    return np.where(mask[..., None], instead, image)


def _mask(image: Image, hidden: Hidden) -> Mask:
    """True where the image is hidden. Rounded towards hiding more."""
    left, top, right, bottom = _pixels(hidden.area, image, inwards=hidden.outside)
    mask = np.full(image.shape[:2], hidden.outside)
    mask[top:bottom, left:right] = not hidden.outside
    return mask


def _pixels(box: Box, image: Image, *, inwards: bool = False) -> tuple[int, int, int, int]:
    height, width = image.shape[:2]
    low, high = (np.ceil, np.floor) if inwards else (np.floor, np.ceil)
    left, top = int(low(box[0] * width)), int(low(box[1] * height))
    right, bottom = int(high(box[2] * width)), int(high(box[3] * height))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _blurred(image: Image, mask: Mask) -> Image:
    """Means of large blocks of the hidden pixels, smoothed; only hidden places are used."""
    down, across = np.nonzero(mask)
    top, bottom, left, right = down.min(), down.max() + 1, across.min(), across.max() + 1
    part, hidden = image[top:bottom, left:right], mask[top:bottom, left:right]
    height, width = hidden.shape
    scale = BLOCKS / max(height, width)
    blocks = (max(round(width * scale), 1), max(round(height * scale), 1))
    weight = cv2.resize(hidden.astype(np.float32), blocks, interpolation=cv2.INTER_AREA)
    light = cv2.resize(
        part.astype(np.float32) * hidden[..., None], blocks, interpolation=cv2.INTER_AREA
    )
    means = light.reshape(*weight.shape, 3) / np.maximum(weight, 1e-6)[..., None]
    means = np.where(weight[..., None] > 1e-6, means, GREY).astype(np.float32)
    smooth = cv2.resize(means, (width, height), interpolation=cv2.INTER_LINEAR)
    instead = np.full_like(image, GREY)
    instead[top:bottom, left:right] = np.clip(np.rint(smooth), 0, 255)
    return instead
