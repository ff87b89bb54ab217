"""Rendered photos with a known move between them: the truth comes first."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
SIZE = (480, 480)


def scene(seed: int, size: tuple[int, int] = SIZE) -> Image:
    """A head-like oval full of blobs and strands, as RGB, before a plain wall."""
    width, height = size
    rng = np.random.default_rng(seed)
    texture = np.zeros((height, width), np.float32)
    for sigma, strength in ((1.5, 1.0), (4, 1.5), (12, 2.0)):
        noise = cv2.GaussianBlur(rng.normal(size=(height, width)).astype(np.float32), (0, 0), sigma)
        texture += strength * noise / noise.std()
    oval = np.zeros((height, width), np.uint8)
    axes = (int(width * 0.4), int(height * 0.42))
    cv2.ellipse(oval, (width // 2, height // 2), axes, 0, 0, 360, 255, -1)
    gray = np.where(oval > 0, 120 + 18 * texture, 200)
    tint = np.array([1.05, 0.95, 0.85])
    return np.clip(gray[..., None] * tint, 0, 255).astype(np.uint8)


def moved(image: Image, truth: NDArray[np.float64]) -> Image:
    """The photo as a camera sees it that `truth` maps onto, pixel to pixel."""
    size = (image.shape[1], image.shape[0])
    laid = cv2.warpPerspective(image, truth, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(laid, np.uint8)


def move(turn: float = 6.0, scale: float = 0.95, shift: tuple[float, float] = (12, -9)) -> NDArray:
    """A hand-held retake: pixels of the first photo to those of the second."""
    found = np.vstack([cv2.getRotationMatrix2D((240, 240), turn, scale), [0, 0, 1]])
    found[:2, 2] += shift
    return found


def error_px(matrix: NDArray, truth: NDArray, size: tuple[int, int] = SIZE) -> float:
    """Mean distance of four inner corners after truth and answer, at 1024 px."""
    width, height = size
    corners = np.array([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]]) * [width, height]
    there = _project(truth, corners)
    back = _project(matrix, there)
    return float(np.linalg.norm(back - corners, axis=1).mean() * 1024 / max(size))


def _project(matrix: NDArray, points: NDArray) -> NDArray:
    there = np.c_[points, np.ones(len(points))] @ matrix.T
    return there[:, :2] / there[:, 2:]
