"""The geometry of a head: an ellipsoid, the standard scalp views of it, and where hair grows on it.

Lengths are in half head widths (about 7.7 cm): x to the patient's left, y to the front, z up.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from progress.demo.camera import COARSE
from progress.demo.texture import Floats, Size

AXES = np.array([1.0, 1.24, 1.16], np.float32)
WHORL = np.array([-0.1, -0.62, 0.98], np.float32)
AWAY = 6.6
"""Camera to the middle of the head."""


@dataclass(frozen=True)
class Eye:
    """A canonical camera: from where it looks at the head, what is up, and how near."""

    direction: tuple[float, float, float]
    up: tuple[float, float, float]
    middle: tuple[float, float]
    """Where the head's middle lies in the canvas, as shares of its width and height."""
    width: float = 2.75
    """What the canvas spans at the head's middle."""

    def axes(self) -> Floats:
        """Rows: right, down, towards the camera."""
        towards = np.array(self.direction) / np.linalg.norm(self.direction)
        right = np.cross(self.up, towards)
        right /= np.linalg.norm(right)
        return np.asarray([right, -np.cross(towards, right), towards], np.float32)


EYES: dict[str, Eye] = {
    "vertex": Eye((0, -0.62, 0.80), (0, 0.8, 0.62), (0.5, 0.46), 2.34),
    "superior": Eye((0, 0.12, 1.0), (0, -1, 0), (0.5, 0.49), 1.84),
    "midline": Eye((0, 0.42, 0.92), (0, -0.6, 1.0), (0.5, 0.50), 1.62),
    "frontal-hairline": Eye((0, 0.86, 0.52), (0, 0, 1), (0.5, 0.61), 1.86),
}


def seen(eye: Eye, points: Floats, canvas: Size) -> Floats:
    """Head points (..., 3) as canvas column, row and height in canvas widths."""
    turned = points @ eye.axes().T
    scale = canvas[0] / eye.width * AWAY / (AWAY - turned[..., 2])
    column = eye.middle[0] * canvas[0] + turned[..., 0] * scale
    row = eye.middle[1] * canvas[1] + turned[..., 1] * scale
    return np.asarray(np.stack([column, row, turned[..., 2] / eye.width], -1), np.float32)


@dataclass(frozen=True)
class Surface:
    """What the canonical camera sees of the bare head, one value per coarse pixel."""

    point: Floats
    normal: Floats
    """In the camera's frame: right, down, towards."""
    hit: Floats
    relief: Floats


def surface(eye: Eye, canvas: Size) -> Surface:
    """The ellipsoid met by every coarse pixel's ray; beside it, its rim carried on."""
    columns, rows = canvas[0] // COARSE, canvas[1] // COARSE
    u = ((np.arange(columns) + 0.5) * COARSE / canvas[0] - eye.middle[0]) * eye.width
    v = ((np.arange(rows) + 0.5) * COARSE - eye.middle[1] * canvas[1]) / canvas[0] * eye.width
    across = np.stack([*np.meshgrid(u, v), np.full((rows, columns), -AWAY)], -1) @ eye.axes()
    start = np.array([0, 0, AWAY]) @ eye.axes()
    a, b = ((across / AXES) ** 2).sum(-1), (across / AXES * start / AXES).sum(-1)
    root = b * b - a * (((start / AXES) ** 2).sum() - 1)
    far = (-b - np.sqrt(np.maximum(root, 0))) / a
    point = start + across * far[..., None]
    out = point / AXES**2
    normal = out / np.linalg.norm(out, axis=-1, keepdims=True) @ eye.axes().T
    height = (point @ eye.axes()[2] / eye.width).astype(np.float32)
    relief = cv2.GaussianBlur(np.maximum(height, -0.16), (0, 0), 2.0)
    beside = (
        cv2.GaussianBlur((root <= 0).astype(np.float32), (0, 0), 5.0)[..., None]
        * (root <= 0)[..., None]
    )
    normal = normal + (np.array([0, -0.35, 0.93]) - normal) * beside
    return Surface(*(np.asarray(f, np.float32) for f in (point, normal, root > 0, relief)))


def tangent(points: Floats, wish: Floats) -> Floats:
    """Unit directions along the surface, nearest to the wished ones."""
    out = points / AXES**2
    out = out / np.linalg.norm(out, axis=-1, keepdims=True)
    along = wish - (wish * out).sum(-1, keepdims=True) * out
    return np.asarray(along / (np.linalg.norm(along, axis=-1, keepdims=True) + 1e-6), np.float32)


def onto(points: Floats) -> Floats:
    """The same points, drawn to the surface."""
    return np.asarray(points / np.linalg.norm(points / AXES, axis=-1, keepdims=True), np.float32)


def hairline(points: Floats, recession: float) -> Floats:
    """How far above the hairline each point lies; negative on forehead, temples and neck."""
    angle = np.degrees(np.abs(np.arctan2(points[..., 0], points[..., 1])))
    temple = recession * np.exp(-(((angle - 34) / 15) ** 2)) + recession * 0.35 * (angle < 34)
    edge = np.interp(
        angle,
        [0, 24, 44, 60, 72, 84, 100, 130, 180],
        [0.36, 0.36, 0.38, 0.2, -0.1, -0.35, -0.5, -0.9, -0.95],
    )
    return np.asarray(points[..., 2] - edge - temple, np.float32)
