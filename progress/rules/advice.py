"""What to do differently at the next photograph, so that it can be compared with the baseline.

Every fault of the last photo has its remedy here. A remedy says what to do with the patient or the
camera, which is not where the picture moved: a picture that is turned clockwise is put right by
turning the camera clockwise too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from progress.rules import comparability
from progress.rules.comparability import Condition
from progress.rules.words import Word

MOST = 3
"""Sentences that somebody who holds a camera still reads; the first are what costs most."""


class Standing(Word):
    """What became of a view at the last visit."""

    MISSING = "missing", "Missing"
    WAITING = "waiting", "Being lined up"
    BASELINE = "baseline", "Baseline"
    COMPARED = "compared", "Comparable"
    NOT_COMPARED = "not-compared", "Could not be compared"


@dataclass(frozen=True)
class Fault:
    """What made the last photo less comparable with the baseline.

    `kind`: a key of REMEDIES, or what nobody can mend; `cost`: in grades; `degrees`: of what is an
    angle, as it may honestly be said."""

    kind: str
    cost: int = 1
    degrees: int = 0


@dataclass(frozen=True)
class Lesson:
    cost: int
    sentence: str


REMEDIES = {
    "turned-left": "Turn the face {} more to the patient’s right than last time.",
    "turned-right": "Turn the face {} more to the patient’s left than last time.",
    "chin-higher": "Lower the chin {}.",
    "chin-lower": "Raise the chin {}.",
    "leaning-left": "Lean the head {} more to the patient’s right than last time.",
    "leaning-right": "Lean the head {} more to the patient’s left than last time.",
    "camera-right": "Move the camera {} round the head, to the left of the picture.",
    "camera-left": "Move the camera {} round the head, to the right of the picture.",
    "camera-lower": "Look from {} higher.",
    "camera-higher": "Look from {} lower.",
    "picture-clockwise": "Turn the camera {} clockwise.",
    "picture-anticlockwise": "Turn the camera {} anticlockwise.",
    "farther": "Go {} closer than last time.",
    "closer": "Stand {} farther away than last time.",
    "cut-left": "Aim further left: part of the head was cut off there.",
    "cut-right": "Aim further right: part of the head was cut off there.",
    "cut-top": "Aim higher: part of the head was cut off at the top.",
    "cut-bottom": "Aim lower: part of the head was cut off at the bottom.",
    "brighter": "Use {} less light than last time.",
    "darker": "Use {} more light than last time.",
    "yellower": "Use the lamps of the baseline: the light was yellower last time.",
    "bluer": "Use the lamps of the baseline: the light was bluer last time.",
    "light-from-left": "Let the light come more from the patient’s right than last time.",
    "light-from-right": "Let the light come more from the patient’s left than last time.",
    "light-from-below": "Let the light come more from above than last time.",
    "light-from-above": "Let the light come less from above than last time.",
    "blurred": "Hold the camera still and tap to focus.",
    "dark": "Use {} more light than last time.",
    "too-bright": "Use {} less light than last time.",
    "clipped": "Use softer light: parts were too bright or too dark.",
    "mouth-open": "Ask the patient to close the lips.",
    "smiling": "Ask for a calm face, without a smile.",
    "brows-raised": "Ask for a calm face, with the brows at rest.",
    "brows-lowered": "Ask for a calm face, with the brows at rest.",
    "eyes-wide": "Ask for a calm look.",
    "eyes-narrow": "Ask the patient to open the eyes and look into the camera.",
    "too-little-in-common": "Show what the baseline shows, from the same side and distance.",
    "different-view": "Check from where this view is taken: it looked like another view.",
}
"""By kind of fault. Left and right of the patient are the patient’s own."""

CLOSER, CUT = "closer", frozenset({"cut-left", "cut-right", "cut-top", "cut-bottom"})

SAME_VIEW = frozenset({"head-turned", "too-little-in-common"})
"""Refusals of what is likely the same view of the same person."""
REFUSED = 2
"""What a refusal costs beside its faults, in grades: no fault of a photo that was refused is left
out as small."""

MADE_READY: dict[str, Mapping[Any, str]] = {
    "wetness": {"dry": "Hair was wet: photograph it dry, as at the baseline."},
    "parting": {
        "none": "Comb the hair without a parting, as at the baseline.",
        "left": "Part the hair on the patient’s left, as at the baseline.",
        "middle": "Part the hair in the middle, as at the baseline.",
        "right": "Part the hair on the patient’s right, as at the baseline.",
    },
    "product": {False: "There was product in the hair: wash it out before the photo."},
    "make_up": {False: "There was make-up on the face: take it off before the photo."},
    "cleansed": {True: "The face was not cleansed: cleanse it before the photo."},
}
"""By what was noted for the baseline. Where hair was wet or a face made up at the baseline, the
last photo was right and nothing is said."""


def of_record(baseline: Condition, last: Condition) -> list[Lesson]:
    """What to do to hair or skin before the photo; nothing that was not noted at both visits."""
    return [
        Lesson(comparability.COSTS[name], MADE_READY[name][baseline[name]])
        for name in comparability.changed(baseline, last)
        if baseline[name] in MADE_READY[name]
    ]


def of_faults(faults: Iterable[Fault]) -> list[Lesson]:
    """One lesson for each remedy, from the fault that costs most."""
    told: dict[str, Lesson] = {}
    for fault in sorted(_causes(faults), key=lambda fault: -fault.cost):
        remedy = REMEDIES.get(fault.kind)
        if remedy:
            told.setdefault(remedy, Lesson(fault.cost, remedy.format(_amount(fault))))
    return list(told.values())


def _causes(faults: Iterable[Fault]) -> list[Fault]:
    """From too close a head is cut off wherever the camera aims: to stand farther away mends both,
    and aiming elsewhere neither."""
    found = [fault for fault in faults if fault.cost]
    cut = max((fault.cost for fault in found if fault.kind in CUT), default=0)
    if not any(fault.kind == CLOSER for fault in found):
        return found
    return [
        replace(fault, cost=max(fault.cost, cut)) if fault.kind == CLOSER else fault
        for fault in found
        if fault.kind not in CUT
    ]


def of_refusal(reason: str | None, faults: Iterable[Fault]) -> list[Lesson]:
    """Of a photo that could not be lined up, by the refusal's slug. What is seen in a photo of
    another view or person is nobody's fault."""
    return of_faults([Fault(reason or "", REFUSED), *(faults if reason in SAME_VIEW else ())])


def sentences(lessons: Iterable[Lesson]) -> list[str]:
    """What costs most first, and what costs far less than that not at all: of a photo that can well
    be compared (grade B), one sentence; of others at most MOST."""
    ordered = sorted(lessons, key=lambda lesson: -lesson.cost)
    worst = ordered[0].cost if ordered else 0
    kept = [lesson.sentence for lesson in ordered if lesson.cost >= worst - 1]
    return list(dict.fromkeys(kept))[: MOST if worst > 1 else 1]


def shared(told: Iterable[Iterable[str]]) -> list[str]:
    """Sentences that several views have all in common, to be said once."""
    first, *others = [list(each) for each in told] or [[]]
    return [each for each in first if others and all(each in other for other in others)]


def _amount(fault: Fault) -> str:
    if fault.cost == 1:
        return "a little"
    return f"about {fault.degrees} degrees" if fault.degrees else "much"
