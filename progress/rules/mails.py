"""A mail on its way: how often it is tried, and when it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from progress.rules.words import Word


@dataclass(frozen=True)
class Message:
    """A mail as it is sent: plain text for one receiver."""

    id: UUID
    receiver: str
    subject: str
    text: str
    written_at: datetime


class Purpose(Word):
    """Why a mail is written. None of them says what anybody is treated for."""

    INVITATION = "invitation", "Invitation"
    RESET = "reset", "Forgotten access"
    RENEWED = "renewed", "A new invitation was made"
    GUESSED = "guessed", "An invitation was ended"
    TEST = "test", "Test"
    REMINDER = "reminder", "Reminder"
    ERASED = "erased", "A wish to be erased was carried out"


class MailState(Word):
    """Where a mail stands."""

    UNADDRESSED = "unaddressed", "To be addressed"
    WAITING = "waiting", "Waiting"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"

    @property
    def is_open(self) -> bool:
        return self in (MailState.UNADDRESSED, MailState.WAITING)


PAUSES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""Before the second try, the third and so on."""
MOST_TRIES: Final = len(PAUSES) + 1


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries; the first try is number 1."""
    return PAUSES[min(tries, len(PAUSES)) - 1]
