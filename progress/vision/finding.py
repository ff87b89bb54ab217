"""One thing that makes two photos less comparable, and the pair that it is found in."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from progress.vision.quality import Quality

Matrix = NDArray[np.float64]
Size = tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """`cost` in grades; `sentence`: what to do next time, None when nothing helps; `kind`: a slug
    for programs; `degrees`: how large an angle may honestly be said to be."""

    cost: int
    sentence: str | None
    kind: str = ""
    degrees: int = 0


@dataclass(frozen=True)
class Pair:
    """`matrix`: pixels of the moving photo to those of the reference; sizes are (width, height).

    `reference` is what the moving photo is compared with: the sentences speak of the latter.
    """

    reference: Quality
    moving: Quality
    sizes: tuple[Size, Size]
    matrix: Matrix
    error_px: float
    """Expected, at 1024 px long side."""


def steps(value: float, limits: tuple[float, ...]) -> int:
    """How many of the rising limits are exceeded; none by what is not known."""
    return sum(value > limit for limit in limits) if isfinite(value) else 0


def about(value: float, unit: int) -> int:
    """A size as it may honestly be said: in whole units, at least one; 0 if it is not known."""
    if not isfinite(value):
        return 0
    return max(round(abs(value) / unit), 1) * unit
