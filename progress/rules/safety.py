"""What stops a treatment from being recorded, and who may record it all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from progress.rules.treatment import Answer, CheckItem, Severity, SideEffect

DANGERS: dict[CheckItem, str] = {
    CheckItem.CONSULTATION: "No dermatologist has seen the patient for this session.",
    CheckItem.NO_INFECTION: "The area has an active infection: needles would carry it deeper.",
    CheckItem.NO_ECZEMA: "The area has eczema: needles may make it flare.",
    CheckItem.PAINKILLERS_STOPPED: (
        "Painkillers were not stopped 3–5 days before: bruising is more likely."
    ),
    CheckItem.BLOOD_THINNERS_STOPPED: (
        "Blood thinners were not stopped 3–5 days before: the area may bleed."
    ),
    CheckItem.ASEPTIC: "Aseptic precautions are not taken.",
    CheckItem.TRAINED_THERAPIST: "No trained therapist gives the treatment.",
}
"""Why a "no" to an item stops the treatment."""

ONLY_SOME_PATIENTS = frozenset({CheckItem.PAINKILLERS_STOPPED, CheckItem.BLOOD_THINNERS_STOPPED})
"""Items that do not apply to a patient who takes no such medicine; all others always apply."""


@dataclass(frozen=True)
class Stop:
    """One reason not to treat today."""

    item: CheckItem
    reason: str


@dataclass(frozen=True)
class Override:
    """A clinician's decision to treat all the same. It answers the checklist that they read:
    when the answers change, ask again."""

    clinician: str
    reason: str

    @property
    def stands(self) -> bool:
        """Whether somebody put their name and a written reason to it."""
        return bool(self.clinician.strip() and self.reason.strip())


def safety_stops(checklist: Mapping[str, str]) -> tuple[Stop, ...]:
    """Every reason not to treat, in the order of the checklist: answers by slug of the item, and
    silence is not a yes."""
    return tuple(
        Stop(item, _reason(item, checklist.get(item)))
        for item in CheckItem
        if not _safe(item, checklist.get(item))
    )


def dangers(checklist: Mapping[str, str]) -> tuple[Stop, ...]:
    """The stops that somebody answered with "no"; what is merely unanswered is no danger yet."""
    return tuple(stop for stop in safety_stops(checklist) if checklist.get(stop.item) == Answer.NO)


def may_record(
    checklist: Mapping[str, str], override: Override | None = None
) -> tuple[Stop, ...] | None:
    """None when the treatment may be recorded, else what stops it."""
    if override is not None and override.stands:
        return None
    return safety_stops(checklist) or None


def side_effects_fault(found: Mapping[str, str]) -> str | None:
    """What is wrong with a record of side effects (severity by slug of the effect), or None.
    An empty record says nothing; "none" says that somebody looked."""
    if SideEffect.NONE in found and len(found) > 1:
        return "Side effects cannot be both “none” and something else."
    for effect in found:
        if effect not in list(SideEffect):
            return f"“{effect}” is not a side effect on the list."
        if effect != SideEffect.NONE and found[effect] not in list(Severity):
            return f"Say how strong the {effect} was: mild, moderate or severe."
    return None


def _safe(item: CheckItem, answer: str | None) -> bool:
    return answer == Answer.YES or (answer == Answer.NOT_APPLICABLE and item in ONLY_SOME_PATIENTS)


def _reason(item: CheckItem, answer: str | None) -> str:
    if answer == Answer.NO:
        return DANGERS[item]
    if answer == Answer.NOT_APPLICABLE:
        return f"“{item.label}” applies to every patient: answer yes or no."
    return f"“{item.label}” has not been answered."
