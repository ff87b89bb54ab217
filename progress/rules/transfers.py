"""What an upload in pieces may be: how large, how long it is waited for, how it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from progress.errors import TooLarge
from progress.rules.photos import MAX_BYTES, check_bytes

PATIENCE: Final = timedelta(hours=48)
"""From the last byte that arrived until the rest is no longer waited for: a weekend's start."""
PIECE_BYTES: Final = 1 << 20
PIECE_SECONDS: Final = 2.0
"""What arrived is kept after so many bytes or seconds, so that a cut costs little."""
MOST_ATTEMPTS: Final = 3
EARLIEST: Final = datetime(1990, 1, 1)  # noqa: DTZ001 - a camera's clock knows no zone
AHEAD: Final = timedelta(days=1)


def check_length(length: int, most: int = MAX_BYTES) -> None:
    """Raise TooLarge or UnusablePhoto for a file that would be refused once it had arrived."""
    if length > most:
        raise TooLarge(f"The file is larger than {most // 1_000_000} MB, the most that is taken.")
    check_bytes(length)


def moment_of(claimed: str, now: datetime) -> datetime | None:
    """The local time at which a device says that it took a photo; None if that cannot be."""
    try:
        moment = datetime.fromisoformat(claimed)
    except ValueError:
        return None
    latest = now.replace(tzinfo=None) + AHEAD
    return moment if moment.tzinfo is None and EARLIEST <= moment <= latest else None
