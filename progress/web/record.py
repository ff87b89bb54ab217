"""The record of a visit in words, as pairs of a term and what was noted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from progress.rules.treatment import (
    Adjunct,
    Anaesthesia,
    Answer,
    CheckItem,
    Delivery,
    Parting,
    Severity,
    SideEffect,
    Solution,
    Wetness,
)
from progress.rules.words import listed

Fact = tuple[str, str]
YES_NO = {True: "Yes", False: "No"}


def condition_facts(visit: Any) -> list[Fact]:
    """How hair or skin was for the photos; nothing where nobody noted it."""
    noted = visit.condition
    facts = {
        "Hair": Wetness(noted["wetness"]).label if "wetness" in noted else None,
        "Parting": Parting(noted["parting"]).label if "parting" in noted else None,
        "Product in the hair": YES_NO.get(noted.get("product")),
        "Make-up": YES_NO.get(noted.get("make_up")),
        "Face cleansed": YES_NO.get(noted.get("cleansed")),
    }
    return [(term, text) for term, text in facts.items() if text]


def treatment_facts(treatment: Any) -> list[Fact]:
    facts = [
        ("Solutions", listed(Solution(slug).label for slug in treatment.solutions)),
        ("Amounts, brand, lot", treatment.solution_notes),
        ("Delivery", treatment.delivery and Delivery(treatment.delivery).label),
        ("Anaesthesia", treatment.anaesthesia and Anaesthesia(treatment.anaesthesia).label),
        ("Together with", listed(Adjunct(slug).label for slug in treatment.adjuncts)),
        ("Therapist", treatment.therapist),
        ("Checklist", _checklist(treatment.checklist)),
    ]
    return [(term, text) for term, text in facts if text]


def _checklist(answers: Mapping[str, str]) -> str:
    """What was not answered with yes; the rest needs no words."""
    told = [
        f"{item.label}: {Answer(answers[item]).label.lower() if item in answers else 'no answer'}"
        for item in CheckItem
        if answers.get(item) != Answer.YES
    ]
    return ". ".join(told) if told else "Every answer is yes"


def effects_sentence(found: Mapping[str, str]) -> str:
    """ "Redness, mild", "None", or that nobody asked."""
    if not found:
        return "Not asked yet"
    told = [
        f"{SideEffect(effect).label}, {Severity(severity).label.lower()}"
        for effect, severity in found.items()
        if effect != SideEffect.NONE
    ]
    return "; ".join(told) or SideEffect.NONE.label
