"""How well a photo was taken: sharpness and exposure, at one size for every camera."""

from __future__ import annotations

from dataclasses import asdict, astuple, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MEASURED_SIDE = 640
BLURRED = 15.0
"""Sharpness below which hair and skin texture is lost."""
DARK, BRIGHT = 60.0, 200.0
"""Mean brightness, 0..255."""
CLIPPED = 0.15
"""Share of pixels that are white or black."""


@dataclass(frozen=True)
class Quality:
    """Sharpness: variance of the Laplacian (Pech-Pacheco 2000); exposure: mean, 0..255."""

    sharpness: float
    exposure: float
    clipped: float
    warmth: float
    """Mean of CIELAB b*, in which daylight and lamps differ."""

    def as_dict(self) -> dict[str, float]:
        return asdict(self)

    def as_array(self) -> NDArray[np.float64]:
        return np.array(astuple(self), float)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences that help the next photograph."""
        found = []
        if self.sharpness < BLURRED:
            found.append("The photo is blurred: hold the camera still and tap to focus.")
        if self.exposure < DARK:
            found.append("The photo is dark: add light.")
        if self.exposure > BRIGHT or self.clipped > CLIPPED:
            found.append("Parts of the photo are too bright or too dark to show detail.")
        return tuple(found)


def measure(image: NDArray[np.uint8]) -> Quality:
    """Of an RGB photo of any size."""
    scale = MEASURED_SIDE / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    warmth = float(cv2.cvtColor(small, cv2.COLOR_RGB2LAB)[..., 2].mean()) - 128
    return Quality(
        sharpness=float(cv2.Laplacian(gray, cv2.CV_32F).var()),
        exposure=float(gray.mean()),
        clipped=float(((gray < 4) | (gray > 251)).mean()),
        warmth=warmth,
    )
