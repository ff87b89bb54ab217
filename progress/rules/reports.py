"""What a patient tells from home about a side effect, and when they must not wait for an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from progress.errors import Conflict, InvalidInput
from progress.rules.treatment import Severity, SideEffect
from progress.rules.words import Word

LONGEST_WORDS = 2000
MOST_A_DAY = 10
"""Reports of one patient; whoever has more to say calls."""
LONGEST_SINCE = timedelta(days=365)


class Complaint(Word):
    """What a patient can tick: the clinic's side effects in a patient's words, and all else."""

    DISCOMFORT = SideEffect.DISCOMFORT.value, "Pain or discomfort"
    REDNESS = SideEffect.REDNESS.value, "Redness"
    BRUISING = SideEffect.BRUISING.value, "Bruising"
    SWELLING = SideEffect.SWELLING.value, "Swelling"
    OTHER = "something-else", "Something else"


class Call(Word):
    """Whom to call at once; what is written down here is read too late."""

    EMERGENCY = (
        "emergency",
        "Call 112 now, or go to the nearest hospital. Do not wait for an answer here.",
    )
    CLINIC = "clinic", "Call the clinic now. Do not wait for an answer here."


class Sign(Word):
    """What must be seen by somebody at once."""

    BREATHING = "breathing", "Trouble breathing or swallowing"
    FAINTING = "fainting", "Fainting, or feeling about to faint"
    SEEING = "seeing", "Trouble seeing, or pain in an eye"
    LIPS = "lips", "Swollen lips, tongue or eyelids, or a rash all over"
    COLOUR = "colour", "Skin that turns white, blue or black"
    SPREADING = "spreading", "Swelling or redness that spreads"
    SEVERE_PAIN = "severe-pain", "Severe pain, or pain that gets worse"
    FEVER = "fever", "Fever or shivering"
    PUS = "pus", "Pus, or bleeding that does not stop"


EMERGENCIES = frozenset({Sign.BREATHING, Sign.FAINTING, Sign.SEEING, Sign.LIPS, Sign.COLOUR})
"""A loss of breath, sight or colour is a matter of minutes; of the rest the clinic judges."""


@dataclass(frozen=True)
class Said:
    """A report as the patient fills it in; slugs of Complaint, Severity and Sign."""

    complaints: Collection[str] = ()
    strength: str | None = None
    since: date | None = None
    signs: Collection[str] = ()
    words: str = ""


def call_for(signs: Collection[str]) -> Call | None:
    """Whom to call, whatever else was filled in."""
    if not EMERGENCIES.isdisjoint(signs):
        return Call.EMERGENCY
    return Call.CLINIC if signs else None


def check(said: Said, today: date) -> None:
    """Raise InvalidInput for what cannot be kept. Whoever ticks an urgent sign is asked no more."""
    _check_words(said)
    if said.since and not today - LONGEST_SINCE <= said.since <= today:
        raise InvalidInput("Please choose a day in the last year, today at the latest.")
    if said.signs:
        return
    if not said.complaints:
        raise InvalidInput("Please choose what you notice.")
    if said.strength is None:
        raise InvalidInput("Please say how strong it is.")
    if Complaint.OTHER in said.complaints and not said.words.strip():
        raise InvalidInput("Please say in your own words what it is.")


def _check_words(said: Said) -> None:
    known = (
        (said.complaints, Complaint),
        (said.signs, Sign),
        ([said.strength] if said.strength else [], Severity),
    )
    if any(not set(slugs) <= set(words) for slugs, words in known):
        raise InvalidInput("Please choose from the list.")
    if len(said.words) > LONGEST_WORDS:
        raise InvalidInput("Please say it in fewer words.")


def to_take_over(complaints: Collection[str], strength: str | None) -> dict[str, str]:
    """The side effects of a report as a visit's record has them: severity by slug."""
    if strength is None:
        raise Conflict("The report does not say how strong it is. Note it on the visit yourself.")
    found = {slug: strength for slug in complaints if slug != Complaint.OTHER}
    if not found:
        raise Conflict("“Something else” has no place in the list. Write it in the visit’s notes.")
    return found


def merged(noted: Mapping[str, str], reported: Mapping[str, str]) -> dict[str, str]:
    """A visit's record with a report taken in: of two severities the stronger stays, and nothing
    that was found earlier is lost."""
    both = {**noted}
    for effect, severity in reported.items():
        if _strength(severity) > _strength(both.get(effect, "")):
            both[effect] = severity
    if len(both) > 1:
        both.pop(SideEffect.NONE.value, None)
    return both


def _strength(severity: str) -> int:
    return [*Severity].index(Severity(severity)) + 1 if severity else 0
