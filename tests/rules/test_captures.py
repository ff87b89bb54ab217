from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import Conflict, Expired, NotFound
from progress.rules.captures import (
    LENGTH,
    Standing,
    check_scan,
    fingerprint,
    minutes_left,
    standing,
)

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Session:
    expires_at: datetime = NOW + LENGTH
    connected_at: datetime | None = None
    ended_at: datetime | None = None


SESSIONS = st.builds(
    Session,
    expires_at=st.integers(-3600, 3600).map(lambda seconds: NOW + seconds * SECOND),
    connected_at=st.none() | st.just(NOW),
    ended_at=st.none() | st.just(NOW),
)


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (Session(), Standing.WAITING),
        (Session(connected_at=NOW), Standing.CONNECTED),
        (Session(expires_at=NOW + SECOND), Standing.WAITING),
        (Session(expires_at=NOW), Standing.EXPIRED),
        (Session(expires_at=NOW, connected_at=NOW - LENGTH), Standing.EXPIRED),
        (Session(ended_at=NOW), Standing.ENDED),
        (Session(connected_at=NOW, ended_at=NOW), Standing.ENDED),
    ],
)
def test_a_session_stands_where_its_times_say(session: Session, expected: Standing) -> None:
    assert standing(session, NOW) is expected


@given(SESSIONS)
def test_a_code_lets_a_phone_in_once_while_it_lasts(session: Session) -> None:
    fresh = session.connected_at is None and session.ended_at is None and session.expires_at > NOW
    try:
        check_scan(session, NOW)
    except (Conflict, Expired):
        assert not fresh
    else:
        assert fresh


@given(SESSIONS, st.integers(0, 7200))
def test_what_is_over_stays_over(session: Session, seconds: int) -> None:
    if not standing(session, NOW).is_live:
        assert not standing(session, NOW + seconds * SECOND).is_live


def test_an_unknown_code_is_not_there() -> None:
    with pytest.raises(NotFound, match="scan the new code"):
        check_scan(None, NOW)


def test_each_refusal_says_what_to_do() -> None:
    for session in (Session(connected_at=NOW), Session(ended_at=NOW), Session(expires_at=NOW)):
        with pytest.raises((Conflict, Expired), match="scan the new code"):
            check_scan(session, NOW)


def test_a_fingerprint_tells_tokens_apart_and_does_not_hold_them() -> None:
    assert fingerprint("one") == fingerprint("one")
    assert fingerprint("one") != fingerprint("two")
    assert "one" not in fingerprint("one")
    assert len(fingerprint("one")) == 64


@pytest.mark.parametrize(
    ("left", "minutes"),
    [(LENGTH, 30), (timedelta(minutes=29, seconds=1), 30), (SECOND, 1), (-LENGTH, 0)],
)
def test_minutes_are_counted_from_the_one_that_has_begun(left: timedelta, minutes: int) -> None:
    assert minutes_left(Session(expires_at=NOW + left), NOW) == minutes
