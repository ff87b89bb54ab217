"""The pose that was planted is read back, and a real face's pose behaves as a head does."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.vision import expression, face, pose, weights
from progress.vision.pose import Pose
from tests.vision.heads import PORTRAIT, landmarks

ANGLES = st.floats(-50, 50)


@given(ANGLES, ANGLES, ANGLES, st.floats(20, 900))
def test_planted_angles_are_read_back(yaw: float, pitch: float, roll: float, size: float) -> None:
    found = pose.of(landmarks(yaw, pitch, roll, size=size))
    np.testing.assert_allclose(found, (yaw, pitch, roll), atol=1e-6)


@given(ANGLES, ANGLES, st.floats(-180, 180))
def test_a_camera_that_is_tilted_changes_only_the_roll(
    yaw: float, pitch: float, turn: float
) -> None:
    a = np.radians(turn)
    wheel = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    found = pose.of(landmarks(yaw, pitch) @ wheel.T)
    np.testing.assert_allclose(found[:2], (yaw, pitch), atol=1e-6)


@given(ANGLES, ANGLES, ANGLES, ANGLES)
def test_a_turn_is_the_same_both_ways_and_roll_is_none(
    yaw: float, pitch: float, other: float, roll: float
) -> None:
    one, two = Pose(yaw, pitch, 0), Pose(other, pitch, roll)
    assert one.turn_to(two) == pytest.approx(two.turn_to(one))
    assert one.turn_to(one._replace(roll=roll)) == pytest.approx(0, abs=1e-4)
    assert one.turn_to(two) <= abs(yaw - other) + 1e-4


def test_the_signs_are_the_patients_own() -> None:
    """The nose of a head turned to the patient's left lies to the right in the picture."""
    straight, left, up = landmarks(), landmarks(yaw=20), landmarks(pitch=20)
    eyes = list(face.OUTER_EYES)

    def nose(points: np.ndarray) -> np.ndarray:
        return points[face.NOSE_TIP, :2] - points[eyes, :2].mean(axis=0)

    assert nose(left)[0] > nose(straight)[0] + 5
    assert nose(up)[1] < nose(straight)[1] - 5
    assert landmarks(roll=20)[10, 0] > straight[10, 0] + 5


def found(image: np.ndarray) -> Pose:
    answer = face.find(np.ascontiguousarray(image, np.uint8))
    assert answer is not None
    return answer.pose


def test_a_portrait_leans_by_as_much_as_it_is_tilted() -> None:
    before = found(PORTRAIT)
    for turn in (-25, 25):
        matrix = cv2.getRotationMatrix2D((256, 256), turn, 1)
        tilted = cv2.warpAffine(PORTRAIT, matrix, (512, 512), borderMode=cv2.BORDER_REPLICATE)
        after = found(tilted)
        assert after.roll == pytest.approx(before.roll - turn, abs=3)
        assert after.yaw == pytest.approx(before.yaw, abs=3)
        assert after.pitch == pytest.approx(before.pitch, abs=3)


def test_a_mirrored_portrait_is_turned_the_other_way() -> None:
    before, after = found(PORTRAIT), found(PORTRAIT[:, ::-1])
    np.testing.assert_allclose(after, (-before.yaw, before.pitch, -before.roll), atol=3)
    assert abs(before.roll) > 2


def test_a_turned_head_has_the_same_expression() -> None:
    before = expression.of(landmarks())
    after = expression.of(landmarks(25, -10, 15, size=300))
    np.testing.assert_allclose(after, before, rtol=1e-6)


def test_an_opened_mouth_is_measured_on_a_turned_head() -> None:
    flat = landmarks()
    flat[14, 1] += 0.2 * np.linalg.norm(flat[263] - flat[33])
    change = expression.of(flat).mouth_open - expression.of(landmarks()).mouth_open
    assert change == pytest.approx(0.2, abs=0.02)


def test_without_the_model_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    points = landmarks(20)
    monkeypatch.setattr(weights, "load", lambda name: None)
    pose.model.cache_clear()
    unknown = (pose.of(points), expression.of(points))
    monkeypatch.undo()
    pose.model.cache_clear()
    assert unknown == (pose.UNKNOWN, expression.UNKNOWN)
    assert pose.of(points).yaw == pytest.approx(20)
