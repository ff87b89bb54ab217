"""Which way a head is turned, from face landmarks.

The landmarks are laid on the face model that comes with the landmark network, as its authors do
(Geometry Pipeline of MediaPipe, 2020): a similarity by weighted least squares (Umeyama 1991) over
33 landmarks, weighted so that those which move with expression count little.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import nan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from progress.vision import weights

Points = NDArray[np.float64]

MESH, LANDMARK = 1, 2
"""Fields of the model's file: its mesh, and each landmark to fit with its weight."""
VERTEX = 5
"""Numbers per vertex: x, y, z and two for a texture."""
VARINT, BYTES, FLOAT = 0, 2, 5
"""Wire types of a protocol buffer."""


class Pose(NamedTuple):
    """Degrees against a face that looks straight into the camera.

    Measured on 86 pairs of photos: a mirrored photo gives minus yaw and roll and the same pitch
    to within 1.6 degrees in nine of ten; so does a retake; with another expression, within 3.2.
    """

    yaw: float
    """Positive: turned to the patient's own left, which is the right of the picture."""
    pitch: float
    """Positive: chin up."""
    roll: float
    """Positive: leaning to the patient's own left, clockwise in the picture."""

    def turn_to(self, other: Pose) -> float:
        """Degrees between the two directions that the face looks in; roll does not count."""
        cosine = float(self._direction @ other._direction)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    @property
    def _direction(self) -> Points:
        yaw, pitch, _ = np.radians(self)
        return np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])


@dataclass(frozen=True)
class Model:
    """`points`: (468, 3) of a face looking into the camera, x right, y down, z away."""

    points: Points
    weights: Points
    """(468,), with sum 1."""


UNKNOWN = Pose(nan, nan, nan)


def of(landmarks: Points) -> Pose:
    """Pose of (478, 3) landmarks, x right, y down, z away; UNKNOWN without the model."""
    face = model()
    return UNKNOWN if face is None else angles(rotation(face, landmarks))


def angles(turn: Points) -> Pose:
    """Of a rotation = roll in the picture x pitch x yaw about the head's own vertical."""
    yaw = np.arctan2(turn[2, 0], turn[2, 2])
    pitch = np.arcsin(np.clip(-turn[2, 1], -1, 1))
    level = turn @ _about_vertical(-yaw)
    roll = np.arctan2(level[1, 0], level[0, 0])
    return Pose(*(float(np.degrees(angle)) for angle in (yaw, pitch, roll)))


def rotation(face: Model, landmarks: Points) -> Points:
    """The rotation that, with a scale and a shift, lays the model on the landmarks best."""
    there = landmarks[: len(face.points)]
    here = face.points - face.weights @ face.points
    spread = (there - face.weights @ there).T @ (face.weights[:, None] * here)
    left, _, right = np.linalg.svd(spread)
    upright = np.diag([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return np.asarray(left @ upright @ right, float)


def _about_vertical(yaw: float) -> Points:
    cos, sin = np.cos(yaw), np.sin(yaw)
    return np.array([[cos, 0, -sin], [0, 1, 0], [sin, 0, cos]])


@cache
def model() -> Model | None:
    """The authors' face model, read from the weights; None when those are absent."""
    data = weights.load(weights.GEOMETRY)
    if data is None:
        return None
    fields = list(_fields(data))
    mesh = next(value for number, value in fields if number == MESH and isinstance(value, bytes))
    numbers = [value for _, value in _fields(mesh) if isinstance(value, float)]
    points = np.array(numbers).reshape(-1, VERTEX)[:, :3] * [1, -1, -1]
    return Model(points, _basis(fields, len(points)))


def _basis(fields: list[tuple[int, int | bytes | float]], count: int) -> Points:
    found = np.zeros(count)
    for number, value in fields:
        if number == LANDMARK and isinstance(value, bytes):
            landmark, weight = (each for _, each in _fields(value))
            found[int(landmark)] = float(weight)
    return np.asarray(found / found.sum(), float)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes | float]]:
    """Number and value of each field of a protocol buffer, as far as the model uses them."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind, size = key & 7, 4
        if kind != FLOAT:
            size, at = _varint(data, at)
        if kind == VARINT:
            yield key >> 3, size
            continue
        value = data[at : at + size]
        at += size
        yield key >> 3, value if kind == BYTES else float(np.frombuffer(value, "<f4")[0])


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at
