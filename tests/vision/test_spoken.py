"""What is said of head and camera is what was planted, no finer than it can be told."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from progress.vision.finding import Pair
from progress.vision.quality import Quality
from progress.vision.spoken import SAME, sentences

BOX = Quality(left=0.1, top=0.1, right=0.9, bottom=0.9)
FACE = replace(BOX, yaw=-10, pitch=6, roll=0.5)
FRAME = (1000, 1000)


def said(one: Quality, other: Quality, turn: float = 0, scale: float = 1) -> tuple[str, ...]:
    matrix = np.vstack([cv2.getRotationMatrix2D((500, 500), turn, scale), [0, 0, 1]])
    return sentences(Pair(one, other, (FRAME, FRAME), matrix, 1.0))


def test_of_two_faces_each_pose_is_said_and_the_difference() -> None:
    assert said(FACE, replace(FACE, yaw=6, pitch=6.4, roll=-8), scale=1.2) == (
        "Left photo: the face is turned 10 degrees to the patient’s right "
        "and has the chin 6 degrees up.",
        "Right photo: the face is turned 6 degrees to the patient’s left, "
        "has the chin 6 degrees up and leans 8 degrees to the patient’s right.",
        "Between the two: the face turned about 16 degrees more to the patient’s left, "
        "leaning about 8 degrees more to the patient’s right and about 20 percent farther away.",
    )


@pytest.mark.parametrize(("turn", "way"), [(12, "clockwise"), (-12, "anticlockwise")])
def test_of_two_scalps_the_camera_is_said(turn: float, way: str) -> None:
    """A transform that turns back by as much as the picture is turned."""
    (sentence,) = said(BOX, BOX, turn, 0.75)
    assert f"turned about 12 degrees {way}" in sentence
    assert "25 percent closer" in sentence


@pytest.mark.parametrize("photo", [BOX, FACE])
def test_where_nothing_moved_that_is_said(photo: Quality) -> None:
    assert said(photo, photo, turn=1.0, scale=1.02)[-1] == SAME
