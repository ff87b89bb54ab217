"""A clinician's own alignment, from places marked on both photos, and how far it can be wrong.

The marks' least-squares similarity (Umeyama 1991) is bent into a homography only as far as they
ask for it: ridge regression on the small squeezes and tilts of a hand-held camera, which is the
most probable homography under a Gaussian prior. Two marks thus give exactly a similarity, and the
more there are, the freer the homography. The covariance of that answer, carried to the corners of
the photo, is its error: it knows where the marks lie, how far they disagree, and what two of them
cannot see.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from progress.errors import InvalidInput
from progress.vision.answer import Alignment
from progress.vision.transform import (
    SCALE_OF_ERROR,
    Matrix,
    Points,
    compose,
    invert,
    plausible,
    project,
    similarity,
)

Size = tuple[int, int]

CLICK_PX = 3.0
"""How far a careful click misses on one photo (root mean square), at 1024 px long side."""
MATCH_PX = 2.0
"""The same where the mark was moved to the best match, wherever the finger landed: 0.4 px where
hair and face stayed as they were, 4 px where they moved (medians). At 2.0, 98 of 100 stated errors
hold on the hard scalps; at 1.0, 90 do."""
CLICK_WEIGHT = 4
"""CLICK_PX counts as much as this many marks in judging how far a person's own marks scatter."""
SQUEEZE, TILT = 0.01, 0.025
"""Standard deviations of what a similarity leaves, per half of the long side: the true transforms
of the alignment pairs have 0.002 and 0.024; heads that turn squeeze more."""
LEAST_SPREAD = 0.03
"""Marks must span this share of the photo's long side."""
MARGIN = 0.1
"""The head begins this share inside the photo's edges; there the error is told."""
GOOD_PX = 10.0
"""Expected error beyond which two photos lie only roughly over each other: grade D."""
ROUNDS = 4

HALF = SCALE_OF_ERROR / 2
FREE = np.diag([0, 0, 0, 0, SQUEEZE**-2, SQUEEZE**-2, TILT**-2, TILT**-2])
STIFF = np.diag([0, 0, 0, 0, 1e12, 1e12, 1e12, 1e12])
TOO_FEW = "Set at least two points on both photos."
TOO_CLOSE = "These points lie too close together. Please spread them out."
NO_CAMERA = "No two photos of one head differ so much. Please check each pair of points."
SPREAD_MORE = "Lined up by hand on {} places: more of them, far apart, would make it surer."


@dataclass(frozen=True)
class Fit:
    """`matrix`: halves of the long side to such; `covariance`: of the eight parameters of _bent."""

    matrix: Matrix
    covariance: Matrix


@dataclass(frozen=True)
class Marks:
    """Where the moving photo's marks come to lie, and those of the reference; `weights`: (2n,)."""

    near: Points
    there: Points
    weights: Points

    @property
    def slopes(self) -> Matrix:
        return self.weights[:, None] * _slopes(self.near)

    def left(self, bend: Points) -> Points:
        """What a bend leaves between them, (2n,)."""
        return self.weights * (self.there - project(_bent(bend), self.near)).ravel()


def from_points(
    moving: Points,
    reference: Points,
    sizes: tuple[Size, Size],
    matched: NDArray[np.bool_] | None = None,
) -> Alignment:
    """The alignment by (n, 2) full-size pixels marked on both photos.

    `sizes`: (width, height) of the moving photo and of the reference; `matched`: which marks were
    moved to the best match. Raises InvalidInput.
    """
    here, there = np.asarray(moving, float), np.asarray(reference, float)
    if len(here) < 2 or here.shape != there.shape:
        raise InvalidInput(TOO_FEW)
    _check_spread(here, sizes[0])
    _check_spread(there, sizes[1])
    from_moving, from_reference = _to_unit(sizes[0]), _to_unit(sizes[1])
    weights = np.where(_none(here) if matched is None else matched, CLICK_PX / MATCH_PX, 1.0)
    fit = _fit(project(from_moving, here), project(from_reference, there), weights)
    error = _expected_error(fit, project(from_reference, _corners(sizes[1])))
    matrix = compose(invert(from_reference), compose(fit.matrix, from_moving))
    if error < GOOD_PX:
        return Alignment(matrix, error, 1.0, "C", (), "by hand")
    return Alignment(matrix, error, 1.0, "D", (SPREAD_MORE.format(len(here)),), "by hand")


def _none(points: Points) -> NDArray[np.bool_]:
    return np.zeros(len(points), bool)


def _check_spread(points: Points, size: Size) -> None:
    least = LEAST_SPREAD * max(size)
    gaps = np.linalg.norm(points[:, None] - points[None], axis=2)
    if gaps[np.triu_indices(len(points), 1)].min() < least / 10 or gaps.max() < least:
        raise InvalidInput(TOO_CLOSE)


def _to_unit(size: Size) -> Matrix:
    """Pixels to halves of the long side, from the middle of the photo."""
    half = max(size) / 2
    across, down = ((side - 1) / 2 / half for side in size)
    return np.array([[1 / half, 0, -across], [0, 1 / half, -down], [0, 0, 1]])


def _corners(size: Size) -> Points:
    near, far = MARGIN, 1 - MARGIN
    return np.array([[near, near], [far, near], [far, far], [near, far]]) * size


def _fit(here: Points, there: Points, weights: Points) -> Fit:
    """A plain similarity when the marks would bend it beyond what a hand-held camera does."""
    base = similarity(here, there)
    square = (SCALE_OF_ERROR, SCALE_OF_ERROR)
    frame = _to_unit(square)
    for prior in (FREE, STIFF):
        marks = Marks(project(base, here), there, np.repeat(weights, 2))
        fit = _bend_over(base, marks, prior)
        if plausible(invert(frame) @ fit.matrix @ frame, square):
            return fit
    raise InvalidInput(NO_CAMERA)


def _bend_over(base: Matrix, marks: Marks, prior: Matrix) -> Fit:
    """First with the scatter of anybody's clicks, then with what these turn out to have."""
    scatter = CLICK_PX / HALF
    for _ in range(2):
        bend, covariance = _solve(marks, prior * scatter**2)
        scatter = _scatter(marks, bend, covariance)
    bend, covariance = _solve(marks, prior * scatter**2)
    return Fit(compose(_bent(bend), base), covariance * scatter**2)


def _solve(marks: Marks, prior: Matrix) -> tuple[Points, Matrix]:
    """The eight parameters (Gauss-Newton), and their covariance in units of the clicks' own."""
    slopes, bend = marks.slopes, np.zeros(8)
    covariance = np.asarray(np.linalg.inv(slopes.T @ slopes + prior), float)
    for _ in range(ROUNDS):
        bend = bend + covariance @ (slopes.T @ marks.left(bend) - prior @ bend)
    return bend, covariance


def _scatter(marks: Marks, bend: Points, covariance: Matrix) -> float:
    """Standard deviation of the gap between two marks of one place, along each axis."""
    left = marks.left(bend)
    freedom = left.size - np.trace(covariance @ marks.slopes.T @ marks.slopes)
    believed = 2 * CLICK_WEIGHT * (CLICK_PX / HALF) ** 2
    return float(np.sqrt((believed + (left**2).sum()) / (2 * CLICK_WEIGHT + max(freedom, 0))))


def _bent(bend: Points) -> Matrix:
    """Shift, growth, turn, two squeezes and two tilts as a homography near the identity."""
    right, down, growth, turn, squeeze, skew, across, along = bend
    return np.array(
        [
            [1 + growth + squeeze, skew - turn, right],
            [skew + turn, 1 + growth - squeeze, down],
            [across, along, 1],
        ]
    )


def _slopes(points: Points) -> Matrix:
    """(2n, 8): how each coordinate of the points moves with the parameters of _bent, at zero."""
    x, y = points.T
    one, zero = np.ones_like(x), np.zeros_like(x)
    of_x = np.stack([one, zero, x, -y, x, y, -x * x, -x * y], axis=1)
    of_y = np.stack([zero, one, y, x, -y, x, -x * y, -y * y], axis=1)
    return np.stack([of_x, of_y], axis=1).reshape(-1, 8)


def _expected_error(fit: Fit, corners: Points) -> float:
    """Root mean square over the corners, in px at 1024."""
    slopes = _slopes(corners)
    variance = np.einsum("ij,jk,ik->i", slopes, fit.covariance, slopes)
    return float(HALF * np.sqrt(variance.sum() / len(corners)))
