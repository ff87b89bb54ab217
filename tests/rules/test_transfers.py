"""What an upload in pieces may be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from progress.errors import TooLarge, UnusablePhoto
from progress.rules import transfers

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_a_length_within_the_limit() -> None:
    transfers.check_length(1)
    transfers.check_length(500, most=500)


@pytest.mark.parametrize("length", [501, 10**12])
def test_more_than_is_taken(length: int) -> None:
    with pytest.raises(TooLarge, match="larger than 2 MB"):
        transfers.check_length(length + 2_000_000, most=2_000_000)


def test_nothing_at_all() -> None:
    with pytest.raises(UnusablePhoto, match="empty"):
        transfers.check_length(0)


@pytest.mark.parametrize(
    ("claimed", "moment"),
    [
        ("2026-11-22T15:00:00", datetime(2026, 11, 22, 15)),
        ("2026-11-23T09:30:00", datetime(2026, 11, 23, 9, 30)),
        ("1990-01-01T00:00:00", datetime(1990, 1, 1)),
        ("2026-11-23T09:30:01", None),
        ("1989-12-31T23:59:59", None),
        ("2026-11-22T15:00:00+05:30", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_moment_that_a_device_claims(claimed: str, moment: datetime | None) -> None:
    assert transfers.moment_of(claimed, NOW) == moment
