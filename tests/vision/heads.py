"""Faces with a known pose: the landmark network's own model, turned; and a real portrait."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import pose

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
MIDDLE = (320.0, 320.0, 0.0)


def landmarks(yaw: float = 0, pitch: float = 0, roll: float = 0, size: float = 200) -> Points:
    """(478, 3) landmarks of the model's face; `size`: pixels between the outer eye corners."""
    face = pose.model()
    assert face is not None
    width = np.linalg.norm(face.points[263] - face.points[33])
    turned = face.points @ rotation(yaw, pitch, roll).T * (size / width) + MIDDLE
    irises = np.repeat(turned[[468 - 1]], 10, axis=0)
    return np.vstack([turned, irises])


def rotation(yaw: float, pitch: float, roll: float) -> Points:
    """Written out by hand: first about the head's own vertical, then the nod, then the picture."""
    a, b, c = np.radians([yaw, pitch, roll])
    shake = np.array([[np.cos(a), 0, -np.sin(a)], [0, 1, 0], [np.sin(a), 0, np.cos(a)]])
    nod = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    wheel = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return np.asarray(wheel @ nod @ shake, float)


def portrait() -> Image:
    """The public-domain portrait that scikit-image ships, without importing its code."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.submodule_search_locations
    path = Path(spec.submodule_search_locations[0], "data", "astronaut.png")
    return np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])


PORTRAIT = portrait()
