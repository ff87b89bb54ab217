"""Local features: SIFT (Lowe 2004) as RootSIFT (Arandjelovic & Zisserman 2012)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Points = NDArray[np.float64]

MOST_FEATURES = 1200
DETECTED_SIDE = 360
"""Long side, in pixels, at which features are looked for; SIFT doubles it first. Against 640 px a
pair costs a quarter less, and no set of pairs loses more than 1.4 points of AUC@3: flow refines
what features guess."""
CONTRAST = 0.01
"""SIFT's contrast threshold: low, since skin is smooth; matching weeds out the noise."""
CLIP, TILES = 3.0, 8
"""CLAHE (Zuiderveld 1994): evens out light, so that a shadow moves no feature."""
ROOT_SCALE = 512
"""Square roots of normalised histograms, 0..0.5, as bytes."""
MOST_RATIO = 0.9
"""Distance of the best match over that of the second best."""


def even_light(gray: Gray) -> Gray:
    return np.asarray(cv2.createCLAHE(CLIP, (TILES, TILES)).apply(gray), np.uint8)


def detect(gray: Gray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """(n, 2) positions in pixels of `gray`, and (n, 128) descriptors as bytes, strongest first."""
    shrink = min(1.0, DETECTED_SIDE / max(gray.shape))
    small = cv2.resize(gray, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    points, descriptors = _sift(np.asarray(small, np.uint8))
    # Pixel centres are at whole numbers.
    return ((points + 0.5) / shrink - 0.5).astype(np.float32), descriptors


def _sift(gray: Gray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    sift = cv2.SIFT.create(nfeatures=MOST_FEATURES, contrastThreshold=CONTRAST, edgeThreshold=20)
    keypoints, found = sift.detectAndCompute(even_light(gray), None)
    if found is None:
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)
    points = np.array([k.pt for k in keypoints], np.float32)[:MOST_FEATURES]
    root = np.sqrt(found / np.maximum(found.sum(axis=1, keepdims=True), 1))[:MOST_FEATURES]
    return points, np.minimum(np.rint(root * ROOT_SCALE), 255).astype(np.uint8)


def match(moving: NDArray[np.uint8], reference: NDArray[np.uint8]) -> NDArray[np.intp]:
    """(n, 2) indices (moving, reference) of features that choose each other clearly."""
    if min(len(moving), len(reference)) < 2:
        return np.zeros((0, 2), np.intp)
    likeness = _unit(moving) @ _unit(reference).T
    rows, best = np.arange(len(likeness)), likeness.argmax(axis=1)
    mutual = likeness.argmax(axis=0)[best] == rows
    nearest = _distance(likeness[rows, best])
    likeness[rows, best] = -1
    clear = nearest < MOST_RATIO * np.maximum(_distance(likeness.max(axis=1)), 1e-6)
    chosen = np.flatnonzero(mutual & clear)
    return np.stack([chosen, best[chosen]], axis=1)


def _distance(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Between unit vectors whose cosine is `likeness`."""
    return np.asarray(np.sqrt(np.maximum(2 - 2 * likeness, 0)))


def _unit(descriptors: NDArray[np.uint8]) -> NDArray[np.float32]:
    values = descriptors.astype(np.float32)
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6))
