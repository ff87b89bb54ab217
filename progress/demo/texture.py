"""Noise from which skin, hair and cloth are made: smooth fields, and the cells of skin."""

from __future__ import annotations

import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Size = tuple[int, int]
"""Width and height in pixels."""


def generator(*words: object) -> np.random.Generator:
    """A random generator that is the same for the same words on every machine."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, words)).encode()))


def smooth_noise(random: np.random.Generator, size: Size, cell: float) -> Floats:
    """A field (height, width) of unit deviation whose features are about `cell` pixels wide."""
    columns, rows = (int(np.ceil(side / cell)) + 3 for side in size)
    grid = random.standard_normal((rows, columns)).astype(np.float32)
    whole = cv2.resize(grid, (int(columns * cell), int(rows * cell)), interpolation=cv2.INTER_CUBIC)
    top, left = (int(cell) for _ in range(2))
    field = whole[top : top + size[1], left : left + size[0]]
    return np.asarray(field / (field.std() + 1e-6), np.float32)


def cloud(random: np.random.Generator, size: Size, cell: float, octaves: int = 4) -> Floats:
    """Smooth noise summed over octaves, of unit deviation: blotches with ragged edges."""
    small = (max(8, size[0] // 4), max(8, size[1] // 4))
    field = sum(
        smooth_noise(random, small, max(1.0, cell / 4 / 2**k)) * 0.6**k for k in range(octaves)
    )
    whole = cv2.resize(np.asarray(field, np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray((whole - whole.mean()) / (whole.std() + 1e-6), np.float32)


def scattered(random: np.random.Generator, size: Size, spacing: float) -> Floats:
    """Points (count, 2) on a jittered grid, about `spacing` pixels apart."""
    columns, rows = (int(side / spacing) + 2 for side in size)
    grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), -1).reshape(-1, 2)
    points = (grid + random.uniform(-0.45, 0.45, grid.shape)) * spacing
    return np.asarray(points[((points >= 0) & (points < size)).all(1)], np.float32)


def cells(
    random: np.random.Generator, size: Size, spacing: float, stretch: float = 1.0
) -> tuple[Floats, Floats]:
    """A net of cells: per pixel the distances to the cell's middle and border, in spacings."""
    flat = (size[0], max(4, int(size[1] / stretch)))
    points = scattered(random, flat, spacing).astype(np.int32)
    seeds = np.full(flat[::-1], 255, np.uint8)
    seeds[points[:, 1], points[:, 0]] = 0
    middle, label = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5)
    owner = label.astype(np.float32)
    borders = cv2.morphologyEx(owner, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    border = cv2.distanceTransform((~borders).astype(np.uint8), cv2.DIST_L2, 5)
    back = [cv2.resize(field / np.float32(spacing), size) for field in (middle, border)]
    return np.asarray(back[0], np.float32), np.asarray(back[1], np.float32)
