"""The demonstration camera moves as it says."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from progress.demo.camera import COARSE, Scene, Shot, canvas_size, photograph, project

SIZE = (480, 640)
CANVAS = canvas_size(SIZE)
PLAIN = Shot(combing=0.0, noise=0.0, blur=0.0, vignette=0.0)
MARKS = np.array([(180, 200), (360, 240), (210, 480), (330, 430)], np.float32)


def hill() -> np.ndarray:
    """A coarse relief, high in the middle."""
    width, height = CANVAS[0] // COARSE, CANVAS[1] // COARSE
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    return (0.2 * np.exp(-(x**2) - y**2)).astype(np.float32)


def marked() -> Scene:
    """White dots on grey, over the hill."""
    canvas = np.full((*CANVAS[::-1], 3), 90, np.uint8)
    for x, y in MARKS:
        cv2.circle(canvas, (int(x), int(y)), 5, (255, 255, 255), -1, cv2.LINE_AA)
    relief = hill()
    normal = np.dstack([np.zeros_like(relief), np.zeros_like(relief), np.ones_like(relief)])
    return Scene(canvas, relief, normal, np.zeros_like(relief))


def dot_near(photo: np.ndarray, where: np.ndarray) -> np.ndarray:
    """The middle of the brightest spot within 25 pixels."""
    x, y = np.round(where).astype(int)
    patch = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)[y - 25 : y + 26, x - 25 : x + 26]
    weight = np.clip(patch.astype(float) - np.median(patch) - 25, 0, None)
    rows, columns = np.mgrid[-25:26, -25:26]
    return np.array(
        [x + (columns * weight).sum() / weight.sum(), y + (rows * weight).sum() / weight.sum()]
    )


@pytest.mark.parametrize(
    "shot",
    [
        PLAIN,
        replace(PLAIN, yaw=6.0),
        replace(PLAIN, pitch=-5.0, roll=4.0),
        replace(PLAIN, zoom=1.1, shift=(0.03, -0.02), yaw=-3.0),
    ],
)
def test_marks_land_where_the_projection_says(shot: Shot) -> None:
    photo = photograph(marked(), shot, SIZE)
    heights = [hill()[int(y) // COARSE, int(x) // COARSE] for x, y in MARKS]
    expected = project(shot, np.column_stack([MARKS, heights]).astype(np.float32), SIZE, CANVAS)
    found = np.array([dot_near(photo, point) for point in expected])
    assert np.abs(found - expected).max() < 1.0


def test_near_parts_shift_against_far_ones() -> None:
    middle = np.array([CANVAS[0] / 2, CANVAS[1] / 2], np.float32)
    points = np.array([(*middle, 0.0), (*middle, 0.2)], np.float32)
    straight = project(PLAIN, points, SIZE, CANVAS)
    turned = project(replace(PLAIN, yaw=6.0), points, SIZE, CANVAS)
    shift = turned - straight
    assert abs(shift[1, 0] - shift[0, 0]) > 5


def test_exposure_and_warmth_show() -> None:
    base = photograph(marked(), PLAIN, SIZE).reshape(-1, 3).mean(0)
    bright = photograph(marked(), replace(PLAIN, exposure=0.3), SIZE).reshape(-1, 3).mean(0)
    warm = photograph(marked(), replace(PLAIN, warmth=0.1), SIZE).reshape(-1, 3).mean(0)
    assert (bright > base * 1.15).all()
    assert warm[0] > base[0] > warm[0] * 0.8 and warm[2] < base[2]
