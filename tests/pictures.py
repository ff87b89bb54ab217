"""Photos with known moves: one scene, taken again and again from slightly elsewhere."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 640, 480
Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]


def scene(seed: int = 0, width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Strands over soft blotches: as much to recognise as a parting has."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(90, 200, (height // 40, width // 40, 3)).astype(np.uint8)
    pixels = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(600):
        start = rng.integers(0, (width, height))
        end = start + rng.integers(-40, 40, 2)
        shade = [int(value) for value in rng.integers(10, 245, 3)]
        cv2.line(pixels, start.tolist(), end.tolist(), shade, int(rng.integers(1, 4)))
    return pixels


def move(degrees: float = 0, scale: float = 1, right: float = 0, down: float = 0) -> Matrix:
    """From pixels of the scene to pixels of a photo of it."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, scale)
    matrix[:, 2] += right, down
    return np.vstack([matrix, (0, 0, 1)])


def taken(seed: int = 0, moved: Matrix | None = None) -> Pixels:
    moved = move() if moved is None else moved
    return cv2.warpPerspective(scene(seed), moved, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)


def jpeg(pixels: Pixels, moment: datetime | None = None) -> bytes:
    """The file of a camera whose clock showed `moment`."""
    exif = Image.Exif()
    if moment:
        exif.get_ifd(0x8769)[0x9003] = moment.strftime("%Y:%m:%d %H:%M:%S")
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90, exif=exif.tobytes())
    return file.getvalue()


def noise(seed: int, height: int = 720) -> bytes:
    """A JPEG of about 1 kB for each row, like no other, with nothing to recognise."""
    return jpeg(np.random.default_rng(seed).integers(0, 255, (height, 1080, 3), np.uint8))


def photo(
    seed: int = 0,
    degrees: float = 0,
    scale: float = 1,
    right: float = 0,
    down: float = 0,
    moment: datetime | None = None,
) -> bytes:
    """A JPEG of scene `seed`, moved."""
    return jpeg(taken(seed, move(degrees, scale, right, down)), moment)


def drawing() -> bytes:
    """A line on paper, as a PNG."""
    paper = np.full((60, 200, 3), 255, np.uint8)
    cv2.line(paper, (10, 50), (190, 10), (0, 0, 0), 3)
    return bytes(cv2.imencode(".png", paper)[1])
