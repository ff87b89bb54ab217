"""Other people's faces, grey and small, that the package of the portrait ships."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np

from progress.vision import recognition


def others(count: int = 100) -> list[np.ndarray]:
    """Of as many persons, as the network takes them; at most a hundred."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.submodule_search_locations
    faces = np.load(Path(spec.submodule_search_locations[0], "data", "lfw_subset.npy"))[:count]
    side = (recognition.SIDE, recognition.SIDE)
    large = [cv2.resize((255 * face).astype(np.uint8), side) for face in faces]
    return [cv2.cvtColor(face, cv2.COLOR_GRAY2RGB) for face in large]
