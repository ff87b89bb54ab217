"""A grade names what would make the next photograph comparable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from progress.vision.face import Face
from progress.vision.grade import grade
from progress.vision.prepared import Prepared, prepare
from tests.vision.scenes import SIZE, scene


@pytest.fixture(scope="module")
def photo() -> Prepared:
    return prepare(scene(1), "scalp", SIZE)


def head(yaw: float = 0.0, pitch: float = 0.0) -> np.ndarray:
    """Landmarks of a flat face turned by degrees: yaw to the patient's left, chin up."""
    rng = np.random.default_rng(1)
    flat = np.c_[rng.uniform(200, 400, (478, 2)), np.zeros(478)]
    flat[[33, 263, 10, 152]] = [[220, 300, 0], [380, 300, 0], [300, 200, 0], [300, 400, 0]]
    a, b = np.radians(yaw), np.radians(pitch)
    turn = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
    tip = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    return (flat - 300) @ (tip @ turn).T + 300


def graded(one: Prepared, other: Prepared, matrix: np.ndarray | None = None, error: float = 1.0):
    return grade(one, other, np.eye(3) if matrix is None else matrix, error)


def test_the_same_photo_is_graded_a(photo: Prepared) -> None:
    assert graded(photo, photo) == ("A", ())


@pytest.mark.parametrize(("error", "letter"), [(3.0, "B"), (8.0, "C"), (12.0, "D")])
def test_a_loose_alignment_costs_grades(photo: Prepared, error: float, letter: str) -> None:
    assert graded(photo, photo, error=error)[0] == letter


@pytest.mark.parametrize(
    ("yaw", "pitch", "letter", "words"),
    [
        (12, 0, "D", "12 degrees more to the patient's left"),
        (-12, 0, "D", "12 degrees more to the patient's right"),
        (0, 12, "D", "12 degrees further up"),
        (0, -5, "B", "5 degrees further down"),
        (25, 0, "E", "25 degrees"),
    ],
)
def test_a_turned_head_is_told_by_how_much(
    photo: Prepared, yaw: float, pitch: float, letter: str, words: str
) -> None:
    one, other = replace(photo, landmarks=head()), replace(photo, landmarks=head(yaw, pitch))
    found, reasons = graded(one, other)
    assert found == letter
    assert words in reasons[0]


def test_pose_is_read_back_from_landmarks() -> None:
    assert Face(head(10, -20), 1.0).pose == pytest.approx((9.4, -20, 0), abs=4)


@pytest.mark.parametrize(
    ("scale", "words"), [(1.4, "40 percent farther away"), (0.5, "100 percent closer")]
)
def test_another_distance_is_told(photo: Prepared, scale: float, words: str) -> None:
    letter, reasons = graded(photo, photo, np.diag([scale, scale, 1]))
    assert letter > "A"
    assert words in reasons[0]


def test_a_tilted_camera_is_told(photo: Prepared) -> None:
    a = np.radians(12)
    matrix = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    assert "tilted by about 12 degrees" in graded(photo, photo, matrix)[1][0]


def test_another_light_is_told() -> None:
    one = prepare(scene(1), "scalp", SIZE)
    dark = prepare((scene(1) * 0.35).astype(np.uint8), "scalp", SIZE)
    warm = prepare((scene(1) * [1.0, 0.95, 0.5]).astype(np.uint8), "scalp", SIZE)
    assert any("darker" in reason for reason in graded(one, dark)[1])
    assert any("brighter" in reason for reason in graded(dark, one)[1])
    assert any("yellower" in reason for reason in graded(one, warm)[1])
    assert any("bluer" in reason for reason in graded(warm, one)[1])
