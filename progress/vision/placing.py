"""Where head and camera were: turn, tilt, lean, distance and framing of one photo over another."""

from __future__ import annotations

from functools import cache
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from progress.vision.finding import Finding, Matrix, Pair, about, steps
from progress.vision.pose import Pose
from progress.vision.quality import Quality
from progress.vision.transform import project

Points = NDArray[np.float64]

TURN_STEPS = (4.0, 8.0, 18.0, 28.0, 40.0)
"""Degrees between the directions that a face looks in. Retakes stay within 1.6 in nine of ten,
other expressions within 3.2; real pairs that are still comparable reach 20, turned ones begin
at 29."""
TURN_UNIT = 2
"""Degrees: two looks at one face differ by this."""
TILT_STEPS = (6.0, 12.0, 20.0)
"""Degrees by which the camera looked from elsewhere: hand-held retakes stay within 5."""
TILT_UNIT = 5
"""Degrees: alignment finds a tilt to within 0.6, but lens and head are not known, which leaves it
uncertain by two fifths."""
TILT_FOCAL = 0.8
"""Focal length, in long sides of the photo, at which the perspective of a transform is read. Round
heads that fill the frame, simulated through lenses of 26 to 50 mm, behave like 0.5 to 1.05."""
LEAN_STEPS = (10.0, 20.0, 35.0)
"""Degrees of roll: nine of ten hand-held retakes stay within 10.6. Alignment takes it out, but for
the light and for hair that hangs."""
DISTANCE_STEPS = (1.2, 1.5, 2.0)
"""Change of distance, as a ratio: nine of ten hand-held retakes stay within 1.2. Alignment takes it
out, but for what is too small to be seen, and for perspective within arm's length."""
DISTANCE_UNIT = 5
"""Percent."""
CUT_STEPS = (0.08, 0.20, 0.35)
"""Share of the head that one photo shows and the other cuts off: half of hand-held retakes stay
within 0.04, nine of ten within 0.15."""
CUT_UNIT = 5
"""Percent."""
GRID = 16
"""Samples across the head."""


def findings(pair: Pair) -> list[Finding]:
    before, now = pair.reference.pose, pair.moving.pose
    turned = turn(before, now) if before and now else _tilt(pair)
    return [*turned, _lean(pair), _distance(pair), _cut(pair)]


def turn(before: Pose, now: Pose) -> list[Finding]:
    """The larger part of the turn costs what the turn as a whole does."""
    yaw, pitch = now.yaw - before.yaw, now.pitch - before.pitch
    side, back = ("left", "right") if yaw > 0 else ("right", "left")
    higher, do = ("higher", "lower") if pitch > 0 else ("lower", "raise")
    across, down = about(yaw, TURN_UNIT), about(pitch, TURN_UNIT)
    whole = before.turn_to(now)
    costs = (whole, abs(pitch)) if abs(yaw) >= abs(pitch) else (abs(yaw), whole)
    return [
        Finding(
            steps(costs[0], TURN_STEPS),
            f"Turned about {across} degrees more to the patient’s {side}: "
            f"turn the face back to the {back}.",
            f"turned-{side}",
            across,
        ),
        Finding(
            steps(costs[1], TURN_STEPS),
            f"The chin is about {down} degrees {higher}: {do} it.",
            f"chin-{higher}",
            down,
        ),
    ]


def tilt_degrees(pair: Pair) -> tuple[float, float]:
    """From how much further right, and how much lower, in the picture the camera looked.

    A plane seen askew shrinks towards its far edge: the gradient of the transform's denominator
    is tan(tilt) over the focal length (Hartley and Zisserman 2004, section 8.1).
    """
    size = pair.sizes[1]
    x, y = _middle(pair.moving, size)
    gradient = pair.matrix[2, :2] / (pair.matrix[2] @ [x, y, 1.0])
    across, down = np.degrees(np.arctan(TILT_FOCAL * max(size) * gradient))
    return float(across), float(down)


def _tilt(pair: Pair) -> list[Finding]:
    across, down = tilt_degrees(pair)
    side, back = ("right", "left") if across > 0 else ("left", "right")
    lower, do = ("lower", "raise") if down > 0 else ("higher", "lower")
    aside, above = about(across, TILT_UNIT), about(down, TILT_UNIT)
    return [
        Finding(
            steps(abs(across), TILT_STEPS),
            f"The camera was about {aside} degrees further to the {side} of "
            f"the picture: move it to the {back}.",
            f"camera-{side}",
            aside,
        ),
        Finding(
            steps(abs(down), TILT_STEPS),
            f"The camera was about {above} degrees {lower}: {do} it.",
            f"camera-{lower}",
            above,
        ),
    ]


def lean_degrees(pair: Pair) -> float:
    """By how much the moving photo's head leans clockwise, beside the reference's."""
    jacobian = _jacobian(pair)
    turn = np.arctan2(jacobian[1, 0] - jacobian[0, 1], jacobian[0, 0] + jacobian[1, 1])
    return float(-np.degrees(turn))


def _lean(pair: Pair) -> Finding:
    lean = lean_degrees(pair)
    degrees = about(lean, TURN_UNIT)
    if pair.moving.pose:
        side = "left" if lean > 0 else "right"
        kind = f"leaning-{side}"
        sentence = (
            f"The head leans about {degrees} degrees more to the patient’s {side}: "
            "keep the eyes level."
        )
    else:
        way = "clockwise" if lean > 0 else "anticlockwise"
        kind = f"picture-{way}"
        sentence = f"The picture is turned about {degrees} degrees {way}: hold the camera level."
    return Finding(steps(abs(lean), LEAN_STEPS), sentence, kind, degrees)


def distance_ratio(pair: Pair) -> float:
    """The moving photo's distance over the reference's: above 1, the head fills less of it."""
    scale = np.sqrt(abs(np.linalg.det(_jacobian(pair))))
    return float(scale * max(pair.sizes[1]) / max(pair.sizes[0]))


def _distance(pair: Pair) -> Finding:
    ratio = distance_ratio(pair)
    percent = about(100 * (ratio - 1), DISTANCE_UNIT)
    where, do = ("farther away", "go closer") if ratio > 1 else ("closer", "step back")
    sentence = f"Taken from about {percent} percent {where}: {do}."
    kind = "farther" if ratio > 1 else "closer"
    return Finding(steps(max(ratio, 1 / max(ratio, 1e-6)), DISTANCE_STEPS), sentence, kind)


def cut_off(pair: Pair) -> tuple[float, str]:
    """Share of the reference's head that the moving photo leaves out, and beyond which edge."""
    low, high = _box(pair.reference, pair.sizes[0])
    head = np.asarray((low + high) / 2 + _ellipse() * (high - low) / 2, float)
    x, y = project(np.asarray(np.linalg.inv(pair.matrix), float), head).T
    width, height = pair.sizes[1]
    beyond = np.array([x < 0, x > width, y < 0, y > height])
    edge = EDGES[int(beyond.sum(axis=1).argmax())]
    return float(beyond.any(axis=0).mean()), edge


EDGES = ("left", "right", "top", "bottom")
AIM = {"left": "further left", "right": "further right", "top": "higher", "bottom": "lower"}


def _cut(pair: Pair) -> Finding:
    share, edge = cut_off(pair)
    percent = about(100 * share, CUT_UNIT)
    sentence = f"About {percent} percent of the head is cut off at the {edge}: aim {AIM[edge]}."
    return Finding(steps(share, CUT_STEPS), sentence, f"cut-{edge}")


@cache
def _ellipse() -> Points:
    """(n, 2) places of an even grid over the unit disc."""
    side = (np.arange(GRID) + 0.5) / GRID * 2 - 1
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    return np.asarray(grid[(grid**2).sum(axis=1) <= 1], float)


def _box(photo: Quality, size: tuple[int, int]) -> tuple[Points, Points]:
    """Corners of the head's box, or of the frame where no head is known."""
    box = photo.left, photo.top, photo.right, photo.bottom
    left, top, right, bottom = box if all(map(isfinite, box)) else (0.0, 0.0, 1.0, 1.0)
    width, height = size
    return np.array([left * width, top * height]), np.array([right * width, bottom * height])


def _middle(photo: Quality, size: tuple[int, int]) -> Points:
    low, high = _box(photo, size)
    return np.asarray((low + high) / 2, float)


def _jacobian(pair: Pair) -> Matrix:
    """Of the transform in the middle of the moving photo's head."""
    x, y = _middle(pair.moving, pair.sizes[1])
    u, v, w = pair.matrix @ [x, y, 1.0]
    fall = np.outer([u / w, v / w], pair.matrix[2, :2])
    return np.asarray((pair.matrix[:2, :2] - fall) / w, float)
