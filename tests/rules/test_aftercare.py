"""Two days after a session: when they run, and what is told in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from progress.rules.aftercare import WATCHED, Phase, advice, begins, phase
from progress.rules.views import Region

BEGAN = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(0, Phase.FIRST), (23.9, Phase.FIRST), (24, Phase.SECOND), (47.9, Phase.SECOND), (48, None)],
)
def test_two_days_are_watched(hours: float, expected: Phase | None) -> None:
    assert phase(BEGAN, BEGAN + timedelta(hours=hours)) is expected


def test_a_session_to_come_has_no_aftercare() -> None:
    assert phase(BEGAN, BEGAN - timedelta(days=1)) is None


def test_what_is_written_down_on_the_day_tells_the_hour() -> None:
    assert begins(BEGAN, BEGAN.replace(hour=12)) == BEGAN


def test_what_is_written_down_later_ends_too_late_rather_than_too_early() -> None:
    held = BEGAN.replace(hour=12)
    began = begins(BEGAN + timedelta(days=3), held)
    assert began.date() == held.date()
    assert phase(began, held) is Phase.FIRST
    assert phase(began, BEGAN + WATCHED) is Phase.SECOND


@pytest.mark.parametrize("region", Region)
@pytest.mark.parametrize("when", Phase)
def test_it_says_when_to_call_and_promises_nothing(region: Region, when: Phase) -> None:
    care = advice(region, when)
    said = " ".join([care.usual, *care.do, *care.call_if, care.urgent])
    assert len(care.call_if) >= 2
    assert "hospital" in care.urgent
    assert not re.search(r"will (improve|grow|heal|go)|better|success|guarantee", said)
