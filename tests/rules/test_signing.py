"""Who may sign, and what a signature needs."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from progress.errors import InvalidInput
from progress.rules.consents import Disguise, Scope
from progress.rules.signing import (
    LARGEST_DRAWING,
    NEW_WAY_IN,
    PNG,
    Answers,
    Kind,
    Offer,
    Relation,
    birthday,
    check,
    counts_until,
    ends_on,
    is_minor,
    soon_after,
)

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 23)
ADULT, CHILD = date(1990, 4, 1), date(2010, 4, 1)
OFFER = Offer(
    [Scope.RECORD, Scope.WEBSITE],
    [Disguise.FACE_DISGUISED, Disguise.NOT_RECOGNISABLE],
    ["en", "hi"],
)
YES = Answers(
    "hi", {Scope.RECORD: True, Scope.WEBSITE: True}, Disguise.FACE_DISGUISED, "Asha Verma"
)
NO = replace(YES, scopes=dict.fromkeys(OFFER.scopes, False), disguise=None)


@pytest.mark.parametrize("answers", [YES, NO, replace(YES, witness="Ravi")])
def test_an_adult_signs_alone(answers: Answers) -> None:
    check(OFFER, answers, ADULT, TODAY)


def test_no_to_everything_needs_no_disguise_and_allows_nothing() -> None:
    assert NO.yes == frozenset()
    assert YES.yes == {Scope.RECORD, Scope.WEBSITE}


def test_the_record_alone_needs_no_disguise() -> None:
    alone = {Scope.RECORD: True, Scope.WEBSITE: False}
    check(OFFER, replace(YES, scopes=alone, disguise=None), ADULT, TODAY)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"language": "fr"}, "language"),
        ({"scopes": {Scope.RECORD: True}}, "Answer each question"),
        ({"scopes": {Scope.RECORD: True, Scope.TEACHING: True}}, "Answer each question"),
        ({"disguise": None}, "how recognisable"),
        ({"disguise": Disguise.RECOGNISABLE}, "that are offered"),
        ({"signer": "  "}, "full name"),
        ({"signer": "A" * 161}, "160 letters"),
        ({"witness": "A" * 161}, "160 letters"),
        ({"guardian": Relation.MOTHER}, "of age"),
        ({"signature": Kind.DRAWN}, "Sign in the field"),
        ({"signature": Kind.DRAWN, "drawing": b"GIF89a"}, "Sign in the field"),
        ({"signature": Kind.DRAWN, "drawing": PNG + bytes(LARGEST_DRAWING)}, "too large"),
    ],
)
def test_each_gap_is_named(wrong: dict, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        check(OFFER, replace(YES, **wrong), ADULT, TODAY)


def test_a_drawn_signature_is_a_picture() -> None:
    check(OFFER, replace(YES, signature=Kind.DRAWN, drawing=PNG + b"..."), ADULT, TODAY)


def test_a_guardian_signs_for_a_child() -> None:
    check(OFFER, replace(YES, guardian=Relation.MOTHER), CHILD, TODAY)
    with pytest.raises(InvalidInput, match="under 18"):
        check(OFFER, YES, CHILD, TODAY)


def test_without_a_date_of_birth_nobody_knows_who_may_sign() -> None:
    with pytest.raises(InvalidInput, match="date of birth"):
        check(OFFER, YES, None, TODAY)


def test_of_age_on_the_birthday() -> None:
    born = date(2008, 11, 24)
    assert is_minor(born, TODAY)
    assert not is_minor(born, date(2026, 11, 24))


def test_born_on_a_leap_day() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("signed", "months", "expected"),
    [
        (date(2026, 11, 23), 24, date(2028, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
    ],
)
def test_months_are_counted_by_the_calendar(signed: date, months: int, expected: date) -> None:
    assert ends_on(signed, months, ADULT, by_guardian=False) == expected


@pytest.mark.parametrize(
    ("by_guardian", "born_on", "until"),
    [
        (False, None, date(2028, 11, 23)),
        (False, date(1990, 1, 1), date(2028, 11, 23)),
        (False, date(2010, 1, 1), date(2026, 11, 23)),
        (True, date(2010, 1, 1), date(2028, 1, 1)),
        (True, date(2015, 1, 1), date(2028, 11, 23)),
    ],
)
def test_a_date_of_birth_that_was_corrected_counts(
    by_guardian: bool, born_on: date | None, until: date
) -> None:
    ends, given = (datetime(year, 11, 23).astimezone() for year in (2028, 2026))
    found = counts_until(ends, given, by_guardian, born_on)
    assert found.astimezone().date() == until


def test_a_guardians_word_ends_when_the_child_is_of_age() -> None:
    born = date(2009, 6, 1)
    assert ends_on(TODAY, 24, born, by_guardian=True) == date(2027, 6, 1)
    assert ends_on(TODAY, 3, born, by_guardian=True) == date(2027, 2, 23)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(-1, False), (0, True), (NEW_WAY_IN / HOUR, True), (NEW_WAY_IN / HOUR + 1, False)],
)
def test_a_consent_right_after_a_new_way_in_is_seen_with_it(hours: float, expected: bool) -> None:
    used_at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert soon_after(used_at, used_at + hours * HOUR) is expected
