"""A turned head, another person: what tells faces apart where skin is not recognised.

Landmarks say how far a head turned, which no transform of the plane can undo; whether two faces
are one person's says `recognition`, and between its two thresholds the skin that flow recognises.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from progress.vision.face import Face

Points = NDArray[np.float64]

SAME, DIFFERENT = 0.95, 0.91
"""Likeness from which two faces are one person's, and below which they are not. On the alignment
pairs of 24 persons, 6 of 7 real pairs of one person on other days reach 0.956, the seventh 0.93; 23
pairs of two persons stay below 0.92; the 24th, at 0.95, shows one man twice as far as we can see.
"""
MOST_TURN_PERCENT = 10.0
"""Landmarks still apart after the best similarity, in percent of the eyes' distance: same faces,
hardly turned, stay below; a turned head exceeds it."""


def apart_percent(reference: Face, moving: Face, matrix: Points) -> float:
    """RMS distance of the landmarks after the transform, in percent of the eyes' distance."""
    flat = np.c_[moving.points[:, :2], np.ones(len(moving.points))] @ matrix.T
    gap = np.linalg.norm(flat[:, :2] / flat[:, 2:] - reference.points[:, :2], axis=1)
    return float(100 * np.sqrt((gap**2).mean()) / max(reference.eye_distance, 1e-6))
