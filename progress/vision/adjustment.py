"""All photos of a view laid down at once: the adjustment of a network by least squares.

Each photo gets one transform to the first of its group, such that the transforms between photos
fit those measured as well as they can together (Govindu 2001, "Combining two-view constraints for
motion estimation"). Levenberg-Marquardt over the group of homographies, weighted by stated errors
and made robust by reweighting (Holland & Welsch 1977, with Cauchy's function). Errors follow from
the same weights, as for any estimate from relative measurements (Barooah & Hespanha 2007): where
independent ways meet, they are smaller than along any one way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from progress.vision.network import LEAST_ERROR_PX, UNIT_PX, Floats, Network, carry

PIN = 1e4
"""A transform made by hand weighs this much more."""
SOFT = 2.0
"""A residual of this many expected errors loses half of its weight."""
SHARED_PX = 2.0
"""Hair and skin that lie otherwise on one day mislead every pair of that photo alike, at 1024 px,
which no averaging takes away. Chosen on the courses of 14 photos; on those of 14 others the last
photo lay within twice the stated error of the first in 42 of 42 courses (make bench-course)."""
MOST_STEPS = 12
ENOUGH = 1e-4
"""A step that lowers the cost by a smaller share is the last."""
FREE = 8
"""Degrees of freedom of a homography."""


@dataclass(frozen=True)
class Adjusted:
    """`matrices` (n, 3, 3): each photo to the first of its group; `weights` (e,): what each
    transform counted; `cost`: what is left; `spare`: how many more there are than a tree needs."""

    matrices: Floats
    weights: Floats
    cost: float
    spare: int


def adjust(network: Network, start: Floats, fixed: NDArray[np.bool_]) -> Adjusted:
    """The transforms (n, 3, 3) that fit best, from those at `start`; `fixed` (n,) ones stay.

    Never worse than the start: a step that does not improve is not taken.
    """
    spare = len(network.ends) - network.photos + int(fixed.sum())
    best = _weighed(network, start, spare)
    damping = 1e-6
    for _ in range(MOST_STEPS if spare else 0):
        step = _step(network, best, ~fixed, damping)
        trial = _weighed(network, _moved(best.matrices, step), spare)
        gained = (best.cost - trial.cost) / max(best.cost, 1e-12)
        if gained > 0:
            best = trial
        damping *= 0.1 if gained > 0 else 100
        if 0 <= gained < ENOUGH:
            break
    return best


def spread(network: Network, adjusted: Adjusted) -> Floats:
    """(n, n): expected error between any two photos of one group, in px at 1024.

    The covariance of least squares whose weights are not quite the true ones; when residuals are
    larger than stated errors allow, all errors grow alike (the variance of unit weight).
    """
    incidence = np.zeros((len(network.ends), network.photos))
    rows = np.arange(len(network.ends))
    incidence[rows, network.ends[:, 0]], incidence[rows, network.ends[:, 1]] = 1, -1
    weighted = incidence.T * adjusted.weights
    gain = np.linalg.pinv(weighted @ incidence, hermitian=True) @ weighted
    covariance = (gain * np.maximum(network.errors, LEAST_ERROR_PX) ** 2) @ gain.T
    own = np.diag(covariance)
    variance = np.maximum(own[:, None] + own[None] - 2 * covariance, 0)
    shared = SHARED_PX if adjusted.spare else 0.0
    total = variance * _unit_variance(network, adjusted) + shared**2
    return np.asarray(np.sqrt(total), float)


def _unit_variance(network: Network, adjusted: Adjusted) -> float:
    left = (_residuals(network, adjusted.matrices) ** 2).sum(axis=2).mean(axis=1)
    normal = left / np.maximum(network.errors, LEAST_ERROR_PX) ** 2
    return max(1.0, float(normal.sum()) / adjusted.spare) if adjusted.spare else 1.0


# -- one step ------------------------------------------------------------------------------------


def _residuals(network: Network, matrices: Floats) -> Floats:
    """(e, 9, 2): from where a transform was measured to lay a grid to where it lies, px at 1024."""
    moving, reference = network.ends.T
    between = np.linalg.inv(matrices[reference]) @ matrices[moving]
    points = network.grids[moving]
    return (carry(between, points) - carry(network.matrices, points)) * UNIT_PX


def _weighed(network: Network, matrices: Floats, spare: int) -> Adjusted:
    """Cauchy's weights, and the cost that they belong to."""
    expected = np.maximum(network.errors, LEAST_ERROR_PX) ** 2
    full = np.where(network.pinned, PIN, 1) / expected
    left = (_residuals(network, matrices) ** 2).sum(axis=2).mean(axis=1)
    soft = np.where(network.pinned, np.inf, SOFT**2)
    worn = left / expected / soft
    costs = np.where(network.pinned, left * full, SOFT**2 * np.log1p(worn))
    return Adjusted(matrices, full / (1 + worn), float(costs.sum()), spare)


def _step(network: Network, now: Adjusted, free: NDArray[np.bool_], damping: float) -> Floats:
    """(n, 8): the damped Gauss-Newton step. The normal equations are the network's Laplacian, a
    block of 8 x 8 for each transform."""
    moving, reference = network.ends.T
    slope = _slopes(network, now.matrices)
    scaled = slope * now.weights[:, None, None, None]
    block = np.einsum("epki,epkj->eij", scaled, slope) / slope.shape[1]
    pull = np.einsum("epki,epk->ei", scaled, _residuals(network, now.matrices)) / slope.shape[1]
    normal = np.zeros((network.photos, network.photos, FREE, FREE))
    right = np.zeros((network.photos, FREE))
    for one, other, sign in (
        (moving, moving, 1),
        (reference, reference, 1),
        (moving, reference, -1),
        (reference, moving, -1),
    ):
        np.add.at(normal, (one, other), sign * block)
    np.add.at(right, moving, -pull)
    np.add.at(right, reference, pull)
    step = np.zeros((network.photos, FREE))
    step[free] = _solve(normal[np.ix_(free, free)], right[free], damping)
    return step


def _solve(normal: Floats, right: Floats, damping: float) -> Floats:
    count = len(right) * FREE
    square = normal.transpose(0, 2, 1, 3).reshape(count, count)
    square[np.diag_indices(count)] *= 1 + damping
    square[np.diag_indices(count)] += 1e-9
    return np.asarray(np.linalg.solve(square, right.ravel()).reshape(-1, FREE), float)


def _slopes(network: Network, matrices: Floats) -> Floats:
    """(e, 9, 2, 8): how each residual moves when the moving photo's transform does, in px."""
    moving, reference = network.ends.T
    there = carry(matrices[moving], network.grids[moving])
    return _jacobian(np.linalg.inv(matrices[reference]), there) @ _generators(there) * UNIT_PX


def _generators(points: Floats) -> Floats:
    """(e, p, 2, 8): how points move under the eight small homographies."""
    x, y = points[..., 0], points[..., 1]
    one, none = np.ones_like(x), np.zeros_like(x)
    across = [x, y, one, none, none, none, -x * x, -x * y]
    down = [none, none, none, x, y, one, -x * y, -y * y]
    return np.stack([np.stack(across, axis=-1), np.stack(down, axis=-1)], axis=-2)


def _jacobian(matrices: Floats, points: Floats) -> Floats:
    """(e, p, 2, 2): of homographies (e, 3, 3) at points (e, p, 2)."""
    there = carry(matrices, points)
    depth = points @ matrices[:, 2, :2, None] + matrices[:, None, 2, 2:]
    rows = matrices[:, None, :2, :2] - there[..., None] * matrices[:, None, 2:, :2]
    return np.asarray(rows / depth[..., None], float)


def _moved(matrices: Floats, step: Floats) -> Floats:
    change = np.concatenate([step, np.zeros((len(step), 1))], axis=1).reshape(-1, 3, 3)
    better = (np.eye(3) + change) @ matrices
    return np.asarray(better / better[:, 2:, 2:], float)
