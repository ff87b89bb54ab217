"""What a photo says of how it was taken: a few numbers, at one size for every camera.

They tell two photos' comparability at once, without pixels or features at hand, and recognise
nobody. A number that cannot be known of a photo, as the pose of one without a face, is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from math import isfinite, nan
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import expression, pose
from progress.vision.pose import Pose

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Mask = NDArray[np.bool_]

MEASURED_SIDE = 640
"""Long side, in pixels, at which all is measured, and that landmarks refer to."""
HEAD_OVER_FACE = 1.7
"""The head with hair and ears over the landmarks' outline. Hard face pairs, median error in px:
4.4 at 1.25, 2.7 at 1.6 and at 2.0; at 2.0 one of 24 settles on the background."""
HEAD_IN_FRAME = 0.47
"""Half axes of the ellipse that holds a head without a face, in sides of the frame, which heads
fill."""
BLACK, WHITE = 4, 251
"""Grey levels beyond which nothing can be told apart."""
EVEN_SIGMA = 3.0
"""Blur, in px, before the fall of the light is measured: hairs and pores are no light."""


@dataclass(frozen=True)
class Quality:
    """All of the subject: the face's skin, or else the middle of the frame."""

    sharpness: float = nan
    """Variance of the Laplacian (Pech-Pacheco 2000)."""
    lightness: float = nan
    """Mean CIELAB L*, 0..100."""
    warmth: float = nan
    """Mean CIELAB b*: daylight and lamps differ in it."""
    clipped: float = nan
    """Share of pixels that are white or black."""
    light_across: float = nan
    """How much brighter the right edge of the face is than the left, in shares of the mean L*."""
    light_down: float = nan
    """The same of the lower edge and the upper."""
    yaw: float = nan
    pitch: float = nan
    roll: float = nan
    """Of the head, in degrees: see pose.Pose."""
    mouth_open: float = nan
    mouth_width: float = nan
    brow_height: float = nan
    eyes_open: float = nan
    """See expression.Expression."""
    left: float = nan
    top: float = nan
    right: float = nan
    bottom: float = nan
    """Where the head is, in shares of the frame."""

    @property
    def known(self) -> bool:
        """Whether the photo was measured; one prepared by an older program may not have been."""
        return isfinite(self.lightness) and isfinite(self.bottom)

    @property
    def pose(self) -> Pose | None:
        found = Pose(self.yaw, self.pitch, self.roll)
        return found if all(map(isfinite, found)) else None

    def as_dict(self) -> dict[str, float | None]:
        """As JSON can hold it."""
        return {
            field.name: round(value, 4) if isfinite(value) else None
            for field, value in zip(fields(self), astuple(self), strict=True)
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Quality:
        """From any version's: what is missing is not known."""
        given = {field.name: stored.get(field.name) for field in fields(cls)}
        return cls(**{name: nan if value is None else value for name, value in given.items()})

    @classmethod
    def from_array(cls, values: NDArray[np.float64]) -> Quality:
        return cls(*values.tolist())

    def as_array(self) -> NDArray[np.float64]:
        return np.array(astuple(self), float)


def measure(image: Image, landmarks: Points | None = None) -> Quality:
    """Of an RGB photo of any size; (478, 3) landmarks, if any, at MEASURED_SIDE."""
    small = resized(image, MEASURED_SIDE)
    found = landmarks if landmarks is not None and len(landmarks) else None
    skin = _subject(small.shape[:2], found)
    gray = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return Quality(
        sharpness=float(cv2.Laplacian(gray, cv2.CV_32F)[skin].var()),
        lightness=float(lab[..., 0][skin].mean()),
        warmth=float(lab[..., 2][skin].mean()),
        clipped=float(((gray < BLACK) | (gray > WHITE))[skin].mean()),
        **_head(small.shape[:2], found),
        **(_face(np.asarray(lab[..., 0], float), skin, found) if found is not None else {}),
    )


def resized(image: Image, side: int) -> Image:
    """Scaled to the long side, also up: what follows is measured in pixels of this size."""
    scale = side / max(image.shape[:2])
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)


def _subject(shape: tuple[int, ...], landmarks: Points | None) -> Mask:
    height, width = shape
    out = np.zeros((height, width), np.uint8)
    if landmarks is None:
        axes = (round(HEAD_IN_FRAME * width), round(HEAD_IN_FRAME * height))
        cv2.ellipse(out, (width // 2, height // 2), axes, 0, 0, 360, 255, -1)
    else:
        outline = cv2.convexHull(landmarks[:, :2].astype(np.float32))
        cv2.fillConvexPoly(out, np.rint(outline).astype(np.int32), 255)
    # A face that lies outside the frame leaves nothing: then the whole frame speaks.
    return out > 0 if out.any() else np.ones((height, width), bool)


def _head(shape: tuple[int, ...], landmarks: Points | None) -> dict[str, float]:
    """The part of the head's box that the frame shows."""
    low, high = np.full(2, 0.5 - HEAD_IN_FRAME), np.full(2, 0.5 + HEAD_IN_FRAME)
    if landmarks is not None:
        near, far = landmarks[:, :2].min(axis=0), landmarks[:, :2].max(axis=0)
        middle, half = (near + far) / 2, HEAD_OVER_FACE * (far - near) / 2
        frame = np.array(shape[::-1], float)
        low, high = np.clip((middle - half) / frame, 0, 1), np.clip((middle + half) / frame, 0, 1)
    sides = (*low.tolist(), *high.tolist())
    return dict(zip(("left", "top", "right", "bottom"), sides, strict=True))


def _face(lightness: Points, skin: Mask, landmarks: Points) -> dict[str, float]:
    across, down = _fall_of_light(lightness, skin)
    told = pose.of(landmarks)._asdict() | expression.of(landmarks)._asdict()
    return {"light_across": across, "light_down": down, **told}


def _fall_of_light(lightness: Points, skin: Mask) -> tuple[float, float]:
    """The plane through the skin's lightness (least squares), from edge to edge, over its mean."""
    even = cv2.GaussianBlur(lightness.astype(np.float32), (0, 0), EVEN_SIGMA)[skin].astype(float)
    y, x = np.nonzero(skin)
    sides = [(each - each.mean()) / max(float(np.ptp(each)), 1.0) for each in (x, y)]
    plane = np.linalg.lstsq(np.column_stack([*sides, np.ones(len(x))]), even, rcond=None)[0]
    mean = max(float(even.mean()), 1.0)
    return float(plane[0] / mean), float(plane[1] / mean)
