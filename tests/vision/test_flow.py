"""Flow pulls a rough guess onto the truth, and does not believe what shows nothing."""

from __future__ import annotations

import cv2
import numpy as np

from progress.vision import estimate, features, flow, verify
from progress.vision.transform import plausible, project, robust_homography
from tests.vision.scenes import SIZE, error_px, move, moved, scene

MASK = np.full((480, 480), 255, np.uint8)


def flat(image: np.ndarray) -> np.ndarray:
    return flow.flatten(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8))


def shift(x: float, y: float = 0) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def test_a_rough_guess_is_pulled_onto_the_truth() -> None:
    start = shift(15, -10) @ np.linalg.inv(move())
    matrix, left = flow.refine(flat(scene(1)), flat(moved(scene(1), move())), MASK, start)
    assert error_px(start, move()) > 30
    assert error_px(matrix, move()) < 1
    assert verify.weigh(left).trust > 0.95


def test_without_overlap_nothing_is_asked() -> None:
    left = flow.measure(flat(scene(1)), flat(scene(1)), MASK, shift(5000))
    assert left.asked == 0
    assert verify.weigh(left) == verify.NOTHING


def test_two_blank_photos_agree_on_nothing() -> None:
    blank = np.full((480, 480), 128, np.uint8)
    start = np.eye(3)
    matrix, left = flow.refine(blank, blank, MASK, start)
    assert left.asked == 0
    np.testing.assert_allclose(matrix, start)


def test_two_heads_agree_by_chance_only() -> None:
    _, left = flow.refine(flat(scene(1)), flat(scene(8)), MASK, np.eye(3))
    assert verify.weigh(left).trust < 0.1


def test_a_refinement_that_would_distort_is_not_taken() -> None:
    squeezed = moved(scene(1), np.diag([0.55, 1, 1]))
    matrix, _ = flow.refine(flat(scene(1)), flat(squeezed), MASK, np.diag([1.5, 1, 1]))
    assert plausible(matrix, SIZE) or np.allclose(matrix, np.diag([1.5, 1, 1]))


def test_a_blank_photo_has_no_features() -> None:
    points, descriptors = features.detect(np.full((200, 200), 128, np.uint8))
    assert points.shape == (0, 2)
    assert features.match(descriptors, descriptors).shape == (0, 2)


def test_matches_that_squeeze_give_a_similarity_or_nothing() -> None:
    rng = np.random.default_rng(2)
    here = rng.uniform(0, 480, (200, 2))
    guess, left = estimate._fit(here, here * [1, 3.5], SIZE)
    assert guess is None or abs(guess.matrix[2, :2]).max() == 0
    assert left.any()


def test_points_on_one_spot_determine_no_homography() -> None:
    assert robust_homography(np.ones((20, 2)), np.ones((20, 2)), 3.0) is None


def test_a_robust_homography_ignores_a_third_of_wild_matches() -> None:
    rng = np.random.default_rng(4)
    here = rng.uniform(0, 480, (150, 2))
    there = project(move(), here)
    there[:50] = rng.uniform(0, 480, (50, 2))
    found = robust_homography(here, there, 3.0)
    assert found is not None
    np.testing.assert_allclose(project(found, here[50:]), there[50:], atol=0.1)


def test_samples_on_one_spot_ask_for_no_move() -> None:
    spot = np.full((2 * flow.LEAST_SAMPLES, 2), 240.0)
    found = flow.Flow(spot, spot, np.ones(len(spot)), len(spot))
    assert flow._fit(found, np.eye(3), SIZE, far=True) is None
