"""Faults of a photo are seen at any size, and said in words."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from progress.vision.quality import measure
from tests.vision.scenes import scene


def test_a_good_photo_has_no_faults() -> None:
    assert measure(scene(1)).reasons == ()


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda image: cv2.GaussianBlur(image, (0, 0), 9), "blurred"),
        (lambda image: (image * 0.3).astype(np.uint8), "dark"),
        (lambda image: np.clip(image * 2.5, 0, 255).astype(np.uint8), "too bright"),
    ],
)
def test_a_spoilt_photo_is_told_why(spoil, word: str) -> None:
    assert any(word in sentence for sentence in measure(spoil(scene(1))).reasons)


def test_the_measure_hardly_depends_on_the_size() -> None:
    small = measure(scene(1))
    big = measure(cv2.resize(scene(1), (1200, 1200), interpolation=cv2.INTER_CUBIC))
    assert big.exposure == pytest.approx(small.exposure, abs=2)
    assert big.as_dict().keys() == small.as_dict().keys()


def test_lamp_light_is_warmer_than_daylight() -> None:
    lamp = (scene(1) * [1.0, 0.95, 0.6]).astype(np.uint8)
    assert measure(lamp).warmth > measure(scene(1)).warmth + 10
