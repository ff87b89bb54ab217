"""Transforms compose, invert, and come from clicks with an honest error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import InvalidInput
from progress.vision.transform import (
    compose,
    from_points,
    invert,
    plausible,
    project,
    resized,
    similarity,
)

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
def test_four_clicks_give_back_the_move(matrix: np.ndarray) -> None:
    answer = from_points(SQUARE, project(matrix, SQUARE), SIZE)
    if plausible(matrix, SIZE):
        np.testing.assert_allclose(
            project(answer.matrix, SQUARE), project(matrix, SQUARE), atol=1e-3
        )


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


def test_two_clicks_give_a_similarity() -> None:
    here = np.array([[0, 0], [100, 0.0]])
    there = np.array([[50, 50], [50, 250.0]])
    answer = from_points(here, there, SIZE)
    np.testing.assert_allclose(project(answer.matrix, here), there, atol=1e-9)
    assert answer.matrix[2].tolist() == [0, 0, 1]
    assert answer.trust == 1.0


def test_clicks_that_would_distort_the_head_give_a_similarity() -> None:
    bent = SQUARE + np.array([[0, 0], [0, 0], [-450, -350], [0, 0]])
    assert from_points(SQUARE, bent, SIZE).matrix[2].tolist() == [0, 0, 1]


def test_scattered_clicks_state_a_larger_error() -> None:
    points = np.array([[200, 200], [800, 200], [800, 600], [200, 600], [500, 400], [400, 300.0]])
    rng = np.random.default_rng(3)
    exact = from_points(points, points, SIZE)
    loose = from_points(points, points + rng.normal(0, 25, points.shape), SIZE)
    assert loose.error_px > 3 * exact.error_px
    assert (exact.grade, loose.grade) == ("C", "D")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([[1, 1]], [[2, 2]]),
        ([[0, 0], [500, 0]], [[0, 0]]),
        ([[5, 5], [5, 5]], [[0, 0], [500, 0]]),
        ([[0, 0], [500, 0]], [[5, 5], [6, 5]]),
        ([[0, 0], [500, 0], [500, 0.5]], [[0, 0], [500, 0], [0, 500]]),
    ],
)
def test_points_that_settle_nothing_are_refused_with_a_sentence(
    here: list[list[float]], there: list[list[float]]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        from_points(np.array(here), np.array(there), SIZE)
    assert refusal.value.sentence.endswith(".")


def test_resizing_keeps_the_middle_of_pixels() -> None:
    half = resized((100, 80), (50, 40))
    np.testing.assert_allclose(project(half, np.array([[0.5, 0.5]])), [[0, 0]])
    np.testing.assert_allclose(project(half, np.array([[99.5, 79.5]])), [[49.5, 39.5]])


def test_a_similarity_of_coinciding_points_is_finite() -> None:
    assert np.isfinite(similarity(np.ones((2, 2)), np.ones((2, 2)))).all()
