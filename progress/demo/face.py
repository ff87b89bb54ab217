"""A whole face: scikit-image's public-domain portrait of an astronaut, with planted blotches."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from progress.demo.camera import COARSE, Scene, canvas_size
from progress.demo.texture import Bytes, Floats, Size, cloud, generator, smooth_noise

SHA256 = "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"
LEFT, TOP, WIDTH, HEIGHT = 122, 6, 210, 280
"""Head and collar in the portrait, in its pixels."""
BLOTCHES = (
    (203, 127, 10, 7),
    (247, 130, 10, 7),
    (222, 84, 13, 5),
    (200, 139, 5, 4),
    (238, 86, 6, 4),
)
"""Middle and radii of what is planted on cheeks and forehead, in the portrait's pixels."""


@dataclass(frozen=True)
class Portrait:
    """The face of the portrait."""

    seed: str


def file() -> Path | None:
    """Where scikit-image keeps the portrait; the package is not imported."""
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "data" / "astronaut.png"


@lru_cache(maxsize=1)
def portrait() -> Bytes | None:
    """The portrait (512, 512, 3) RGB, or None when it is not there or not the one we know."""
    path = file()
    if path is None or not path.is_file():
        return None
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        return None
    return np.asarray(
        cv2.cvtColor(
            cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB
        ),
        np.uint8,
    )


def bump(canvas: Size, middle: tuple[float, float], radii: tuple[float, float]) -> Floats:
    """A smooth hill (height, width) around a point of the portrait, 0 to 1."""
    unit = canvas[0] / WIDTH
    x = (np.arange(canvas[0], dtype=np.float32) + 0.5) / unit + LEFT - middle[0]
    y = (np.arange(canvas[1], dtype=np.float32) + 0.5) / unit + TOP - middle[1]
    return np.asarray(
        np.exp(-((y[:, None] / radii[1]) ** 2) - (x[None] / radii[0]) ** 2), np.float32
    )


def relief(canvas: Size) -> Floats:
    """Coarse height of head and nose in canvas widths, by hand: good for turns of a few degrees."""
    size = (canvas[0] // COARSE, canvas[1] // COARSE)
    head = bump(size, (225, 105), (62, 84)) * 0.30
    nose = bump(size, (224, 124), (9, 13)) * 0.05
    return cv2.GaussianBlur(head + nose, (0, 0), 1.2)


def blotches(seed: str, canvas: Size) -> Floats:
    """Where pigment is planted (height, width), 0 to 1, with ragged edges."""
    total = np.zeros(canvas[::-1], np.float32)
    for x, y, across, down in BLOTCHES:
        total = np.maximum(total, bump(canvas, (x, y), (across, down)))
    ragged = 1 + 0.4 * cloud(generator("face", seed), canvas, canvas[0] / 30, 4)
    return np.asarray(np.clip(total * ragged * 1.5 - 0.22, 0, 1), np.float32)


@lru_cache(maxsize=1)
def enlarged(seed: str, canvas: Size) -> tuple[Floats, Floats]:
    """Head and collar at canvas size with a film's grain, and where the pigment lies."""
    whole = portrait()
    assert whole is not None
    head = whole[TOP : TOP + HEIGHT, LEFT : LEFT + WIDTH]
    large = cv2.resize(head, canvas, interpolation=cv2.INTER_LANCZOS4).astype(np.float32)
    sharp = large + 0.7 * (large - cv2.GaussianBlur(large, (0, 0), canvas[0] / 260))
    grain = smooth_noise(generator("grain", seed), canvas, 1.6)[..., None] * 2.4
    return np.asarray(sharp + grain, np.float32), blotches(seed, canvas)


def scene(sitter: Portrait, severity: float, size: Size) -> Scene:
    """The portrait with its blotches at a severity 0 to 1; `portrait()` must not be None."""
    canvas = canvas_size(size)
    colour, planted = enlarged(sitter.seed, canvas)
    dark = 1 - (planted * np.float32(severity))[..., None] * np.array(
        [0.26, 0.38, 0.42], np.float32
    )
    height = relief(canvas)
    slopes = [
        -cv2.Sobel(height, cv2.CV_32F, *order, scale=0.125) * height.shape[1]
        for order in ((1, 0), (0, 1))
    ]
    normal = np.dstack([*slopes, np.full(height.shape, 1.6, np.float32)])
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    picture: Bytes = np.asarray(np.clip(colour * dark * 1.06, 0, 255), np.uint8)
    return Scene(picture, height, normal, np.zeros(height.shape, np.float32))
