"""A retake with a known truth is found again, whatever moved with the hair or off the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.vision import retake
from progress.vision.retake import Retake
from progress.vision.transform import project

SIZE = (640, 480)
GRID = np.array([[x, y] for x in range(40, 600, 20) for y in range(40, 440, 20)], float)
SURE = np.ones(len(GRID))

retakes = st.builds(
    lambda scale, roll, x, y, rx, ry: Retake(
        np.array([scale * np.cos(roll), scale * np.sin(roll), x, y, rx, ry, 0, 0]), SIZE
    ),
    st.floats(0.8, 1.25),
    st.floats(-0.2, 0.2),
    st.floats(-60, 60),
    st.floats(-60, 60),
    st.floats(-0.1, 0.1),
    st.floats(-0.1, 0.1),
)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(project(one, GRID) - project(other, GRID), axis=1).mean())


@given(retakes)
def test_the_nearest_retake_of_a_retake_is_itself(truth: Retake) -> None:
    assert apart(retake.nearest(truth.matrix, SIZE).matrix, truth.matrix) < 0.05


@given(retakes)
def test_a_retake_is_found_from_its_samples(truth: Retake) -> None:
    found = retake.fit(GRID, project(truth.matrix, GRID), truth.matrix, SIZE, SURE)
    assert apart(found.matrix, truth.matrix) < 0.05


TRUTH = Retake(np.array([1.05, 0.04, 12, -7, 0.05, -0.03, 0, 0]), SIZE)


def test_hair_that_moved_averages_out() -> None:
    waves = np.stack([np.sin(GRID[:, 1] / 25), np.cos(GRID[:, 0] / 25)], axis=1)
    second = project(TRUTH.matrix, GRID) + 4 * waves
    found = retake.fit(GRID, second, TRUTH.matrix, SIZE, SURE)
    assert np.linalg.norm(4 * waves, axis=1).mean() > 3
    assert apart(found.matrix, TRUTH.matrix) < 0.6


def test_a_third_that_went_elsewhere_is_left_out() -> None:
    second = project(TRUTH.matrix, GRID)
    second[: len(GRID) // 3] += (9.0, -6.0)
    found = retake.fit(GRID, second, TRUTH.matrix, SIZE, SURE)
    assert apart(found.matrix, TRUTH.matrix) < 0.3


def test_what_lies_off_the_head_has_little_to_say() -> None:
    second = project(TRUTH.matrix, GRID)
    outside = GRID[:, 0] > 440
    second[outside] += (3.0, 0.0)
    found = retake.fit(GRID, second, TRUTH.matrix, SIZE, np.where(outside, 0.3, 1.0))
    on_the_head = project(found.matrix, GRID) - project(TRUTH.matrix, GRID)
    assert np.linalg.norm(on_the_head[~outside], axis=1).mean() < 0.3


@pytest.mark.parametrize("stretch", [0.0, 0.02])
def test_a_cropped_photo_is_followed_where_the_samples_insist(stretch: float) -> None:
    truth = Retake(np.array([1, 0, 5, 5, 0.02, 0.02, stretch, stretch / 2]), SIZE)
    found = retake.fit(GRID, project(truth.matrix, GRID), np.eye(3), SIZE, SURE)
    assert apart(found.matrix, truth.matrix) < 0.3
