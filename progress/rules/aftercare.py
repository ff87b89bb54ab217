"""What a patient is told for the two days after a session: what is usual, and when to call.

Cautious by intent: it says what the clinic itself tells of these treatments and no more, promises
nothing, and gives worry the benefit of the doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from progress.rules.views import Region
from progress.rules.words import Word, told

WATCHED: Final = timedelta(hours=48)
"""Redness is usual for 24 to 48 hours; what lasts longer is for the clinic to see."""


class Phase(Word):
    """How long ago the session was."""

    FIRST = "first-day", "The first day after your session"
    SECOND = "second-day", "The second day after your session"


@dataclass(frozen=True)
class Aftercare:
    """Sentences; those of `call_if` go on from "Call the clinic if"."""

    usual: str
    do: tuple[str, ...]
    call_if: tuple[str, ...]
    urgent: str


def begins(recorded_at: datetime, held: datetime) -> datetime:
    """When the two days begin: when the treatment was written down, if that was on the day of the
    visit, else the end of that day, so that they never end too early. `held`: any time of that day,
    by the clinic's clock as `recorded_at` is."""
    if recorded_at.date() == held.date():
        return recorded_at
    return datetime.combine(held.date(), time(23, 59), held.tzinfo)


def phase(began: datetime, now: datetime) -> Phase | None:
    """None before the session, and once the two days are over."""
    gone = now - began
    # Written down late on its day, a session may "begin" a little after now.
    if gone >= WATCHED or began.date() > now.date():
        return None
    return Phase.FIRST if gone < WATCHED / 2 else Phase.SECOND


def advice(region: Region, phase: Phase = Phase.FIRST) -> Aftercare:
    return Aftercare(USUAL[region][phase], DO[region], CALL_IF, URGENT)


USUAL: Final = {
    Region.SCALP: {
        Phase.FIRST: told(
            "Most people go on with their day as usual. The scalp may feel sore, or be a little "
            "red, swollen or bruised."
        ),
        Phase.SECOND: told("The scalp may still feel a little sore, or be red or bruised today."),
    },
    Region.FACE: {
        Phase.FIRST: told(
            "The skin is usually pink to red for one to two days. It may also feel sore, or be a "
            "little swollen or bruised."
        ),
        Phase.SECOND: told("The skin may still be pink or red today, or a little swollen."),
    },
}

ONLY_GIVEN = told("Take and apply only what the clinic has given you.")
ASK_ABOUT_MEDICINES = told(
    "Did you stop painkillers or blood thinners before the session? Ask the clinic when to take "
    "them again."
)
OINTMENT = told(
    "If mild redness or swelling troubles you, ask the clinic: an ointment or a medicine can help."
)
DO: Final = {
    Region.SCALP: (ONLY_GIVEN, ASK_ABOUT_MEDICINES),
    Region.FACE: (OINTMENT, ONLY_GIVEN, ASK_ABOUT_MEDICINES),
}
CALL_IF: Final = (
    told("something gets stronger instead of weaker"),
    told("redness, swelling or pain is still there after two days"),
    told("anything worries you: you need no other reason"),
)
URGENT: Final = told(
    "If you find it hard to breathe, or feel very ill, go to the nearest hospital at once."
)
