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
        "Left photo: turned 10° to the right, chin 6° up.",
        "Right photo: turned 6° to the left, chin 6° up, leaning 8° to the right.",
        "Difference, about: turned 16° more to the left, leaning 8° more to the right, "
        "20\N{NO-BREAK SPACE}% farther away. Left and right are the patient’s own.",
    )


@pytest.mark.parametrize(("turn", "way"), [(12, "clockwise"), (-12, "anticlockwise")])
def test_of_two_scalps_the_camera_is_said(turn: float, way: str) -> None:
    """A transform that turns back by as much as the picture is turned."""
    (sentence,) = said(BOX, BOX, turn, 0.75)
    assert sentence == f"Difference, about: picture turned 12° {way}, 25\N{NO-BREAK SPACE}% closer."


@pytest.mark.parametrize("photo", [BOX, FACE])
def test_where_nothing_moved_that_is_said(photo: Quality) -> None:
    assert said(photo, photo, turn=1.0, scale=1.02)[-1].startswith(SAME)
