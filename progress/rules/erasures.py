"""A patient's wish that the clinic forget them: asked for here, carried out by two people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

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


class Step(Word):
    """How far a wish is carried out; each is named for what is true once it is reached."""

    WAITING = "waiting", "Waits for a second person"
    CONFIRMED = "confirmed", "Confirmed by two people"
    KEY_DESTROYED = "key-destroyed", "The key is destroyed"
    FILES_DELETED = "files-deleted", "Files are deleted"
    SESSIONS_ENDED = "sessions-ended", "Sessions are ended"
    ROWS_DELETED = "rows-deleted", "The record is deleted"
    DONE = "done", "Erased"


UNDER_WAY = frozenset(set(Step) - {Step.WAITING, Step.DONE})
"""Nobody can step back any more."""

ANSWERS: dict[str, dict[str, str]] = {
    "en": {
        "subject": "Your wish was carried out",
        "text": "Hello,\n\nyou asked us to erase what we keep of you in Progress. This is done, "
        "and cannot be undone. Your sign-in is closed, and this address is erased after this "
        "mail.\n\nWhat stays, without your name: that you gave or took back consent, and when; "
        "what the clinic did, and when; and that everything was erased, and when.\n",
        "elsewhere": "\nPictures of you that were taken to other places are still being taken down "
        "there: the clinic goes on with it, without your name.\n",
    },
    "hi": {
        "subject": "आपकी इच्छा पूरी कर दी गई है",
        "text": "नमस्ते,\n\nआपने कहा था कि Progress में आपका जो कुछ रखा है, उसे मिटा दिया जाए। यह हो गया है "
        "और वापस नहीं आ सकता। आपका साइन-इन बंद है, और इस मेल के बाद यह पता भी मिटा दिया जाता है।\n\n"
        "आपके नाम के बिना इतना रहता है: सहमति कब दी या वापस ली गई; क्लिनिक ने क्या और कब किया; "
        "और सब कुछ कब मिटाया गया।\n",
        "elsewhere": "\nआपकी जो तस्वीरें दूसरी जगहों पर ले जाई गई थीं, वे वहाँ से अभी हटवाई जा रही हैं: "
        "क्लिनिक यह काम आपके नाम के बिना जारी रखता है।\n",
    },
}
"""What the patient is told by mail, by language; `elsewhere` where copies are left to chase."""


def check_named(typed: str, name: str) -> None:
    """Raise InvalidInput unless the patient's name was typed."""
    if " ".join(typed.split()).casefold() != " ".join(name.split()).casefold():
        raise InvalidInput("Please type the patient's name as it stands above the field.")


def check_second(first: UUID | None, second: UUID | None) -> None:
    """Raise Conflict where one person would be both."""
    if second is None or first == second:
        raise Conflict("A second person confirms this: nobody confirms their own step.")


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
