"""Photos of a course meet over the most trusted path."""

from __future__ import annotations

import numpy as np
import pytest

from progress.vision.course import Edge, Graph


def shift(x: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, 0], [0, 0, 1.0]])


EDGES = [
    Edge("a", "b", shift(10), 3.0, 0.9),
    Edge("b", "c", shift(20), 4.0, 0.9),
    Edge("a", "c", shift(99), 1.0, 0.5),
    Edge("x", "y", shift(1), 1.0, 1.0),
]


def test_the_most_trusted_path_wins() -> None:
    found = Graph(EDGES).chain("c", "a")
    assert found is not None
    assert found.path == ("c", "b", "a")
    np.testing.assert_allclose(found.matrix, shift(30))
    assert found.error_px == pytest.approx(5.0)
    assert found.trust == pytest.approx(0.81)


def test_the_way_back_is_the_inverse() -> None:
    found = Graph(EDGES).chain("a", "c")
    assert found is not None
    np.testing.assert_allclose(found.matrix, shift(-30))


def test_a_photo_lies_on_itself() -> None:
    found = Graph([]).chain("a", "a")
    assert found is not None
    np.testing.assert_allclose(found.matrix, np.eye(3))


def test_photos_that_nothing_connects_do_not_meet() -> None:
    assert Graph(EDGES).chain("a", "x") is None


def test_an_edge_without_trust_is_the_last_resort() -> None:
    found = Graph([Edge("a", "b", shift(1), 1.0, 0.0)]).chain("b", "a")
    assert found is not None
    assert found.trust == 0
