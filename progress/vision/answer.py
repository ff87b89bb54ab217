"""What aligning two photos can answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Alignment:
    """`matrix`: full-size pixels of moving to those of reference; error in px at 1024 long side."""

    matrix: Matrix
    error_px: float
    trust: float
    grade: str
    reasons: tuple[str, ...]
    method: str


@dataclass(frozen=True)
class Refusal:
    """`reason` is a slug for programs, `message` one sentence for a person."""

    reason: str
    message: str


MESSAGES = {
    "different-view": "These look like different views of the head.",
    "another-person": "This may be another person. Please check whose photo it is.",
    "head-turned": "The head is turned too much between these two photos to line them up.",
    "too-little-in-common": "These two photos show too little in common to line them up.",
}


def refuse(reason: str) -> Refusal:
    return Refusal(reason, MESSAGES[reason])
