"""Refining an alignment with dense optical flow: hundreds of patches average out what moved.

DIS flow (Kroeger et al. 2016) runs between the reference and the warped photo, both ways; where
the two agree the flow is believed, and MAGSAC++ (Barath et al. 2020) with least squares on its
inliers finds the transform that most of the head obeys.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision.transform import compose, normalised, plausible, project

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

AGREE_PX = 1.0
"""Forward and backward flow meet within this, at working size."""
SAMPLES_STEP = 8
INLIER_PX = 6.0
TIGHT_PX = 3.0
LEAST_SAMPLES = 60
CONTRAST_SIGMA = 12.0
"""Neighbourhood over which brightness and contrast are evened out, in working pixels."""


@dataclass(frozen=True)
class Flow:
    """Where believed samples of the reference lie in the warped photo, and how many were asked."""

    here: Points
    there: Points
    asked: int


def flatten(gray: Gray) -> Gray:
    """Local mean 128, local contrast about 40 (divisive normalisation)."""
    values = gray.astype(np.float32)
    mean = cv2.GaussianBlur(values, (0, 0), CONTRAST_SIGMA)
    spread = np.sqrt(np.maximum(cv2.GaussianBlur(values**2, (0, 0), CONTRAST_SIGMA) - mean**2, 0))
    flat = 128 + 40 * (values - mean) / (spread + 4)
    return np.clip(flat, 0, 255).astype(np.uint8)


def refine(reference: Gray, moving: Gray, mask: Gray, start: Matrix, rounds: int = 2) -> Matrix:
    """A better moving -> reference matrix between flattened photos; `start` when none is found."""
    matrix = start
    for _ in range(rounds):
        flow = measure(reference, moving, mask, matrix)
        step = _fit(flow)
        if step is None:
            break
        better = compose(step, matrix)
        if not plausible(better, moving.shape[1::-1]):
            break
        matrix = better
    return matrix


def measure(reference: Gray, moving: Gray, mask: Gray, matrix: Matrix) -> Flow:
    size = reference.shape[1::-1]
    warped = cv2.warpPerspective(moving, matrix, size, flags=cv2.INTER_LINEAR, borderValue=128)
    seen = cv2.warpPerspective(np.full_like(moving, 255), matrix, size) > 254
    seen &= mask > 0
    forward, backward = _flow(reference, warped), _flow(warped, reference)
    y, x = np.mgrid[4 : size[1] : SAMPLES_STEP, 4 : size[0] : SAMPLES_STEP]
    y, x = y[seen[4::SAMPLES_STEP, 4::SAMPLES_STEP]], x[seen[4::SAMPLES_STEP, 4::SAMPLES_STEP]]
    here = np.stack([x, y], axis=1).astype(float)
    there = here + forward[y, x]
    back = cv2.remap(
        backward, there[:, 0].astype(np.float32), there[:, 1].astype(np.float32), cv2.INTER_LINEAR
    )
    gap = np.linalg.norm(there + back.reshape(-1, 2) - here, axis=1)
    believed = gap < AGREE_PX
    return Flow(here[believed], there[believed], len(here))


def _flow(one: Gray, other: Gray) -> NDArray[np.float32]:
    return np.asarray(_dis().calc(one, other, None), np.float32)


def _dis() -> cv2.DISOpticalFlow:
    return cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)


def _fit(flow: Flow) -> Matrix | None:
    """The homography from the warped photo to the reference that most samples obey."""
    if len(flow.here) < LEAST_SAMPLES:
        return None
    cv2.setRNGSeed(1)
    found, _ = cv2.findHomography(
        flow.there, flow.here, cv2.USAC_MAGSAC, INLIER_PX, maxIters=2000, confidence=0.999
    )
    if found is None:
        return None
    for limit in (INLIER_PX, TIGHT_PX):
        near = np.linalg.norm(project(found, flow.there) - flow.here, axis=1) < limit
        if near.sum() < LEAST_SAMPLES:
            break
        found, _ = cv2.findHomography(flow.there[near], flow.here[near], 0)
        if found is None:
            return None
    return normalised(found)
