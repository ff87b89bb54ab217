"""The best matching spot near a click: what a person meant to touch, to a part of a pixel.

A patch around the place on one photo is looked for around the click on the other by normalised
correlation (Lewis 1995), under a Gaussian window, on contrast-normalised pixels, in a few turns
and sizes. The peak's place between pixels comes from a parabola through its neighbours. A weak
peak, or one with a rival, moves nothing: on smooth skin and along a hair the finger knows best.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision.flow import flatten
from progress.vision.transform import Matrix, invert, project

Gray = NDArray[np.uint8]
Image = NDArray[np.uint8]
Scores = NDArray[np.float32]
Point = tuple[float, float]
Size = tuple[int, int]

SIDE = 1024
"""Long side, in pixels, of the photos that are searched; what follows is in these pixels."""
PATCH = 32
"""Half the side of the patch that is looked for."""
WINDOW = 0.5
"""Standard deviation of the Gaussian window, as a share of PATCH: the middle counts most."""
REACH = 32
"""How far from the click the spot may be, to each side: ten times what a careful click misses, and
what a finger misses on a phone."""
TURNS, SIZES = (-8.0, 0.0, 8.0), (0.88, 1.0, 1.14)
"""Degrees and ratios that are tried when nothing is known: a patch is recognised between them."""
LEAST_SCORE, LEAST_LEAD = 0.65, 0.15
"""Correlation of the best spot, and its lead over every rival. On the alignment pairs whose hair
and face stayed as they were, of clicks 3, 8 and 16 px off at corners and spots two in three were
moved, to 0.3 px off (median), and none of 3,000 to more than 5 px off; where there was nothing to
find, one in 120 was moved."""
RIVAL = 6
"""Pixels from the peak at which another place begins."""


@dataclass(frozen=True)
class Peak:
    """`at`: (x, y) from the click, in pixels of the reference's patch."""

    at: Point
    score: float
    rival: float

    @property
    def clear(self) -> bool:
        return self.score >= LEAST_SCORE and self.score - self.rival >= LEAST_LEAD


def size_of(size: Size) -> Size:
    """(width, height) of a photo as it is searched: its long side has SIDE pixels."""
    width, height = (max(round(side * SIDE / max(size)), 1) for side in size)
    return width, height


def ready(image: Image) -> Gray:
    """An RGB photo of any size as it is searched."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    how = cv2.INTER_AREA if max(gray.shape) > SIDE else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, size_of(gray.shape[1::-1]), interpolation=how), np.uint8)


def best_spot(
    reference: Gray, moving: Gray, place: Point, click: Point, known: Matrix | None = None
) -> Point | None:
    """Where the moving photo shows the `place` of the reference; None to keep the click.

    The photos are `ready`. `known` maps moving to reference; only its turn and size around the
    place matter. Without it both are taken to be framed alike, give or take TURNS and SIZES.
    """
    patch = _cut(reference, place, np.eye(2), PATCH)
    tried = []
    for shape in _shapes(known, place):
        seen = _cut(moving, click, shape, PATCH + REACH)
        tried.append((_peak(_scores(seen, patch)), shape))
    peak, shape = max(tried, key=lambda each: each[0].score)
    if not peak.clear:
        return None
    dx, dy = shape @ peak.at
    return click[0] + float(dx), click[1] + float(dy)


def _shapes(known: Matrix | None, place: Point) -> list[Matrix]:
    """How steps on the reference may look on the moving photo: (2, 2) each."""
    if known is None:
        turns = product(TURNS, SIZES)
        return [np.asarray(cv2.getRotationMatrix2D((0, 0), *turn)[:, :2]) for turn in turns]
    steps = np.array([[0, 0], [1, 0], [0, 1]]) + place
    there = project(invert(known), steps)
    return [np.asarray((there[1:] - there[0]).T, float)]


def _cut(photo: Gray, middle: Point, shape: Matrix, half: int) -> Scores:
    """(2 half + 1) pixels square around `middle`, in steps of `shape`, evenly lit."""
    corner = np.array(middle) - shape @ [half, half]
    side = 2 * half + 1
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    cut = cv2.warpAffine(
        photo, np.c_[shape, corner], (side, side), flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    return flatten(np.asarray(cut, np.uint8)).astype(np.float32)


def _scores(seen: Scores, patch: Scores) -> Scores:
    """Correlation, -1..1, of the patch with every place of what is seen; 0 where nothing is."""
    across = np.exp(-0.5 * (np.arange(-PATCH, PATCH + 1) / (WINDOW * PATCH)) ** 2)
    window = np.outer(across, across).astype(np.float32)
    found = cv2.matchTemplate(seen, patch, cv2.TM_CCOEFF_NORMED, mask=window)
    return np.asarray(np.nan_to_num(found, nan=0, posinf=0, neginf=0), np.float32)


def _peak(scores: Scores) -> Peak:
    row, column = (int(each) for each in np.unravel_index(scores.argmax(), scores.shape))
    y, x = np.ogrid[: scores.shape[0], : scores.shape[1]]
    elsewhere = (x - column) ** 2 + (y - row) ** 2 > RIVAL**2
    at = column + _between(scores[row], column), row + _between(scores[:, column], row)
    return Peak(
        (at[0] - REACH, at[1] - REACH), float(scores[row, column]), float(scores[elsewhere].max())
    )


def _between(line: Scores, top: int) -> float:
    """Where a parabola through the top and its neighbours is highest, -0.5..0.5 from it."""
    if not 0 < top < len(line) - 1:
        return 0.0
    before, here, after = (float(each) for each in line[top - 1 : top + 2])
    curve = before - 2 * here + after
    return 0.0 if curve >= 0 else (before - after) / (2 * curve)
