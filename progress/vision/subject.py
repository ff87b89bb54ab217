"""Where the head is: around its landmarks, or else in the middle of the frame."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision.prepared import Prepared
from progress.vision.quality import HEAD_IN_FRAME, HEAD_OVER_FACE

Mask = NDArray[np.uint8]

AROUND_OVER_FACE = 2.0
"""Neck and hair, which mostly move with the head."""
SKIN_OVER_FACE = 1.25
"""The face's own skin with the hairline, in which a person is recognised."""
AROUND = 77
"""Of 255: how much what lies around a scalp counts in the fit, where it moves with the head. Hard
scalps, AUC@3 in percent: 50.7 at 0, 52.4 at 77, 52.7 at 153."""


def mask(photo: Prepared, over_face: float = HEAD_OVER_FACE) -> Mask:
    """255 where the head is likely, at the photo's working size; AROUND it less, elsewhere 0."""
    width, height = photo.size
    if photo.face is None:
        out = np.full((height, width), AROUND, np.uint8)
        axes = (round(HEAD_IN_FRAME * width), round(HEAD_IN_FRAME * height))
        return np.asarray(cv2.ellipse(out, (width // 2, height // 2), axes, 0, 0, 360, 255, -1))
    out = np.zeros((height, width), np.uint8)
    outline = cv2.convexHull(photo.landmarks[:, :2].astype(np.float32))[:, 0]
    middle = outline.mean(axis=0)
    for over, value in ((AROUND_OVER_FACE, AROUND), (over_face, 255)):
        grown = (outline - middle) * over + middle
        cv2.fillConvexPoly(out, np.rint(grown).astype(np.int32), value)
    return out
