from datetime import date, datetime, timedelta
from itertools import product

import pytest

from progress.errors import Conflict, InvalidInput, UnusablePhoto
from progress.rules.home_photos import (
    MOST_A_DAY,
    MOST_BYTES,
    MOST_WAITING,
    MOVES,
    HomeState,
    check_bytes,
    check_number,
    check_reason,
    moment,
    move,
)


@pytest.mark.parametrize(("state", "to"), list(product(HomeState, HomeState)))
def test_only_what_the_table_says_may_happen(state, to):
    if (state, to) in MOVES:
        assert move(state, to) is to
    else:
        with pytest.raises(Conflict, match="already"):
            move(state, to)


def test_what_is_in_the_record_is_never_moved_from_here():
    assert not {state for state, _ in MOVES} & {HomeState.ACCEPTED, HomeState.WITH_REPORT}


def test_a_photo_has_bytes_and_not_too_many():
    check_bytes(1)
    check_bytes(MOST_BYTES)
    for size in (0, MOST_BYTES + 1):
        with pytest.raises(UnusablePhoto):
            check_bytes(size)


def test_a_patient_sends_a_bounded_number():
    check_number(MOST_A_DAY - 1, MOST_WAITING - 1)
    with pytest.raises(Conflict, match="tomorrow"):
        check_number(MOST_A_DAY, 0)
    with pytest.raises(Conflict, match="wait for the clinic"):
        check_number(0, MOST_WAITING)


def test_a_reason_is_one_that_the_patient_understands():
    check_reason("unclear", "")
    check_reason("other", "Your hair is wet.")
    for reason, note in (("", ""), ("because", ""), ("other", " "), ("unclear", "a" * 501)):
        with pytest.raises(InvalidInput):
            check_reason(reason, note)


ARRIVED = datetime(2026, 11, 22, 15)
BEGINS = date(2026, 1, 5)
WITHIN = datetime(2026, 11, 20, 8)


@pytest.mark.parametrize("wrong", [None, datetime(2001, 1, 1), ARRIVED + timedelta(minutes=1)])
def test_a_photo_is_dated_by_who_names_a_time_within_the_course_first(wrong):
    assert moment([WITHIN, datetime(2026, 11, 21)], ARRIVED, BEGINS) == WITHIN
    assert moment([wrong, WITHIN], ARRIVED, BEGINS) == WITHIN
    assert moment([wrong, wrong], ARRIVED, BEGINS) == ARRIVED


def test_the_first_day_of_the_course_lies_within_it():
    assert moment([datetime(2026, 1, 5)], ARRIVED, BEGINS) == datetime(2026, 1, 5)
    assert moment([datetime(2026, 1, 4, 23, 59)], ARRIVED, BEGINS) == ARRIVED
    assert moment([datetime(2001, 1, 1)], ARRIVED, None) == datetime(2001, 1, 1)
