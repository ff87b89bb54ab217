"""What a face does: distances between landmarks that move, on a head turned back to the front."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from progress.vision import pose

Points = NDArray[np.float64]

EYE_CORNERS = (33, 263)
LIPS = (13, 14)
MOUTH_CORNERS = (61, 291)
LIDS = ((159, 145), (386, 374))
BROWS = ((105, 33), (66, 133), (334, 263), (296, 362))
"""Each spot of a brow, and the corner of the eye below it."""


class Expression(NamedTuple):
    """Shares of the distance between the outer corners of the eyes."""

    mouth_open: float
    mouth_width: float
    brow_height: float
    eyes_open: float


UNKNOWN = Expression(nan, nan, nan, nan)


def of(landmarks: Points) -> Expression:
    """Of (478, 3) landmarks; UNKNOWN without the model of the face."""
    face = pose.model()
    if face is None:
        return UNKNOWN
    front = landmarks @ pose.rotation(face, landmarks)
    unit = _apart(front, EYE_CORNERS)
    brows = [front[eye, 1] - front[brow, 1] for brow, eye in BROWS]
    return Expression(
        mouth_open=_apart(front, LIPS) / unit,
        mouth_width=_apart(front, MOUTH_CORNERS) / unit,
        brow_height=float(np.mean(brows)) / unit,
        eyes_open=float(np.mean([_apart(front, lids) for lids in LIDS])) / unit,
    )


def _apart(points: Points, pair: tuple[int, int]) -> float:
    return float(np.linalg.norm(points[pair[0]] - points[pair[1]]))
