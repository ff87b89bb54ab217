"""Faults of a photo are seen at any size, and what is measured comes back as it was kept."""

from __future__ import annotations

from math import isnan

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.vision import lighting
from progress.vision.quality import Quality, measure
from tests.vision.heads import landmarks
from tests.vision.scenes import scene


def told(photo: Quality) -> list[str]:
    return [str(found.sentence) for found in lighting.faults(photo) if found.cost]


def test_a_good_photo_has_no_faults() -> None:
    assert told(measure(scene(1))) == []


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda image: cv2.GaussianBlur(image, (0, 0), 9), "blurred"),
        (lambda image: (image * 0.25).astype(np.uint8), "dark"),
        (lambda image: np.clip(image * 2.5, 0, 255).astype(np.uint8), "too bright"),
    ],
)
def test_a_spoilt_photo_is_told_why(spoil, word: str) -> None:
    assert any(word in sentence for sentence in told(measure(spoil(scene(1)))))


def test_the_measure_hardly_depends_on_the_size() -> None:
    small = measure(scene(1))
    big = measure(cv2.resize(scene(1), (1200, 1200), interpolation=cv2.INTER_CUBIC))
    assert big.lightness == pytest.approx(small.lightness, abs=1)
    assert big.as_dict().keys() == small.as_dict().keys()


def test_lamp_light_is_warmer_than_daylight() -> None:
    lamp = (scene(1) * [1.0, 0.95, 0.6]).astype(np.uint8)
    assert measure(lamp).warmth > measure(scene(1)).warmth + 10


def test_the_wall_behind_a_head_does_not_count() -> None:
    image = scene(1)
    walled = image.copy()
    # The corners that no head reaches.
    walled[:60, :60] = walled[-60:, -60:] = (255, 255, 0)
    assert measure(walled) == measure(image)


@pytest.mark.parametrize("fall", [0.4, -0.4])
def test_the_fall_of_the_light_over_a_face_is_measured(fall: float) -> None:
    """A grey face that grows lighter to one side by a known share of its mean L*."""
    points = landmarks(size=200)
    low, high = points[:, 0].min(), points[:, 0].max()
    across = (np.arange(640) - (low + high) / 2) / (high - low)
    lightness = np.tile(50 * (1 + fall * across), (640, 1)).clip(0, 100)
    lab = np.dstack([lightness, np.zeros_like(lightness), np.zeros_like(lightness)])
    rgb = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_LAB2RGB)
    found = measure((rgb * 255).round().astype(np.uint8), points)
    assert found.light_across == pytest.approx(fall, abs=0.02)
    assert found.light_down == pytest.approx(0, abs=0.02)


def test_of_a_face_the_pose_and_the_place_are_kept() -> None:
    found = measure(scene(1, (640, 640)), landmarks(12, -5, 3))
    assert found.pose == pytest.approx((12, -5, 3))
    assert 0 <= found.left < 0.5 < found.right <= 1
    assert measure(scene(1)).pose is None


@given(st.lists(st.floats(-500, 500) | st.just(float("nan")), min_size=17, max_size=17))
def test_what_is_stored_comes_back(values: list[float]) -> None:
    kept = Quality(*values)
    back = Quality.from_dict(kept.as_dict())
    np.testing.assert_allclose(back.as_array(), kept.as_array(), atol=1e-4)
    assert all(value is None or not isnan(value) for value in kept.as_dict().values())


def test_what_an_older_program_kept_is_not_taken_for_knowledge() -> None:
    assert not Quality.from_dict({"sharpness": 40.0, "exposure": 120.0}).known
    assert not Quality.from_dict({}).known
    assert measure(scene(1)).known
