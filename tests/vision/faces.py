"""Other people's faces, grey and small, that the package of the portrait ships."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from progress.vision import recognition

ASK_THE_NETWORK = recognition._direction


def others(count: int = 40) -> list[np.ndarray]:
    """Of as many persons, as the network takes them; at most a hundred."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.submodule_search_locations
    faces = np.load(Path(spec.submodule_search_locations[0], "data", "lfw_subset.npy"))[:count]
    side = (recognition.SIDE, recognition.SIDE)
    large = [cv2.resize((255 * face).astype(np.uint8), side) for face in faces]
    return [cv2.cvtColor(face, cv2.COLOR_GRAY2RGB) for face in large]


def ask_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network is asked once for each face: its answer is the same every time."""
    monkeypatch.setattr(recognition, "_direction", lambda face: _numbers(face.tobytes()))


@cache
def _numbers(face: bytes) -> np.ndarray:
    side = recognition.SIDE
    return ASK_THE_NETWORK(np.frombuffer(face, np.uint8).reshape(side, side, 3))
