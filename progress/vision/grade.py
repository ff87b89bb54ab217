"""How comparable are two photos: a grade A to F, and sentences that help the next photograph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from progress.vision import quality
from progress.vision.face import Face
from progress.vision.prepared import Prepared
from progress.vision.transform import Matrix

LETTERS = "ABCDEF"

TURN_STEPS = (4.0, 7.0, 11.0, 18.0)
"""Degrees of turn (yaw or pitch) that cost one, two, three and four grades."""
DISTANCE_STEPS = (1.25, 1.6)
"""Change of scale, as a ratio."""
LIGHT_STEPS = (35.0, 70.0)
"""Change of mean brightness, of 255."""
WARMTH_STEP = 12.0
"""Change of CIELAB b*."""
ERROR_STEPS = (2.0, 5.0, 10.0)
"""Expected error of the alignment, in px at 1024."""
TILT_STEPS = (8.0, 20.0)
"""Degrees by which the camera or head was rolled."""


@dataclass(frozen=True)
class Finding:
    """`cost` in grades; `sentence` None when there is nothing to do about it."""

    cost: int
    sentence: str | None


def grade(
    reference: Prepared, moving: Prepared, matrix: Matrix, error_px: float
) -> tuple[str, tuple[str, ...]]:
    """The worst finding decides. `matrix`: working pixels of moving to those of reference."""
    findings = [
        Finding(_steps(error_px, ERROR_STEPS), None),
        *_turn(reference.face, moving.face),
        _distance(reference, moving, matrix),
        _tilt(matrix),
        _light(reference, moving),
        _warmth(reference, moving),
        *_faults(moving),
    ]
    worst = max(finding.cost for finding in findings)
    findings.sort(key=lambda finding: -finding.cost)
    reasons = tuple(f.sentence for f in findings if f.cost and f.sentence)
    return LETTERS[min(worst, len(LETTERS) - 1)], reasons


def turn_degrees(one: Face, other: Face) -> tuple[float, float]:
    """How much more the second is turned: yaw and pitch."""
    yaw, pitch = other.pose[0] - one.pose[0], other.pose[1] - one.pose[1]
    return yaw, pitch


def _steps(value: float, steps: tuple[float, ...]) -> int:
    return int(np.searchsorted(steps, value))


def _turn(one: Face | None, other: Face | None) -> list[Finding]:
    if one is None or other is None:
        return []
    yaw, pitch = turn_degrees(one, other)
    side = "left" if yaw > 0 else "right"
    tip = "up" if pitch > 0 else "down"
    return [
        Finding(
            _steps(abs(yaw), TURN_STEPS),
            f"The head is turned about {abs(yaw):.0f} degrees more to the patient's {side}.",
        ),
        Finding(
            _steps(abs(pitch), TURN_STEPS),
            f"The chin points about {abs(pitch):.0f} degrees further {tip}.",
        ),
    ]


def _distance(reference: Prepared, moving: Prepared, matrix: Matrix) -> Finding:
    """By how much the head's share of the frame changed."""
    ratio = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    far = ratio > 1
    percent = abs(ratio - 1) * 100 if far else abs(1 / ratio - 1) * 100
    sentence = f"Taken from about {percent:.0f} percent {'farther away' if far else 'closer'}."
    return Finding(_steps(max(ratio, 1 / ratio), DISTANCE_STEPS), sentence)


def _tilt(matrix: Matrix) -> Finding:
    roll = abs(float(np.degrees(np.arctan2(matrix[1, 0], matrix[0, 0]))))
    sentence = f"Head or camera is tilted by about {roll:.0f} degrees: keep it level."
    return Finding(_steps(roll, TILT_STEPS), sentence)


def _light(reference: Prepared, moving: Prepared) -> Finding:
    change = _quality(moving).exposure - _quality(reference).exposure
    word = "brighter" if change > 0 else "darker"
    return Finding(
        _steps(abs(change), LIGHT_STEPS), f"The light is {word} than in the first photo."
    )


def _warmth(reference: Prepared, moving: Prepared) -> Finding:
    change = _quality(moving).warmth - _quality(reference).warmth
    word = "yellower" if change > 0 else "bluer"
    return Finding(int(abs(change) > WARMTH_STEP), f"The light is {word} than in the first photo.")


def _faults(photo: Prepared) -> list[Finding]:
    return [Finding(1, sentence) for sentence in _quality(photo).reasons]


def _quality(photo: Prepared) -> quality.Quality:
    return quality.Quality(*photo.quality.tolist())
