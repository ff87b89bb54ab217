"""Transforms compose, invert, and stay within what a hand-held camera can do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.vision.transform import compose, invert, plausible, project, resized, similarity

SIZE = (1000, 800)
SQUARE = np.array([[200, 200], [800, 180], [780, 650], [210, 600.0]])


@st.composite
def moves(draw: st.DrawFn) -> np.ndarray:
    """What a hand-held retake does: turn, distance, shift, a little tilt."""
    turn = draw(st.floats(-0.5, 0.5))
    scale = draw(st.floats(0.6, 1.6))
    dx, dy = draw(st.floats(-200, 200)), draw(st.floats(-200, 200))
    tilt = draw(st.floats(-1e-4, 1e-4))
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    return np.array([[cos, -sin, dx], [sin, cos, dy], [tilt, -tilt, 1]])


@given(moves())
def test_a_move_and_its_inverse_cancel(matrix: np.ndarray) -> None:
    there = project(matrix, SQUARE)
    np.testing.assert_allclose(project(invert(matrix), there), SQUARE, atol=1e-6)


@given(moves(), moves())
def test_composing_is_going_there_step_by_step(first: np.ndarray, second: np.ndarray) -> None:
    step_by_step = project(second, project(first, SQUARE))
    np.testing.assert_allclose(project(compose(second, first), SQUARE), step_by_step, rtol=1e-7)


@given(moves())
def test_hand_held_moves_are_plausible(matrix: np.ndarray) -> None:
    assert plausible(matrix, SIZE)


@pytest.mark.parametrize(
    "matrix",
    [
        np.diag([5.0, 5, 1]),
        np.diag([-1.0, 1, 1]),
        np.diag([1.0, 2, 1]),
        np.array([[1, 0, 0], [0, 1, 0], [2e-3, 0, 1.0]]),
        np.full((3, 3), np.nan),
    ],
    ids=["too near", "mirrored", "squeezed", "too tilted", "not a number"],
)
def test_what_no_camera_does_is_implausible(matrix: np.ndarray) -> None:
    assert not plausible(matrix, SIZE)


def test_resizing_keeps_the_middle_of_pixels() -> None:
    half = resized((100, 80), (50, 40))
    np.testing.assert_allclose(project(half, np.array([[0.5, 0.5]])), [[0, 0]])
    np.testing.assert_allclose(project(half, np.array([[99.5, 79.5]])), [[49.5, 39.5]])


def test_a_similarity_of_coinciding_points_is_finite() -> None:
    assert np.isfinite(similarity(np.ones((2, 2)), np.ones((2, 2)))).all()
