"""What happens between two hand-held photos of one head: the camera tilts, then moves.

A free homography has eight parameters, and noise in them distorts the head. A camera that turns
about its own centre (Hartley & Zisserman 2004, section 8.4) and then comes nearer, shifts and
rolls has six: tilt about two axes, and a similarity. The other two, a stretch, are held near zero
unless the samples insist. Hair and expression move neighbouring
samples together by a few pixels; over a head this averages out, so that every sample counts, in a
robust least-squares fit whose kernel is as wide as the samples scatter.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision.transform import project, similarity

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]
Weights = NDArray[np.float64]

FOCAL = 1.2
"""Focal length in long sides of the photo. Phones have 0.75 (main camera) to 1.5 (portrait); on a
head tilted by 6 degrees the whole range moves a corner by less than 1 px of 1024."""
USUAL_TILT = np.radians(3.5)
"""Standard deviation of a careful hand's tilt between two visits."""
USUAL_STRETCH, ANY_STRETCH = 0.0003, 0.03
"""Standard deviation of what six parameters cannot say: a cropped photo, another lens. Hard scalps,
AUC@3 in percent: 52.0 at 0.0003, 49.7 at 0.001, 44.1 at 0.003."""
EXACT_PX, GAIN = 1.5, 0.1
"""Any stretch is allowed where this share more of the samples then lies this near."""
TOGETHER = 20.0
"""So many neighbouring samples err as one: hair and skin move over about 40 px, samples lie 8 px
apart."""
KERNEL, LEAST_KERNEL = 1.2, 0.1
"""Width of the robust kernel: in medians of the samples' distances, and in px at least."""
ROUNDS, SETTLED_PX = 8, 0.02
"""Most rounds of a fit; it ends when no corner moves by more."""


@dataclass(frozen=True)
class Retake:
    """`values`: scale * (cos, sin) of the roll, shift x and y in px, tilt about x and y in rad, and
    stretch along the sides and along the diagonals, as shares."""

    values: NDArray[np.float64]
    size: tuple[int, int]
    """(width, height) of the photo mapped from."""

    @property
    def matrix(self) -> Matrix:
        """Pixels of the first photo to those of the retake."""
        cos, sin, x, y = self.values[:4]
        centre = _camera(self.size)[:2, 2]
        turn = np.array([[cos, -sin], [sin, cos]])
        move = np.eye(3)
        move[:2, :2], move[:2, 2] = turn, centre + np.array([x, y]) - turn @ centre
        return move @ _bend(self.size, *self.values[4:])


def nearest(matrix: Matrix, size: tuple[int, int]) -> Retake:
    """The retake that does to a photo of (width, height) `size` most nearly what `matrix` does."""
    width, height = size
    grid = np.array([[x, y] for x in np.linspace(0, width, 9) for y in np.linspace(0, height, 9)])
    there = project(matrix, grid)
    linear = similarity(grid, there)
    centre = _camera(size)[:2, 2]
    shift = project(linear, centre[None])[0] - centre
    retake = Retake(np.array([linear[0, 0], linear[1, 0], *shift, 0, 0, 0, 0], float), size)
    for _ in range(3):
        retake = _step(retake, grid, there, np.ones(len(grid)), np.zeros(8))
    return retake


def fit(
    first: Points, second: Points, start: Matrix, size: tuple[int, int], weights: Weights
) -> Retake:
    """Robust least squares over (n, 2) matching points, from `start`: first photo to second.

    `weights`, 0..1, say how surely a sample lies on the head. Stretch only as the samples insist.
    """
    held = _fit(first, second, start, size, weights, USUAL_STRETCH)
    share = _exact(held, first, second)
    if share > 1 - GAIN:
        return held
    free = _fit(first, second, start, size, weights, ANY_STRETCH)
    return free if _exact(free, first, second) > share + GAIN else held


def _exact(retake: Retake, first: Points, second: Points) -> float:
    return float((np.linalg.norm(project(retake.matrix, first) - second, axis=1) < EXACT_PX).mean())


def _fit(
    first: Points,
    second: Points,
    start: Matrix,
    size: tuple[int, int],
    weights: Weights,
    stretch: float,
) -> Retake:
    """With a Cauchy kernel (Holland & Welsch 1977) as wide as the surest samples scatter."""
    retake = nearest(start, size)
    surely = weights >= weights.max(initial=0)
    usual = np.array([0, 0, 0, 0, *[USUAL_TILT**-2] * 2, *[stretch**-2] * 2])
    for _ in range(ROUNDS):
        gap = np.linalg.norm(project(retake.matrix, first) - second, axis=1)
        width = max(KERNEL * float(np.median(gap[surely])), LEAST_KERNEL)
        robust = weights / (1 + (gap / width) ** 2)
        noise = float((robust * gap**2).sum() / max(float(robust.sum()), 1e-9)) / 2
        before, retake = retake, _step(retake, first, second, robust, TOGETHER * noise * usual)
        if _apart(before, retake) < SETTLED_PX:
            break
    return retake


def _apart(one: Retake, other: Retake) -> float:
    """How far a corner of the photo lands elsewhere, in px."""
    width, height = one.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    return float(np.abs(project(one.matrix, corners) - project(other.matrix, corners)).max())


def _step(retake: Retake, first: Points, second: Points, weights: Weights, stiff: Points) -> Retake:
    """One Gauss-Newton step of weighted least squares; `stiff` draws the values to zero."""
    there, slopes = _there(retake, first)
    weighted = slopes * weights[:, None, None]
    normal = np.einsum("nkp,nkq->pq", weighted, slopes)
    uphill = np.einsum("nkp,nk->p", weighted, there - second)
    step = np.linalg.solve(normal + np.diag(stiff + _TINY), uphill + stiff * retake.values)
    return Retake(retake.values - step, retake.size)


_TINY = 1e-5


def _there(retake: Retake, points: Points) -> tuple[Points, Points]:
    """(n, 2) where the points go, and (n, 2, 8) how that changes with the values."""
    cos, sin, x, y, *bend = retake.values
    centre = _camera(retake.size)[:2, 2]
    turn = np.array([[cos, -sin], [sin, cos]])
    bent = project(_bend(retake.size, *bend), points) - centre
    slopes = np.zeros((len(points), 2, len(retake.values)))
    slopes[:, :, 0] = bent
    slopes[:, :, 1] = bent @ np.array([[0, 1], [-1, 0]])
    slopes[:, 0, 2] = slopes[:, 1, 3] = 1
    for column, more in enumerate(np.array(bend) + _TINY * np.eye(4)):
        moved = project(_bend(retake.size, *more), points) - centre
        slopes[:, :, 4 + column] = (moved - bent) @ turn.T / _TINY
    return bent @ turn.T + centre + np.array([x, y]), slopes


def _bend(size: tuple[int, int], x: float, y: float, along: float, across: float) -> Matrix:
    """What turning the camera about its own centre does to its picture, and stretch."""
    camera = _camera(size)
    turn = cv2.Rodrigues(np.array([x, y, 0.0]))[0]
    stretch = np.array([[1 + along, across, 0], [across, 1 - along, 0], [0, 0, 1]])
    return np.asarray(camera @ turn @ stretch @ np.linalg.inv(camera), float)


def _camera(size: tuple[int, int]) -> Matrix:
    focal = FOCAL * max(size)
    return np.array([[focal, 0, (size[0] - 1) / 2], [0, focal, (size[1] - 1) / 2], [0, 0, 1]])
