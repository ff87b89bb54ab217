"""Whether two faces are one person's, by a network that was trained to tell persons apart.

dlib's residual network (He et al. 2016; King 2017): 99.4 % on Labeled Faces in the Wild. It looks
at a small picture of the face, turned and scaled by five landmarks. That picture is kept with a
photo's features, the network's numbers never are: they are made when they are asked for.
"""

from __future__ import annotations

import threading
from functools import cache

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from progress.vision import weights
from progress.vision.transform import similarity

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

SIDE = 150
"""Of the picture that the network takes, in pixels."""
EYES_AND_NOSE = (263, 362, 33, 133, 2)
"""Landmarks: corners of the patient's left eye, of the right eye, and below the nose."""
THERE = np.array([[131.0, 46.4], [109.6, 47.9], [37.1, 46.4], [58.4, 47.9], [74.0, 87.8]])
"""Where the network expects them, in pixels of its picture."""
NO_PICTURE: Image = np.zeros((0, 0, 3), np.uint8)

_one_at_a_time = threading.Lock()


def picture(image: Image, landmarks: Points) -> Image:
    """The face of an RGB photo as the network takes it; `landmarks`: (478, 2 or 3) pixels of it."""
    if not len(landmarks):
        return NO_PICTURE
    spots = landmarks[EYES_AND_NOSE, :2]
    shrink = np.hypot(*similarity(spots, THERE)[0, :2]) * 2
    if shrink < 1:
        # Smoothed before it is shrunk, so that no pattern of pixels is taken for skin.
        image = np.asarray(
            cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8
        )
        spots = spots * shrink
    to_picture = similarity(spots, THERE)
    return np.asarray(cv2.warpAffine(image, to_picture[:2], (SIDE, SIDE)), np.uint8)


def likeness(one: Image, other: Image) -> float | None:
    """Cosine of the angle between two faces, 1 for one picture; None when it cannot be told."""
    if not one.size or not other.size or weights.recogniser() is None:
        return None
    return float(_direction(one) @ _direction(other))


def _direction(picture: Image) -> Points:
    with _one_at_a_time:
        found = np.array(_network().compute_face_descriptor(np.ascontiguousarray(picture)), float)
    return np.asarray(found / np.linalg.norm(found), float)


@cache
def _network() -> dlib.face_recognition_model_v1:
    return dlib.face_recognition_model_v1(str(weights.recogniser()))
