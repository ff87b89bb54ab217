"""One photo warped onto another's frame, for files that leave the program; pages never need it."""

from __future__ import annotations

import cv2

from progress.vision.decoders import Pixels
from progress.vision.transform import Matrix


def laid_over(moving: Pixels, matrix: Matrix, size: tuple[int, int]) -> Pixels:
    """`moving` seen in the frame of the reference, whose (width, height) in pixels is `size`.

    `matrix` maps pixels of `moving` to pixels of the reference; what it does not cover is black.
    """
    warped: Pixels = cv2.warpPerspective(moving, matrix, size, flags=cv2.INTER_LINEAR)
    return warped
