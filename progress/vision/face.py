"""Finding a face and its 478 landmarks.

BlazeFace (Bazarevsky et al. 2019) proposes a box with two eyes; the crop, turned so that the eyes
lie level, goes through the Face Mesh network (Kartynnik et al. 2019; Grishchenko et al. 2020).
Both run in OpenCV's own engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import nets, pose, weights
from progress.vision.pose import Pose

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

DETECTOR_SIDE = 128
MESH_SIDE = 256
LEAST_SCORE = 0.5
"""Detector's own probability that a box holds a face; the value its authors use."""
LEAST_PRESENCE = 0.5
"""Mesh network's own probability that its crop holds a face."""
CROP = 1.5
"""Side of the mesh's crop, in sides of the detected box, as its authors trained it."""
ZOOMS = (1.0, 0.6)
"""Parts of the photo, around its middle, that are searched: the detector misses small faces."""

OUTER_EYES = (33, 263)
MOUTH = (61, 291)
NOSE_TIP = 1


@dataclass(frozen=True)
class Face:
    """`points`: (478, 3) pixels of the photo, x right, y down, z away."""

    points: Points
    presence: float

    @property
    def eye_distance(self) -> float:
        left, right = self.points[OUTER_EYES[0]], self.points[OUTER_EYES[1]]
        return float(np.linalg.norm(left[:2] - right[:2]))

    @property
    def pose(self) -> Pose:
        return pose.of(self.points)


def find(image: Image) -> Face | None:
    """The most prominent face of an RGB image, or None (also when the weights are absent)."""
    if not weights.available():
        return None
    for zoom in ZOOMS:
        box = _detect(image, zoom)
        if box is None:
            continue
        face = _mesh(image, *box)
        # The second look starts from the first one's mesh, which is steadier than the box.
        face = _mesh(image, *_around(face)) if face.presence >= LEAST_PRESENCE else face
        if face.presence >= LEAST_PRESENCE:
            return face
    return None


def _detect(image: Image, zoom: float) -> tuple[Points, float, float] | None:
    """Centre, side and roll (radians) of the best box, in pixels of the image."""
    height, width = image.shape[:2]
    side = max(height, width) * zoom
    to_crop = _crop_matrix(np.array([width / 2, height / 2]), side, 0.0, DETECTOR_SIDE)
    blob = _blob(image, to_crop, DETECTOR_SIDE, low=-1.0)
    scores, boxes = _run(weights.DETECTOR, blob, ("classificators", "regressors"))
    best = int(scores.ravel().argmax())
    if 1 / (1 + np.exp(-float(scores.ravel()[best]))) < LEAST_SCORE:
        return None
    raw = boxes.reshape(-1, 8, 2)[best].astype(float)
    corner = _anchors()[best] * DETECTOR_SIDE
    points = np.vstack([raw[:1], raw[2:]]) + corner
    there = cv2.transform(points[None], cv2.invertAffineTransform(to_crop))[0]
    eyes = there[2] - there[1]
    size = float(raw[1].max()) * side / DETECTOR_SIDE
    return there[0], size * CROP, float(np.arctan2(eyes[1], eyes[0]))


def _around(face: Face) -> tuple[Points, float, float]:
    """The crop that the mesh's authors use when they track: the mesh's own box, turned level."""
    eyes = face.points[OUTER_EYES[1], :2] - face.points[OUTER_EYES[0], :2]
    roll = float(np.arctan2(eyes[1], eyes[0]))
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    level = face.points[:, :2] @ turn.T
    low, high = level.min(axis=0), level.max(axis=0)
    return turn.T @ ((low + high) / 2), float((high - low).max()) * CROP, roll


def _mesh(image: Image, centre: Points, side: float, roll: float) -> Face:
    to_crop = _crop_matrix(centre, side, roll, MESH_SIDE)
    blob = _blob(image, to_crop, MESH_SIDE, low=0.0)
    raw, presence = _run(weights.LANDMARKS, blob, ("Identity", "Identity_1"))
    points = raw.reshape(-1, 3).astype(float)
    back = cv2.invertAffineTransform(to_crop)
    flat = cv2.transform(points[None, :, :2], back)[0]
    depth = points[:, 2:] * side / MESH_SIDE
    return Face(np.hstack([flat, depth]), float(1 / (1 + np.exp(-float(presence.ravel()[0])))))


def _crop_matrix(centre: Points, side: float, roll: float, pixels: int) -> Points:
    scale = pixels / side
    cos, sin = scale * np.cos(roll), scale * np.sin(roll)
    turn = np.array([[cos, sin], [-sin, cos]])
    return np.hstack([turn, (pixels / 2 - turn @ centre)[:, None]])


def _blob(image: Image, to_crop: Points, pixels: int, low: float) -> NDArray[np.float32]:
    """The crop as a (1, 3, pixels, pixels) tensor from `low` to 1, smoothed before shrinking."""
    shrink = 1 / max(float(np.hypot(*to_crop[0, :2])), 1e-6)
    if shrink > 2:
        size = (round(image.shape[1] / shrink), round(image.shape[0] / shrink))
        smaller = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        to_crop = to_crop @ np.diag([image.shape[1] / smaller.shape[1]] * 2 + [1.0])
        image = smaller
    crop = cv2.warpAffine(image, to_crop, (pixels, pixels), flags=cv2.INTER_LINEAR)
    scaled = (crop.astype(np.float32) / 255) * (1 - low) + low
    return np.asarray(scaled.transpose(2, 0, 1)[None], np.float32)


def _net(name: str) -> cv2.dnn.Net:
    net = nets.net(name)
    assert net is not None
    return net


def _run(name: str, blob: NDArray[np.float32], outputs: tuple[str, ...]) -> list[Points]:
    net = _net(name)
    net.setInput(np.ascontiguousarray(blob))
    return [np.asarray(each, float) for each in net.forward(list(outputs))]


@cache
def _anchors() -> Points:
    """Middles, 0..1, of the detector's 16 x 16 x 2 and 8 x 8 x 6 candidate boxes."""
    grids = []
    for cells, repeats in ((16, 2), (8, 6)):
        y, x = np.divmod(np.arange(cells * cells), cells)
        middles = (np.stack([x, y], axis=1) + 0.5) / cells
        grids.append(np.repeat(middles, repeats, axis=0))
    return np.vstack(grids)
