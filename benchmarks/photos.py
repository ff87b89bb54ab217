"""Photos to measure with, made here, and what it costs to decode them."""

from __future__ import annotations

import statistics
import struct
import time
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from progress.vision import codec, colour

TWELVE_MEGAPIXELS = (4032, 3024)
GRAIN = 6.0
"""Standard deviation, in grey levels, of a phone's sensor noise; makes 3-4 MB at quality 90."""


def photo_like(seed: int = 1, size: tuple[int, int] = TWELVE_MEGAPIXELS) -> bytes:
    """A JPEG with a photo's falling spectrum and a sensor's grain, without metadata."""
    width, height = size
    rng = np.random.default_rng(seed)
    scene = np.zeros((height, width, 3), np.float32)
    for octave in range(10):
        cells = 2 ** (octave + 2)
        noise = rng.normal(size=(max(3, cells * 3 // 4), cells, 3)).astype(np.float32)
        scene += cv2.resize(noise, size, interpolation=cv2.INTER_CUBIC) / 2 ** (0.7 * octave)
    scene = (scene - scene.mean()) / scene.std() * 45 + 128
    scene += rng.normal(size=(height, width, 1)) * GRAIN
    return codec.encode_jpeg(scene.clip(0, 255).astype(np.uint8), quality=90)


def in_display_p3(jpeg: bytes) -> bytes:
    """The same file as a phone writes it, with its colour profile (ICC.1, annex B.4)."""
    profile = colour.matrix_profile("Display P3", *colour.DISPLAY_P3)
    body = b"ICC_PROFILE\0\x01\x01" + profile
    return jpeg[:2] + struct.pack(">HH", 0xFFE2, len(body) + 2) + body + jpeg[2:]


def marked(jpeg: bytes, number: int) -> bytes:
    """The same photo in a file of its own: a comment behind the first two bytes."""
    return jpeg[:2] + struct.pack(">HHI", 0xFFFE, 6, number) + jpeg[2:]


def decode_cpu(photos: Sequence[bytes], repeats: int = 7) -> float:
    """CPU seconds to decode all of `photos` in full: the yardstick of aligning."""
    return cpu(lambda: [codec.decode(photo) for photo in photos], repeats)


def cpu(work: Callable[[], object], repeats: int = 7) -> float:
    """The median CPU seconds of `work`, all threads of this process."""
    return statistics.median(_once(work) for _ in range(repeats))


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
