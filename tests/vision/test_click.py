"""A click is moved to what it was meant for, and stays where nobody can tell."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from progress.vision.click import SIDE, Gray, Point, best_spot, ready, size_of
from progress.vision.transform import compose, invert, project, resized
from tests.vision.scenes import SIZE, move, moved, scene

Matrix = NDArray[np.float64]
PLACES = [(300.0, 360.0), (520.0, 520.0), (640.0, 330.0), (430.0, 690.0)]
"""On the head of a scene, in pixels as it is searched."""
MISSES = [(7.0, -5.0), (-11.0, 3.0), (2.0, 14.0), (0.5, 0.5)]


def searched(truth: Matrix) -> Matrix:
    """A scene's truth in the pixels of photos that are ready."""
    grow = resized(SIZE, size_of(SIZE))
    return compose(grow, compose(truth, invert(grow)))


def true_place(truth: Matrix, place: Point) -> Point:
    x, y = project(searched(truth), np.array([place]))[0]
    return float(x), float(y)


def off(found: Point | None, truth: Matrix, place: Point) -> float:
    assert found
    return float(np.hypot(*np.subtract(found, true_place(truth, place))))


@pytest.fixture(scope="module")
def reference() -> Gray:
    return ready(scene(1))


@pytest.fixture(scope="module")
def retake() -> Gray:
    """In another light, too."""
    ramp = np.linspace(0.6, 1.1, SIZE[0])[None, :, None]
    return ready(np.clip(moved(scene(1), move()) * ramp, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("known", [True, False], ids=["turn known", "nothing known"])
@pytest.mark.parametrize(("place", "miss"), list(zip(PLACES, MISSES, strict=True)))
def test_a_careless_click_finds_its_spot(
    reference: Gray, retake: Gray, place: Point, miss: Point, known: bool
) -> None:
    x, y = true_place(move(), place)
    near = invert(searched(move())) if known else None
    found = best_spot(reference, retake, place, (x + miss[0], y + miss[1]), near)
    assert off(found, move(), place) < (0.3 if known else 1)


def test_the_other_way_round(reference: Gray, retake: Gray) -> None:
    """Whoever marks the right photo first has the left one's mark moved."""
    x, y = true_place(move(), PLACES[0])
    found = best_spot(retake, reference, (x, y), (PLACES[0][0] + 6, PLACES[0][1] - 8))
    assert found
    assert np.hypot(*np.subtract(found, PLACES[0])) < 1


@pytest.mark.parametrize("shift", [0.25, 0.5, 0.75])
def test_between_pixels(reference: Gray, shift: float) -> None:
    back = np.array([[1, 0, shift], [0, 1, -shift]])
    later = np.asarray(cv2.warpAffine(reference, back, reference.shape[::-1]), np.uint8)
    found = best_spot(reference, later, PLACES[1], PLACES[1], np.eye(3))
    assert found
    np.testing.assert_allclose(found, np.add(PLACES[1], (shift, -shift)), atol=0.15)


def grain(seed: int) -> Matrix:
    """What a camera adds to every photo anew."""
    return np.random.default_rng(seed).normal(0, 3, (SIDE, SIDE))


def skin() -> Matrix:
    return np.full((SIDE, SIDE), 150.0)


def one_hair() -> Matrix:
    return cv2.line(skin(), (0, 100), (SIDE, 900), 40, 3)


def comb() -> Matrix:
    stripes = 30 * np.sin(np.arange(SIDE) / 2)
    return 128 + stripes[None] + stripes[:, None]


@pytest.mark.parametrize("what", [skin, one_hair, comb])
def test_where_nobody_can_tell_the_finger_is_right(what: Callable[[], Matrix]) -> None:
    first = (what() + grain(1)).astype(np.uint8)
    later = (np.roll(what(), (3, 2), (0, 1)) + grain(2)).astype(np.uint8)
    assert best_spot(first, later, (512, 500), (516, 506), np.eye(3)) is None


def test_another_head_hardly_ever_has_such_a_spot(reference: Gray) -> None:
    other = ready(scene(8))
    places = np.random.default_rng(0).uniform(300, 720, (40, 2)).tolist()
    assert sum(best_spot(reference, other, (x, y), (x, y)) is not None for x, y in places) <= 4


def test_at_the_edge_of_a_photo(reference: Gray, retake: Gray) -> None:
    for corner in ((0.0, 0.0), (SIDE - 1.0, SIDE - 1.0)):
        best_spot(reference, retake, corner, corner)


@pytest.mark.parametrize("size", [(480, 640), (4000, 3000), (1024, 768), (5000, 2)])
def test_every_photo_is_searched_at_one_size(size: tuple[int, int]) -> None:
    assert max(size_of(size)) == SIDE
    assert min(size_of(size)) >= 1
