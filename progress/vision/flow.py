"""Refining an alignment with dense optical flow: hundreds of patches average out what moved.

DIS flow (Kroeger et al. 2016) runs between the reference and the warped photo, both ways; where
the two agree the flow is believed. MAGSAC++ (Barath et al. 2020) finds the transform that most of
the head obeys, and every believed sample refines it (`retake`).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import retake
from progress.vision.transform import invert, plausible, project, robust_homography

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Points = NDArray[np.float64]

AGREE_PX, AGREE_LOOSE_PX = 1.0, 2.5
"""Forward and backward flow meet within this, at working size; where hair or expression moved,
within the second: hard faces, AUC@3 in percent: 24.1 without a loose round, 24.6, 25.4 and 26.4 at
1.5, 2.5 and 4 px; hard scalps 51.7, 52.7, 52.5, 51.3."""
PATCH_STRIDE, DESCENTS, SMOOTHINGS = 4, 16, 3
"""DIS between its fast and its medium preset: a third cheaper than medium on the alignment pairs,
AUC@3 one point lower on faces, two higher on hard faces, equal on scalps."""
FINEST_SCALE, HAIR_SCALE = 1, 0
"""Halvings of the working size at which the flow stops: hair that moved is followed in full, since
single hairs vanish at half size. Hard scalps, AUC@3/@5/@10 in percent: 55.3/73.2/86.6 at 1,
57.0/74.2/87.1 at 0, better in both halves of the subjects; hard faces, 33.8/58.4/79.5 and
32.9/58.5/79.3, so that faces stay at 1."""
SAMPLES_STEP = 8
INLIER_PX = 6.0
LEAST_SAMPLES = 60
TEXTURE_SIDE, LEAST_TEXTURE = 25, 4
"""Window in working pixels, and its least mean contrast of 128: blank paper has 0, skin 10."""
CONTRAST_SIGMA = 12.0
"""Neighbourhood over which brightness and contrast are evened out, in working pixels."""
FINE_SIGMA = 4.0
"""The same where much moved: single hairs and pores say more there than shading. Hard scalps and
hard faces, AUC@3 in percent: 52.6 and 28.6 at 12, 54.8 and 29.4 at 6, 55.3 and 33.8 at 4, 56.0 and
32.4 at 3, 54.2 and 31.3 at 2."""


_HALF = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])
_FULL = np.array([[2.0, 0, 0.5], [0, 2, 0.5], [0, 0, 1]])


@dataclass(frozen=True)
class Flow:
    """Where believed samples of the reference lie in the warped photo, and how many were asked."""

    here: Points
    there: Points
    weights: NDArray[np.float64]
    """How surely a sample lies on the head: 1 inside of it, less outside."""
    asked: int
    """Samples inside the head that were compared, believed or not."""

    @property
    def inside(self) -> Flow:
        """The part that counts as evidence."""
        sure = self.weights >= 1
        return Flow(self.here[sure], self.there[sure], self.weights[sure], self.asked)


def flatten(gray: Gray, sigma: float = CONTRAST_SIGMA) -> Gray:
    """Local mean 128, local contrast about 40 (divisive normalisation)."""
    values = gray.astype(np.float32)
    mean = _around(values, sigma)
    spread = np.sqrt(np.maximum(_around(values**2, sigma) - mean**2, 0))
    flat = 128 + 40 * (values - mean) / (spread + 4)
    return np.asarray(np.clip(flat, 0, 255), np.uint8)


def _around(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian mean of the neighbourhood: so wide that a quarter of the size is enough for it."""
    small = cv2.resize(values, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), sigma / 4)
    return np.asarray(cv2.resize(blurred, values.shape[1::-1], interpolation=cv2.INTER_LINEAR))


def refine(reference: Gray, moving: Gray, mask: Gray, start: Matrix) -> tuple[Matrix, Flow]:
    """A better moving -> reference matrix between flattened photos, and the flow that is left.

    First at half size, where the flow reaches twice as far, then at full size. `mask`: 255 on the
    head, less where a sample is less sure to move with it.
    """
    small = _HALF @ start @ _FULL
    matrix, _ = _step(_half(reference), _half(moving), _half(mask), small, far=True)
    return _step(reference, moving, mask, _FULL @ matrix @ _HALF)


def loosen(
    reference: Gray, moving: Gray, mask: Gray, start: Matrix, finest: int = FINEST_SCALE
) -> Matrix:
    """One more round for a pair in which much moved: samples of both photos count, and such as
    agree less well. `mask`: 255 on the head, less where a sample is less sure to move with it;
    `finest`: halvings of the size at which the flow stops.
    """
    there = measure(reference, moving, mask, start, AGREE_LOOSE_PX, finest)
    size = (moving.shape[1], moving.shape[0])
    moved = np.asarray(cv2.warpPerspective(mask, invert(start), size, flags=cv2.INTER_NEAREST))
    back = measure(moving, reference, moved, invert(start), AGREE_LOOSE_PX, finest)
    both = Flow(
        np.vstack([there.here, project(start, back.there)]),
        np.vstack([there.there, project(start, back.here)]),
        np.concatenate([there.weights, back.weights]),
        there.asked + back.asked,
    )
    better = _fit(both, start, (reference.shape[1], reference.shape[0]), far=False)
    return start if better is None or not plausible(better, size) else better


def _step(
    reference: Gray, moving: Gray, mask: Gray, start: Matrix, far: bool = False
) -> tuple[Matrix, Flow]:
    """One round: the flow left under the better matrix, or `start` when none is found.

    `far`: the start may be so wrong that only the largest agreement leads on from it.
    """
    flow = measure(reference, moving, mask, start)
    size = (reference.shape[1], reference.shape[0])
    better = _fit(flow, start, size, far)
    if better is None or not plausible(better, (moving.shape[1], moving.shape[0])):
        return start, flow
    there = project(better @ invert(start), flow.there)
    return better, Flow(flow.here, there, flow.weights, flow.asked)


def _half(gray: Gray) -> Gray:
    size = (gray.shape[1] // 2, gray.shape[0] // 2)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def measure(
    reference: Gray,
    moving: Gray,
    mask: Gray,
    matrix: Matrix,
    agree_px: float = AGREE_PX,
    finest: int = FINEST_SCALE,
) -> Flow:
    """The flow between the reference and the moving photo as `matrix` lays it over."""
    size = reference.shape[1::-1]
    laid = cv2.warpPerspective(moving, matrix, size, flags=cv2.INTER_LINEAR, borderValue=128)
    warped = np.asarray(laid, np.uint8)
    seen = cv2.warpPerspective(np.full_like(moving, 255), matrix, size) > 254
    seen &= (mask > 0) & _textured(reference) & _textured(warped)
    forward, backward = _flow(reference, warped, finest), _flow(warped, reference, finest)
    y, x = np.mgrid[4 : size[1] : SAMPLES_STEP, 4 : size[0] : SAMPLES_STEP]
    y, x = y[seen[4::SAMPLES_STEP, 4::SAMPLES_STEP]], x[seen[4::SAMPLES_STEP, 4::SAMPLES_STEP]]
    if not len(x):
        return Flow(np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), 0)
    here = np.stack([x, y], axis=1).astype(float)
    there = here + forward[y, x]
    back = cv2.remap(
        backward, there[:, 0].astype(np.float32), there[:, 1].astype(np.float32), cv2.INTER_LINEAR
    )
    gap = np.linalg.norm(there + back.reshape(-1, 2) - here, axis=1)
    believed, weights = gap < agree_px, mask[y, x] / 255
    return Flow(here[believed], there[believed], weights[believed], int((weights >= 1).sum()))


def _textured(flat: Gray) -> NDArray[np.bool_]:
    """Where there is anything to recognise: two blank walls would agree everywhere."""
    contrast = cv2.absdiff(flat, np.full_like(flat, 128))
    return np.asarray(cv2.blur(contrast, (TEXTURE_SIDE, TEXTURE_SIDE)) >= LEAST_TEXTURE)


def _flow(one: Gray, other: Gray, finest: int) -> NDArray[np.float32]:
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    dis.setFinestScale(finest)
    dis.setPatchStride(PATCH_STRIDE)
    dis.setGradientDescentIterations(DESCENTS)
    dis.setVariationalRefinementIterations(SMOOTHINGS)
    start = np.zeros((*one.shape, 2), np.float32)
    return np.asarray(dis.calc(one, other, start), np.float32)


def _fit(flow: Flow, start: Matrix, size: tuple[int, int], far: bool) -> Matrix | None:
    """The matrix, moving to reference, that the samples measured under `start` ask for."""
    if len(flow.inside.here) < LEAST_SAMPLES:
        return None
    there_to_here = np.eye(3)
    if far:
        found = robust_homography(flow.inside.there, flow.inside.here, INLIER_PX)
        if found is None:
            return None
        there_to_here = found
    moving = project(invert(start), flow.there)
    to_moving = invert(start) @ invert(there_to_here)
    return invert(retake.fit(flow.here, moving, to_moving, size, flow.weights).matrix)
