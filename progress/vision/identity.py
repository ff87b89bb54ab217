"""A turned head, another person: what tells faces apart where skin is not recognised.

Landmarks say how far a head turned, which no transform of the plane can undo; whether two faces
are one person's says `recognition`, and between its two thresholds the skin that flow recognises.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from progress.vision import flow, recognition, subject, verify
from progress.vision.face import Face
from progress.vision.prepared import Prepared

Matrix = NDArray[np.float64]

SAME, DIFFERENT = 0.95, 0.91
"""Likeness from which two faces are one person's, and below which they are not. On the alignment
pairs of 24 persons, 6 of 7 real pairs of one person on other days reach 0.956, the seventh 0.93; 23
pairs of two persons stay below 0.92; the 24th, at 0.95, shows one man twice as far as we can see.
"""
MOST_TURN_PERCENT = 10.0
"""Landmarks still apart after the best similarity, in percent of the eyes' distance: same faces,
hardly turned, stay below; a turned head exceeds it."""
LEAST_LIKENESS = 0.15
"""Share of a face where flow must recognise the same skin, photos laid over each other by their
landmarks: 23 pairs of other persons stayed below 0.145, five of seven pairs of the same person on
another day reached 0.16 or more."""


def same(reference: Prepared, moving: Prepared, matrix: Matrix) -> bool:
    """Whether both faces are one person's, photos laid over each other by `matrix`."""
    alike = recognition.likeness(reference.portrait, moving.portrait)
    if alike is not None and not DIFFERENT < alike < SAME:
        return alike >= SAME
    return _likeness(reference, moving, matrix) >= LEAST_LIKENESS


def _likeness(reference: Prepared, moving: Prepared, matrix: Matrix) -> float:
    """Share of the face's skin that the flow recognises, forward and backward."""
    skin = subject.mask(reference, subject.SKIN_OVER_FACE)
    there, here = flow.flatten(reference.gray), flow.flatten(moving.gray)
    return verify.weigh(flow.measure(there, here, skin, matrix)).believed


def turned(reference: Prepared, moving: Prepared, matrix: Matrix) -> bool:
    """Whether a head turned too far between two photos for any transform of the plane."""
    if reference.face is None or moving.face is None:
        return False
    return apart_percent(reference.face, moving.face, matrix) > MOST_TURN_PERCENT


def apart_percent(reference: Face, moving: Face, matrix: Matrix) -> float:
    """RMS distance of the landmarks after the transform, in percent of the eyes' distance."""
    flat = np.c_[moving.points[:, :2], np.ones(len(moving.points))] @ matrix.T
    gap = np.linalg.norm(flat[:, :2] / flat[:, 2:] - reference.points[:, :2], axis=1)
    return float(100 * np.sqrt((gap**2).mean()) / max(reference.eye_distance, 1e-6))
