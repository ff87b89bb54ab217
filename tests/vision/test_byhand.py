"""Marks on two photos: a similarity from two, more from more, and an error that is true."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from progress.errors import InvalidInput
from progress.vision.answer import Alignment
from progress.vision.byhand import CLICK_PX, MARGIN, NO_CAMERA, TILT, from_points
from progress.vision.transform import invert, plausible, project

SIZES = ((1000, 800), (1000, 800))
SQUARE = np.array([[200, 200], [800, 180], [780, 650], [210, 600.0]])
Points = NDArray[np.float64]


def test_two_marks_give_a_similarity_exactly() -> None:
    here, there = np.array([[0, 0], [100, 0.0]]), np.array([[50, 50], [50, 250.0]])
    answer = from_points(here, there, SIZES)
    np.testing.assert_allclose(project(answer.matrix, here), there, atol=1e-9)
    np.testing.assert_allclose(answer.matrix[2], [0, 0, 1], atol=1e-12)
    assert (answer.method, answer.trust) == ("by hand", 1.0)


def test_marks_on_photos_of_two_sizes() -> None:
    answer = from_points(4 * SQUARE, SQUARE, ((4000, 3200), (1000, 800)))
    np.testing.assert_allclose(answer.matrix, np.diag([0.25, 0.25, 1]), atol=1e-9)


def test_the_more_marks_the_freer_the_homography() -> None:
    """A tilt is followed the better, the more marks show it; never beyond what they show."""
    tilted = np.array([[1, 0, 0], [0, 1, 0], [6e-5, -4e-5, 1]])
    across, down = np.meshgrid(np.linspace(100, 900, 5), np.linspace(100, 700, 5))
    many = np.stack([across.ravel(), down.ravel()], axis=1)
    missed = [worst(from_points(p, project(tilted, p), SIZES), tilted) for p in (SQUARE, many)]
    plain = worst(from_points(SQUARE[:2], project(tilted, SQUARE[:2]), SIZES), tilted)
    assert plain > 4 * missed[0] > 4 * missed[1]


def worst(answer: Alignment, truth: Points) -> float:
    return float(
        np.linalg.norm(project(answer.matrix, SQUARE) - project(truth, SQUARE), axis=1).max()
    )


def test_marks_that_would_distort_the_head_do_not() -> None:
    bent = SQUARE + np.array([[0, 0], [0, 0], [-450, -350], [0, 0]])
    answer = from_points(SQUARE, bent, SIZES)
    assert plausible(answer.matrix, SIZES[0])
    assert answer.grade == "D" and answer.error_px > 50


def test_scattered_marks_state_a_larger_error() -> None:
    points = np.array([[100, 100], [900, 100], [900, 700], [100, 700], [500, 400], [400, 300.0]])
    rng = np.random.default_rng(3)
    exact = from_points(points, points, SIZES)
    loose = from_points(points, points + rng.normal(0, 25, points.shape), SIZES)
    assert loose.error_px > 3 * exact.error_px
    assert (exact.grade, loose.grade) == ("C", "D")
    assert exact.reasons == () and "6 places" in loose.reasons[0]


def test_marks_on_a_corner_of_the_photo_say_little_about_the_others() -> None:
    near = from_points(SQUARE / 4, SQUARE / 4, SIZES)
    assert near.error_px > 3 * from_points(SQUARE, SQUARE, SIZES).error_px


@pytest.mark.parametrize("marks", [2, 3, 4, 6, 10])
@pytest.mark.parametrize("sloppy", [0.5, 1, 2])
def test_the_stated_error_is_honest(marks: int, sloppy: float) -> None:
    """Of 200 photos lined up by hand, at least 95 % lie within twice what was stated; and what
    was stated is no excuse: the median is less than three times the true one."""
    rng = np.random.default_rng(10 * marks)
    runs = np.array([_lined_up(rng, marks, sloppy * CLICK_PX) for _ in range(200)])
    true, stated = runs.T
    assert np.mean(true <= 2 * stated) >= 0.95
    assert np.median(stated) < 3 * np.median(true)


def _lined_up(rng: np.random.Generator, marks: int, click_px: float) -> tuple[float, float]:
    """The mean error over the head's corners at 1024 px, and the stated one."""
    size = np.array([2048, 1536])
    truth = _retake(rng)
    there = _spread(rng, marks) * size
    here = project(truth, there)
    miss = 2 * click_px / np.sqrt(2)
    answer = from_points(
        here + rng.normal(0, miss, here.shape),
        there + rng.normal(0, miss, there.shape),
        ((2048, 1536), (2048, 1536)),
    )
    ends = (MARGIN, 1 - MARGIN)
    corners = np.array([[x, y] for x in ends for y in ends]) * size
    back = project(answer.matrix, project(truth, corners))
    return float(np.linalg.norm(back - corners, axis=1).mean() / 2), answer.error_px


def _retake(rng: np.random.Generator) -> Points:
    """From the reference to the moving photo: turned, nearer or farther, shifted, tilted."""
    turn, scale = rng.uniform(-0.2, 0.2), np.exp(rng.uniform(-0.3, 0.3))
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    dx, dy = rng.uniform(-200, 200, 2)
    middle = np.array([[1, 0, 1024], [0, 1, 768], [0, 0, 1.0]])
    tilt = np.eye(3)
    tilt[2, :2] = rng.normal(0, TILT, 2) / 1024
    about = np.array([[cos, -sin, dx], [sin, cos, dy], [0, 0, 1]])
    return np.asarray(middle @ about @ tilt @ invert(middle), float)


def _spread(rng: np.random.Generator, marks: int) -> Points:
    """Places as people choose them: anywhere on the head, but not all in one spot."""
    while True:
        points = rng.uniform(MARGIN, 1 - MARGIN, (marks, 2))
        gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
        if gaps.max() > 0.2 and gaps[np.triu_indices(marks, 1)].min() > 0.03:
            return points


def test_a_matched_mark_counts_for_more() -> None:
    """One mark of five lies off; when the other four are matched, it pulls less."""
    here = np.vstack([SQUARE, [[500, 400.0]]])
    there = here + np.array([[0, 0]] * 4 + [[20, 0.0]])
    matched = np.array([True] * 4 + [False])
    even, uneven = (from_points(here, there, SIZES, which) for which in (None, matched))
    pulls = [project(each.matrix, here[-1:])[0, 0] - 500 for each in (even, uneven)]
    assert pulls[0] > 1.5 * pulls[1] > 0


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
        from_points(np.array(here), np.array(there), SIZES)
    assert refusal.value.sentence.endswith(".")


@pytest.mark.parametrize(("here", "there"), [(SQUARE / 5, SQUARE), (SQUARE, SQUARE / 5)])
def test_what_no_camera_does_is_refused(here: Points, there: Points) -> None:
    with pytest.raises(InvalidInput) as refusal:
        from_points(here, there, SIZES)
    assert refusal.value.sentence == NO_CAMERA
