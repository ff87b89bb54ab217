"""Invitations: where they stand, what they ask, and how their secrets are kept and typed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from progress.rules.invitations import (
    WRONG_ANSWERS,
    Kind,
    Question,
    Standing,
    code_of,
    fingerprint,
    is_right,
    question,
    standing,
    typed_code,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Link:
    expires_at: datetime = NOW + MINUTE
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    wrong_answers: int = 0


@dataclass(frozen=True)
class Somebody:
    born_on: date | None = date(1990, 5, 31)
    phone: str | None = "+91 98123 45678"


links = st.builds(
    Link,
    expires_at=st.sampled_from([NOW - MINUTE, NOW, NOW + MINUTE]),
    used_at=st.sampled_from([None, NOW - MINUTE]),
    revoked_at=st.sampled_from([None, NOW - MINUTE]),
    wrong_answers=st.integers(0, WRONG_ANSWERS),
)


@given(links)
def test_only_what_is_fresh_and_untouched_waits(link: Link) -> None:
    untouched = link.used_at is None and link.revoked_at is None
    waits = untouched and link.wrong_answers < WRONG_ANSWERS and link.expires_at > NOW
    assert (standing(link, NOW) is Standing.WAITING) == waits


@given(links)
def test_what_is_over_stays_over(link: Link) -> None:
    if standing(link, NOW) is not Standing.WAITING:
        assert standing(link, NOW + timedelta(days=400)) is standing(link, NOW)


def test_a_way_back_in_lives_shorter_than_an_invitation() -> None:
    assert Kind.RESET.length < Kind.INVITATION.length == timedelta(days=14)


def test_a_date_of_birth_is_asked_first_then_the_phone() -> None:
    assert question(Somebody()) is Question.BORN_ON
    assert question(Somebody(born_on=None)) is Question.PHONE
    assert question(Somebody(born_on=None, phone=None)) is None
    assert question(Somebody(born_on=None, phone="12")) is None


def test_one_answer_is_right() -> None:
    assert is_right(Somebody(), "1990-05-31")
    assert not is_right(Somebody(), "1990-05-13")
    assert not is_right(Somebody(), "5678"), "the phone is not asked where the date is known"
    by_phone = Somebody(born_on=None)
    assert is_right(by_phone, "5678")
    assert not is_right(by_phone, "9812")
    assert not is_right(by_phone, "")


@given(st.text())
def test_nothing_is_right_where_nothing_is_known(answer: str) -> None:
    assert not is_right(Somebody(born_on=None, phone=None), answer)


@given(st.text(), st.dates(date(1901, 1, 1)))
def test_no_other_answer_is_right(answer: str, born_on: date) -> None:
    somebody = replace(Somebody(), born_on=born_on)
    assert is_right(somebody, answer) == (answer.strip() == born_on.isoformat())


@given(st.binary(min_size=32, max_size=32))
def test_a_code_is_known_again_however_it_is_typed(random: bytes) -> None:
    code = code_of(random.hex())
    assert len(code) == 19
    sloppy = code.lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert typed_code(sloppy) == typed_code(code) == code


def test_secrets_are_not_kept_as_they_are() -> None:
    token = secrets.token_urlsafe(32)
    assert token not in fingerprint(token)
    assert fingerprint(token) != fingerprint(code_of(token))
