"""Transforms of the plane: fitted, composed, inverted, and what a hand-held camera can do.

A matrix is 3x3, maps (x, y, 1) of one photo to another's, and has 1 in its last corner. Least
squares follow Umeyama (1991) for a similarity and the normalised DLT of Hartley (1997), through
OpenCV, for a homography.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

MOST_SCALE = 3.0
"""Largest change of distance between two visits, as a ratio; beyond it too few pixels remain."""
MOST_PERSPECTIVE = 0.35
"""Change of local scale across the photo, as a ratio: about 12 degrees of tilt at arm's length."""
MOST_SHEAR = 0.25
"""Difference of the two principal scales, as a ratio: a plane seen 40 degrees askew."""
SCALE_OF_ERROR = 1024
LEAST_CORNER = 1e-9


def project(matrix: Matrix, points: Points) -> Points:
    """Where the (n, 2) points go."""
    there = np.c_[points, np.ones(len(points))] @ np.asarray(matrix, float).T
    return np.asarray(there[:, :2] / there[:, 2:], float)


def compose(second: Matrix, first: Matrix) -> Matrix:
    """First `first`, then `second`."""
    return normalised(second @ first)


def invert(matrix: Matrix) -> Matrix:
    return normalised(np.asarray(np.linalg.inv(matrix), float))


def normalised(matrix: Matrix) -> Matrix:
    return np.asarray(matrix / matrix[2, 2], float)


def resized(size: tuple[int, int], new: tuple[int, int]) -> Matrix:
    """Pixels of a photo of (width, height) `size` to those of it resized; centres lie at halves."""
    x, y = new[0] / size[0], new[1] / size[1]
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1.0]])


def similarity(here: Points, there: Points) -> Matrix:
    """Least-squares turn, scale and shift (Umeyama 1991, in the plane as complex numbers)."""
    a, b = here @ [1, 1j], there @ [1, 1j]
    spread = np.abs(a - a.mean()) ** 2
    factor = ((a - a.mean()).conj() @ (b - b.mean())) / max(float(spread.sum()), 1e-12)
    shift = b.mean() - factor * a.mean()
    return np.array(
        [
            [factor.real, -factor.imag, shift.real],
            [factor.imag, factor.real, shift.imag],
            [0, 0, 1],
        ]
    )


def homography(here: Points, there: Points) -> Matrix | None:
    """Least squares over all points (Hartley 1997); None when they determine none."""
    return _checked(cv2.findHomography(here, there, 0))


def robust_homography(here: Points, there: Points, inlier_px: float) -> Matrix | None:
    """The largest agreement (MAGSAC++, Barath et al. 2020), the same in every run."""
    cv2.setRNGSeed(1)
    return _checked(
        cv2.findHomography(
            here, there, cv2.USAC_MAGSAC, inlier_px, maxIters=5000, confidence=0.9999
        )
    )


def _checked(answer: tuple[Any, Any]) -> Matrix | None:
    found = answer[0]
    if found is None or not np.isfinite(found).all() or abs(found[2, 2]) < LEAST_CORNER:
        return None
    return normalised(np.asarray(found, float))


def plausible(matrix: Matrix, size: tuple[int, int]) -> bool:
    """Whether two hand-held photos of one head can differ so; `size` of the photo mapped from."""
    if not np.isfinite(matrix).all():
        return False
    scales, shear = _local_shape(matrix, size)
    if scales.min() <= 0:
        return False
    middle = float(np.sqrt(scales[4]))
    spread = float(np.sqrt(scales.max() / scales.min())) - 1
    return (
        1 / MOST_SCALE < middle < MOST_SCALE
        and spread < 2 * MOST_PERSPECTIVE
        and shear < MOST_SHEAR
    )


def _local_shape(matrix: Matrix, size: tuple[int, int]) -> tuple[Points, float]:
    """Change of area at nine spots of the inner photo, and the shear in its middle."""
    width, height = size
    areas, shear = [], 0.0
    for v in (0.25, 0.5, 0.75):
        for u in (0.25, 0.5, 0.75):
            jacobian = _jacobian(matrix, u * width, v * height)
            areas.append(np.linalg.det(jacobian))
            if u == v == 0.5:
                singular = np.linalg.svd(jacobian, compute_uv=False)
                shear = float(singular[0] / max(float(singular[1]), 1e-12)) - 1
    return np.array(areas), shear


def _jacobian(matrix: Matrix, x: float, y: float) -> Matrix:
    u, v, w = matrix @ [x, y, 1.0]
    return np.array(
        [
            (matrix[0, :2] * w - u * matrix[2, :2]) / w**2,
            (matrix[1, :2] * w - v * matrix[2, :2]) / w**2,
        ]
    )
