"""From photos to advice: what the demo's camera did wrong is told to be undone, never repeated.

One photo is taken as the baseline, one with a fault that is known; they are prepared, lined up and
judged as every photo is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from progress.demo.camera import Scene, Shot, photograph
from progress.demo.cast import PATIENTS
from progress.demo.photos import scene
from progress.rules import advice
from progress.rules.advice import Fault
from progress.vision import grade, placing
from progress.vision.align import Alignment, Prepared, align, prepare
from progress.vision.finding import Finding, Pair
from progress.vision.quality import Quality

SIZE = (480, 640)
FACE = Shot("first", hardness=0.25, combing=0.5, light=(0.0, 36.0))
SCALP = Shot("first", exposure=0.22)
HARD = {"hardness": 0.8}


@cache
def before_the_camera(slug: str) -> Scene:
    view = next(view for one in PATIENTS for view in one.views if view.slug == slug)
    return scene(view, 0.3, SIZE)


@cache
def taken(slug: str, region: str, shot: Shot) -> Prepared:
    return prepare(photograph(before_the_camera(slug), shot, SIZE), region, SIZE)


def pair(slug: str, region: str, baseline: Shot, now: Shot) -> Pair:
    one, other = taken(slug, region, baseline), taken(slug, region, replace(now, seed="last"))
    found = align(one, other, region)
    assert isinstance(found, Alignment)
    qualities = (Quality.from_array(photo.quality) for photo in (one, other))
    return Pair(*qualities, (SIZE, SIZE), found.matrix, found.error_px)


def told(findings: Iterable[Finding]) -> list[str]:
    faults = (Fault(each.kind, each.cost, each.degrees) for each in findings)
    return advice.sentences(advice.of_faults(faults))


def of_face(**given: Any) -> list[str]:
    hard = replace(FACE, hardness=given.get("hardness", FACE.hardness))
    return told(grade.findings(pair("frontal", "face", hard, replace(FACE, **given))))


def of_scalp(**given: Any) -> list[str]:
    return told(grade.findings(pair("midline", "scalp", SCALP, replace(SCALP, **given))))


@pytest.mark.parametrize("of", [of_face, of_scalp])
def test_a_retake_is_fine(of: Callable[..., list[str]]) -> None:
    assert of() == []


# The demo's camera turns its subject: yaw towards the right of the picture, which is a face's own
# left; pitch chin up; roll clockwise. A shift moves the subject right and down in the picture.
@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"yaw": 14}, "Turn the face about {} degrees more to the patient’s right"),
        ({"yaw": -14}, "Turn the face about {} degrees more to the patient’s left"),
        ({"pitch": 14}, "Lower the chin about {} degrees."),
        ({"pitch": -14}, "Raise the chin about {} degrees."),
        ({"roll": 14}, "Lean the head a little more to the patient’s right"),
        ({"roll": -14}, "Lean the head a little more to the patient’s left"),
        ({"shift": (-0.25, 0)}, "Aim further left"),
        ({"exposure": -1.2}, "Use much more light"),
        ({"exposure": 0.8}, "Use much less light"),
        ({"warmth": 0.2}, "Use the lamps of the baseline: the light was yellower"),
        ({"light": (60, 36)} | HARD, "Let the light come more from the patient’s right"),
        ({"light": (-60, 36)} | HARD, "Let the light come more from the patient’s left"),
        ({"light": (0, 70)} | HARD, "Let the light come less from above"),
    ],
)
def test_what_was_wrong_with_a_face_is_undone(fault: dict[str, Any], remedy: str) -> None:
    assert any(_starts(sentence, remedy, (8, 16)) for sentence in of_face(**fault))


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"roll": 14}, "Turn the camera a little clockwise."),
        ({"roll": -14}, "Turn the camera a little anticlockwise."),
        ({"zoom": 1.4}, "Stand much farther away than last time."),
        ({"zoom": 0.65}, "Go much closer than last time."),
        ({"shift": (0.25, 0)}, "Aim further right"),
        ({"blur": 4.0}, "Hold the camera still and tap to focus."),
    ],
)
def test_what_was_wrong_with_a_scalp_is_undone(fault: dict[str, Any], remedy: str) -> None:
    assert of_scalp(**fault)[0].startswith(remedy)


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ({"yaw": 7}, "Move the camera a little round the head, to the right of the picture."),
        ({"yaw": -7}, "Move the camera a little round the head, to the left of the picture."),
        ({"pitch": 7}, "Look from a little higher."),
        ({"pitch": -7}, "Look from a little lower."),
    ],
)
def test_a_camera_beside_its_place_is_sent_back(fault: dict[str, Any], remedy: str) -> None:
    """The tilts that the demo's heads bear cost no grade yet; which way they lead is known."""
    across, down, *_ = placing.findings(pair("midline", "scalp", SCALP, replace(SCALP, **fault)))
    assert told([replace(across if "yaw" in fault else down, cost=1)]) == [remedy]


def _starts(sentence: str, remedy: str, degrees: tuple[int, int]) -> bool:
    return any(sentence.startswith(remedy.format(each)) for each in range(*degrees))
