"""How far two faces' landmarks lie apart: what a turned head cannot hide in the plane.

No network for identity runs here. That two photos show one person is judged in `align` by how much
skin the flow recognises; this tells a turned head from another person.
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
