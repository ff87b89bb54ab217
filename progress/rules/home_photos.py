"""A photo that a patient sends from home: apart from the record until a clinician accepts it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from progress.errors import Conflict, InvalidInput, UnusablePhoto
from progress.rules.words import Word

MOST_BYTES = 30_000_000
"""Half of what the clinic may send: a phone's photo has three to twelve megabytes."""
MOST_A_DAY = 12
"""Photos of one patient, those of reports among them."""
MOST_WAITING = 30
LONGEST_NOTE = 500
DECIDED = "Somebody has decided about this photo already. Please look at its page again."


class HomeState(Word):
    """Where it stands, in the patient's words."""

    WITH_REPORT = "with-report", "Sent with a report"
    OFFERED = "offered", "Waiting for the clinic"
    ACCEPTED = "accepted", "Taken into your record"
    DECLINED = "declined", "Not taken"


class Declined(Word):
    """Why a photo was not taken, as the patient reads it."""

    UNCLEAR = "unclear", "The photo is blurred, too dark or too bright. Please take it once more."
    OTHER_VIEW = (
        "other-view",
        "It is taken from elsewhere than the earlier photos. Please follow the faint photo.",
    )
    OTHER_PERSON = "other-person", "We could not be sure that the photo shows you."
    NOT_NEEDED = "not-needed", "The photo is fine, and we need no more photos at the moment."
    OTHER = "other", "For another reason:"


MOVES = {
    (HomeState.OFFERED, HomeState.ACCEPTED),
    (HomeState.OFFERED, HomeState.DECLINED),
    (HomeState.DECLINED, HomeState.ACCEPTED),
}
"""What was declined may be accepted after all; what is in the record is corrected there."""


def move(state: HomeState, to: HomeState) -> HomeState:
    """`to`, or Conflict when a photo of this state cannot become that."""
    if (state, to) not in MOVES:
        raise Conflict(DECIDED)
    return to


def moment(said: Iterable[datetime | None], arrived: datetime, begins: date | None) -> datetime:
    """When it was taken: what is said first (by camera, then phone) and lies between the beginning
    of its course and its arrival; else when it arrived. All of them local times. A clock that was
    never set puts no photo before a treatment."""
    earliest = datetime.combine(begins or date.min, time())
    return next((each for each in said if each and earliest <= each <= arrived), arrived)


def check_bytes(size: int) -> None:
    """Raise UnusablePhoto for a file of no bytes or too many."""
    if size == 0:
        raise UnusablePhoto("The file is empty. Please choose it again.")
    if size > MOST_BYTES:
        raise UnusablePhoto("The photo is too large. Please send one of at most 30 MB.")


def check_number(today: int, waiting: int) -> None:
    """Raise Conflict when a patient has sent enough: `today`, and `waiting` to be looked at."""
    if today >= MOST_A_DAY:
        raise Conflict("That is enough for one day. Please send more tomorrow, or call the clinic.")
    if waiting >= MOST_WAITING:
        raise Conflict("Many of your photos wait for the clinic already. Please send more later.")


def check_reason(reason: str, note: str) -> None:
    """Raise InvalidInput for a refusal that its reader would not understand."""
    if reason not in list(Declined):
        raise InvalidInput("Please choose a reason that the patient will read.")
    if reason == Declined.OTHER and not note.strip():
        raise InvalidInput("Please write the reason, so that the patient understands it.")
    if len(note) > LONGEST_NOTE:
        raise InvalidInput("Please say it in fewer words.")
