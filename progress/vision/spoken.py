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

MORE = "about {} degrees more to the patient’s"
STRAIGHT = "looks straight into the camera"
SAME = "Between the two: head and camera hardly moved."


def sentences(pair: Pair) -> tuple[str, ...]:
    """Of faces, each photo's pose and the difference; of other photos, the difference."""
    one, other = pair.reference.pose, pair.moving.pose
    if one is None or other is None:
        return (_between(_camera(pair), pair),)
    change = Pose(other.yaw - one.yaw, other.pitch - one.pitch, other.roll - one.roll)
    return (
        f"Left photo: the face {_listed(_parts(one)) or STRAIGHT}.",
        f"Right photo: the face {_listed(_parts(other)) or STRAIGHT}.",
        _between(_changes(change), pair),
    )


def _parts(pose: Pose) -> list[str]:
    return [
        *_told(pose.yaw, TURN_UNIT, "is turned {} degrees to the patient’s", "left", "right"),
        *_told(pose.pitch, TURN_UNIT, "has the chin {} degrees", "up", "down"),
        *_told(pose.roll, TURN_UNIT, "leans {} degrees to the patient’s", "left", "right"),
    ]


def _changes(change: Pose) -> list[str]:
    return [
        *_told(change.yaw, TURN_UNIT, f"the face turned {MORE}", "left", "right"),
        *_told(change.pitch, TURN_UNIT, "the chin about {} degrees", "higher", "lower"),
        *_told(change.roll, TURN_UNIT, f"leaning {MORE}", "left", "right"),
    ]


def _camera(pair: Pair) -> list[str]:
    across, down = tilt_degrees(pair)
    side = "the camera about {} degrees further to the"
    turn = "the picture turned about {} degrees"
    return [
        *_told(across, TILT_UNIT, side, "right of the picture", "left of the picture"),
        *_told(down, TILT_UNIT, "the camera about {} degrees", "lower", "higher"),
        *_told(lean_degrees(pair), TURN_UNIT, turn, "clockwise", "anticlockwise"),
    ]


def _between(parts: list[str], pair: Pair) -> str:
    percent = 100 * (distance_ratio(pair) - 1)
    parts += _told(percent, DISTANCE_UNIT, "about {} percent", "farther away", "closer")
    return f"Between the two: {_listed(parts)}." if parts else SAME


def _told(value: float, unit: int, sentence: str, more: str, less: str) -> list[str]:
    """Nothing, if it is less than what can be told apart."""
    if abs(value) < unit:
        return []
    return [f"{sentence.format(about(value, unit))} {more if value > 0 else less}"]


def _listed(parts: list[str]) -> str:
    *most, last = parts or [""]
    return f"{', '.join(most)} and {last}" if most else last
