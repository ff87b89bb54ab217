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
