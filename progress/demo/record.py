"""What the demonstration clinic writes down at a visit: how hair and skin were, what was done."""

from __future__ import annotations

import uuid

from progress.demo.cast import DemoPatient
from progress.rules.treatment import (
    VOCABULARY,
    Answer,
    CheckItem,
    HairState,
    Moment,
    Parting,
    Severity,
    SideEffect,
    SkinState,
    Wetness,
)
from progress.rules.views import Region
from progress.services import treatments
from progress.services.treatments import Details
from progress.services.work import Work

THERAPIST = "Asha Kulkarni"
NOTHING: dict[str, str] = {SideEffect.NONE: ""}
AT_VISIT: tuple[dict[str, str], ...] = (
    NOTHING,
    {SideEffect.DISCOMFORT: Severity.MILD},
    {SideEffect.REDNESS: Severity.MILD},
    {SideEffect.DISCOMFORT: Severity.MILD, SideEffect.REDNESS: Severity.MILD},
)
"""What was seen at one session after the other, in turn."""
LATER: tuple[dict[str, str], ...] = (NOTHING, {SideEffect.SWELLING: Severity.MILD}, NOTHING)
BRUISED: dict[str, str] = {SideEffect.BRUISING: Severity.MODERATE}


def condition(one: DemoPatient) -> HairState | SkinState:
    """Hair dry and combed as the views ask for, skin clean."""
    if one.region is Region.FACE:
        return SkinState(make_up=False, cleansed=True)
    parted = any(view.slug == "midline" for view in one.views)
    return HairState(Wetness.DRY, Parting.MIDDLE if parted else Parting.NONE, product=False)


def add_treatment(work: Work, visit_id: uuid.UUID, one: DemoPatient, index: int) -> None:
    """What was done, and what was seen at once. An unsafe answer is overridden by the actor."""
    usual = VOCABULARY[one.region]
    unsafe, reason = one.overridden.get(index, (None, None))
    checklist = dict.fromkeys(map(str, CheckItem), str(Answer.YES))
    if unsafe:
        checklist[unsafe] = Answer.NO
    details = Details(
        solutions=[usual.solutions[0], usual.solutions[1 + index % 3]],
        delivery=usual.deliveries[0],
        anaesthesia=usual.anaesthesias[0],
        checklist=checklist,
        adjuncts=usual.adjuncts[:1],
        therapist=THERAPIST,
        side_effects=AT_VISIT[index % len(AT_VISIT)],
    )
    treatments.record(work, visit_id, details, reason)


def add_later(work: Work, visit_id: uuid.UUID, one: DemoPatient, index: int) -> None:
    """What the patient said when the clinic asked two days later."""
    found = BRUISED if index in one.overridden else LATER[index % len(LATER)]
    treatments.note_side_effects(work, visit_id, Moment.LATER, found)
