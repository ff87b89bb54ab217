"""May two faces be one person's? The shape of the landmarks, and what flow recognises on them.

No network is trained for it here: two photos of another person agree in flow by chance only, and
the skull's proportions differ. It warns; it never proves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from progress.vision.face import Face

Points = NDArray[np.float64]

MOST_TURN_PERCENT = 10.0
"""Landmarks still apart after the best similarity, in percent of the eyes' distance: same faces,
hardly turned, stay below; a turned head exceeds it."""


def apart_percent(reference: Face, moving: Face, matrix: Points) -> float:
    """RMS distance of the landmarks after the transform, in percent of the eyes' distance."""
    flat = np.c_[moving.points[:, :2], np.ones(len(moving.points))] @ matrix.T
    gap = np.linalg.norm(flat[:, :2] / flat[:, 2:] - reference.points[:, :2], axis=1)
    return float(100 * np.sqrt((gap**2).mean()) / max(reference.eye_distance, 1e-6))


def shape_apart_percent(reference: Face, moving: Face) -> float:
    """RMS distance of the landmarks in space, turned onto each other, without the mouth and jaw.

    Rigid with scale (Umeyama 1991), so that the head's pose does not count.
    """
    keep = _rigid(reference.points)
    a, b = moving.points[keep], reference.points[keep]
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    u, spread, vt = np.linalg.svd(b.T @ a)
    sign = np.sign(np.linalg.det(u @ vt))
    fix = np.diag([1.0, 1.0, sign])
    scale = (spread * np.diag(fix)).sum() / (a**2).sum()
    gap = np.linalg.norm(scale * a @ (u @ fix @ vt).T - b, axis=1)
    return float(100 * np.sqrt((gap**2).mean()) / max(reference.eye_distance, 1e-6))


def _rigid(points: Points) -> NDArray[np.bool_]:
    """Landmarks above the upper lip: the others move when a face speaks or smiles."""
    level = points[:, :2] @ _upright(points)
    return np.asarray(level < level[164])


def _upright(points: Points) -> Points:
    """The direction from the forehead to the chin."""
    down = points[152, :2] - points[10, :2]
    return np.asarray(down / max(float(np.linalg.norm(down)), 1e-9))
