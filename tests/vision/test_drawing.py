"""A drawing is taken as a picture only where it is one, whole, and no larger than it may be."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from progress.vision.drawing import is_png

LARGEST = 400


def encoded(width: int, height: int, kind: str = ".png") -> bytes:
    noise = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    return bytes(cv2.imencode(kind, noise)[1])


DRAWING = encoded(200, 80)


@pytest.mark.parametrize(("width", "height"), [(200, 80), (LARGEST, LARGEST), (1, 1)])
def test_a_drawing_is_one(width: int, height: int) -> None:
    assert is_png(encoded(width, height), LARGEST)


@pytest.mark.parametrize(("width", "height"), [(LARGEST + 1, 80), (200, LARGEST + 1)])
def test_what_is_too_large_is_not_opened(width: int, height: int) -> None:
    assert not is_png(encoded(width, height), LARGEST)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        DRAWING[:20],
        DRAWING[:8] + b"nonsense" * 40,
        DRAWING[: len(DRAWING) // 2],
        DRAWING[:60] + bytes(200) + DRAWING[260:],
        encoded(200, 80, ".jpg"),
        # Its header claims a side of no pixels.
        DRAWING[:16] + bytes(4) + DRAWING[20:],
    ],
)
def test_what_cannot_be_opened_whole_is_none(data: bytes) -> None:
    assert not is_png(data, LARGEST)
