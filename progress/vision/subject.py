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
LEAST_PERSON = 0.5
"""Share of the likely head that must show a person, or the network saw none."""
WIDE_OVER_FACE, WIDE_AROUND, WIDE_AROUND_FACE = 2.2, 200, 150
"""How far around a face, and how much of 255, what shows a person counts in a pair in which much
moved. Hard faces, AUC@3 in percent, once the background is left out: 26.5 at 2.6 and 77, 26.4 at
2.6 and 150, 27.2 at 2.2 and 150; hard scalps: 50.9 at 77, 51.6 at 150, 52.0 at 255."""
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
    _fill_outline(out, photo, AROUND_OVER_FACE, AROUND)
    _fill_outline(out, photo, over_face, 255)
    return out


def wide(photo: Prepared) -> Mask:
    """All of the person that may move with the head; `mask` when the network sees no person."""
    head = mask(photo)
    if not photo.person.size:
        return head
    person = cv2.resize(photo.person, photo.size, interpolation=cv2.INTER_LINEAR) > 127
    if person[head == 255].mean() < LEAST_PERSON:
        return head
    around = _around(photo, head)
    return np.where(person, np.where(head == 255, 255, around), 0).astype(np.uint8)


def _around(photo: Prepared, head: Mask) -> Mask:
    if photo.face is None:
        return np.full_like(head, WIDE_AROUND)
    out = np.zeros_like(head)
    _fill_outline(out, photo, WIDE_OVER_FACE, WIDE_AROUND_FACE)
    return out


def _fill_outline(out: Mask, photo: Prepared, over_face: float, value: int) -> None:
    """The outline of the face's landmarks, grown about its middle."""
    outline = cv2.convexHull(photo.landmarks[:, :2].astype(np.float32))[:, 0]
    middle = outline.mean(axis=0)
    grown = (outline - middle) * over_face + middle
    cv2.fillConvexPoly(out, np.rint(grown).astype(np.int32), value)
