"""Where head and camera were, in words: of each photo, and between the two."""

from __future__ import annotations

from progress.vision.finding import Pair, about
from progress.vision.placing import (
    DISTANCE_UNIT,
    TILT_UNIT,
    TURN_UNIT,
    distance_ratio,
    lean_degrees,
    tilt_degrees,
)
from progress.vision.pose import Pose

NO_BREAK = "\N{NO-BREAK SPACE}"
STRAIGHT = "straight into the camera"
SAME = "Difference: head and camera hardly moved."
OWN_SIDES = "Left and right are the patient’s own."


def sentences(pair: Pair) -> tuple[str, ...]:
    """Of faces, each photo's pose and the difference; of other photos, the difference."""
    one, other = pair.reference.pose, pair.moving.pose
    if one is None or other is None:
        return (_difference(_camera(pair), pair),)
    change = Pose(other.yaw - one.yaw, other.pitch - one.pitch, other.roll - one.roll)
    changes = _head(change, ("more to the left", "more to the right"), ("higher", "lower"))
    return (
        f"Left photo: {', '.join(_head(one)) or STRAIGHT}.",
        f"Right photo: {', '.join(_head(other)) or STRAIGHT}.",
        f"{_difference(changes, pair)} {OWN_SIDES}",
    )


def _head(
    pose: Pose,
    sides: tuple[str, str] = ("to the left", "to the right"),
    heights: tuple[str, str] = ("up", "down"),
) -> list[str]:
    return [
        *_told(pose.yaw, TURN_UNIT, "turned {}°", *sides),
        *_told(pose.pitch, TURN_UNIT, "chin {}°", *heights),
        *_told(pose.roll, TURN_UNIT, "leaning {}°", *sides),
    ]


def _camera(pair: Pair) -> list[str]:
    across, down = tilt_degrees(pair)
    side = "camera {}° further to the"
    turn = "picture turned {}°"
    return [
        *_told(across, TILT_UNIT, side, "right of the picture", "left of the picture"),
        *_told(down, TILT_UNIT, "camera {}°", "lower", "higher"),
        *_told(lean_degrees(pair), TURN_UNIT, turn, "clockwise", "anticlockwise"),
    ]


def _difference(parts: list[str], pair: Pair) -> str:
    percent = 100 * (distance_ratio(pair) - 1)
    parts = [*parts, *_told(percent, DISTANCE_UNIT, f"{{}}{NO_BREAK}%", "farther away", "closer")]
    return f"Difference, about: {', '.join(parts)}." if parts else SAME


def _told(value: float, unit: int, sentence: str, more: str, less: str) -> list[str]:
    """Nothing, if it is less than what can be told apart."""
    if abs(value) < unit:
        return []
    return [f"{sentence.format(about(value, unit))} {more if value > 0 else less}"]
