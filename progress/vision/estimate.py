"""First guesses of the transform: from features, and from face landmarks.

MAGSAC++ (Barath et al. 2020) fits the matches; what it leaves is fitted again, since the largest
agreement may be the background.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from progress.vision import features
from progress.vision.prepared import Prepared
from progress.vision.transform import plausible, project, robust_homography, similarity

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

INLIER_PX = 8.0
"""At working size: hair and skin move by this much around a true transform."""
LEAST_INLIERS = 8
GUESSES = 2
GUIDE_PX = 40.0
"""Features farther than this from where landmarks put them are background."""
FRAMINGS = (1.0, 0.8, 1.25)
"""Changes of distance tried when nothing else holds: dense flow pulls in a standard view from
130 px away, so that photos framed alike need no feature in common."""


@dataclass(frozen=True)
class Guess:
    """`matrix`: working pixels of moving to those of reference."""

    matrix: Matrix
    inliers: int
    method: str


def guesses(reference: Prepared, moving: Prepared) -> list[Guess]:
    """Most promising first; at least one."""
    guide = from_landmarks(reference, moving)
    found = from_features(reference, moving, guide.matrix if guide else None)
    return found + ([guide] if guide else [_framed(moving, reference, f) for f in FRAMINGS])


def _framed(moving: Prepared, reference: Prepared, scale: float) -> Guess:
    """Middle on middle: clinics photograph a view in the same way each time."""
    ratio = scale * max(reference.size) / max(moving.size)
    here, there = np.array(moving.size) / 2, np.array(reference.size) / 2
    shift = there - ratio * here
    matrix = np.array([[ratio, 0, shift[0]], [0, ratio, shift[1]], [0, 0, 1]], float)
    return Guess(matrix, 0, "framing")


def from_landmarks(reference: Prepared, moving: Prepared) -> Guess | None:
    """A similarity on the landmarks that do not move with expression."""
    if not len(reference.landmarks) or not len(moving.landmarks):
        return None
    matrix = similarity(moving.landmarks[:, :2], reference.landmarks[:, :2])
    return Guess(matrix, 0, "landmarks") if plausible(matrix, moving.size) else None


def from_features(reference: Prepared, moving: Prepared, guide: Matrix | None) -> list[Guess]:
    pairs = features.match(moving.descriptors, reference.descriptors)
    here = moving.points[pairs[:, 0]].astype(float)
    there = reference.points[pairs[:, 1]].astype(float)
    if guide is not None:
        near = np.linalg.norm(project(guide, here) - there, axis=1) < GUIDE_PX
        here, there = here[near], there[near]
    found = []
    for _ in range(GUESSES):
        guess, left = _fit(here, there, moving.size)
        if guess is not None:
            found.append(guess)
        here, there = here[left], there[left]
    return found


def _fit(
    here: Points, there: Points, size: tuple[int, int]
) -> tuple[Guess | None, NDArray[np.bool_]]:
    """The best agreement, and which matches it leaves."""
    if len(here) < LEAST_INLIERS:
        return None, np.zeros(len(here), bool)
    found = robust_homography(here, there, INLIER_PX)
    if found is None:
        return None, np.zeros(len(here), bool)
    near = np.linalg.norm(project(found, here) - there, axis=1) < INLIER_PX
    if near.sum() >= LEAST_INLIERS and not plausible(found, size):
        found = similarity(here[near], there[near])
        near = np.linalg.norm(project(found, here) - there, axis=1) < INLIER_PX
    good = near.sum() >= LEAST_INLIERS and plausible(found, size)
    return (Guess(found, int(near.sum()), "features") if good else None), ~near
