"""A capture session: a phone is let in for one visit, by a code that works once, for a while."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from math import ceil
from typing import Final, Protocol

from progress.errors import Conflict, Expired, NotFound
from progress.rules.words import Word

LENGTH: Final = timedelta(minutes=30)
"""From the moment when the code is made, whenever it is scanned."""
TOKEN_BYTES: Final = 32
KEPT: Final = timedelta(days=1)
"""How long an ended session's row stays, so that its phone is told what became of it."""

ENDED: Final = (
    "This capture session has ended. Photos that were sent are safe. To go on, open the visit on "
    "the computer, choose “Photograph with the phone” and scan the new code."
)
NEW_CODE: Final = (
    "Open the visit on the computer, choose “Photograph with the phone” and scan the new code."
)


class Standing(Word):
    """Where a capture session stands."""

    WAITING = "waiting", "Waiting for a phone"
    CONNECTED = "connected", "A phone is connected"
    ENDED = "ended", "Ended"
    EXPIRED = "expired", "Time is up"

    @property
    def is_live(self) -> bool:
        return self in (Standing.WAITING, Standing.CONNECTED)


class SessionLike(Protocol):
    """A capture session, as far as these rules care."""

    @property
    def expires_at(self) -> datetime: ...

    @property
    def connected_at(self) -> datetime | None: ...

    @property
    def ended_at(self) -> datetime | None: ...


def fingerprint(token: str) -> str:
    """What is kept of a token: enough to know it again, too little to use it. A token has 256
    random bits, so that a plain SHA-256 cannot be reversed by trying."""
    return hashlib.sha256(token.encode()).hexdigest()


def standing(session: SessionLike, now: datetime) -> Standing:
    if session.ended_at is not None:
        return Standing.ENDED
    if session.expires_at <= now:
        return Standing.EXPIRED
    return Standing.CONNECTED if session.connected_at else Standing.WAITING


def check_scan(session: SessionLike | None, now: datetime) -> None:
    """Raise NotFound, Conflict or Expired unless a phone may come in by this session's code."""
    if session is None:
        raise NotFound(f"This code is not known here. {NEW_CODE}")
    found = standing(session, now)
    if found is Standing.CONNECTED:
        raise Conflict(f"A phone has used this code already, and each code lets one in. {NEW_CODE}")
    if not found.is_live:
        why = "Its time is up" if found is Standing.EXPIRED else "It was ended"
        raise Expired(f"This code does not work any more. {why}. {NEW_CODE}")


def minutes_left(session: SessionLike, now: datetime) -> int:
    """Begun minutes, so that the last one is still shown as one."""
    return max(ceil((session.expires_at - now) / timedelta(minutes=1)), 0)
