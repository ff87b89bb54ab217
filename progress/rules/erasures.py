"""A patient's wish that the clinic forget them: asked for here, carried out by two people."""

from __future__ import annotations

from datetime import datetime

from progress.errors import Conflict, InvalidInput
from progress.rules.words import Word

LONGEST_REASON = 1000
DAYS_TO_ANSWER = 30
"""Within which the patient is told that an answer comes; from then on the list says so in amber."""


class ErasureState(Word):
    """Where the wish stands, in the patient's words."""

    ASKED = "asked", "Asked for"
    TAKEN_BACK = "taken-back", "Taken back by you"
    BEING_HANDLED = "being-handled", "Being handled by the clinic"
    DONE = "done", "Carried out"
    REFUSED = "refused", "Not carried out"


OPEN = frozenset({ErasureState.ASKED, ErasureState.BEING_HANDLED})
"""A patient has at most one wish that is open, and may take it back until it is carried out."""

MOVES: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.ASKED: frozenset(
        {ErasureState.TAKEN_BACK, ErasureState.BEING_HANDLED, ErasureState.REFUSED}
    ),
    ErasureState.BEING_HANDLED: frozenset(
        {ErasureState.TAKEN_BACK, ErasureState.DONE, ErasureState.REFUSED}
    ),
    ErasureState.TAKEN_BACK: frozenset(),
    ErasureState.DONE: frozenset(),
    ErasureState.REFUSED: frozenset(),
}


def move(state: ErasureState, to: ErasureState) -> ErasureState:
    """`to`, or Conflict when the wish cannot go there from `state`."""
    if to not in MOVES[state]:
        raise Conflict("This was settled meanwhile. Please look at the page again.")
    return to


def check_confirmed(typed: str, words: tuple[str, ...]) -> None:
    """Raise InvalidInput unless one of the words that mean "erase" was typed, in any language that
    the page is read in."""
    if " ".join(typed.split()).casefold() not in {word.casefold() for word in words}:
        raise InvalidInput("Please type the word as it stands above the field.")


def check_reason(reason: str) -> str:
    """The reason for not carrying it out, as the patient reads it."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput("Say why it is not carried out: the patient reads it.")
    if len(reason) > LONGEST_REASON:
        raise InvalidInput("Please say it in fewer words.")
    return reason


def days_waiting(asked_at: datetime, now: datetime) -> int:
    return (now.astimezone().date() - asked_at.astimezone().date()).days
