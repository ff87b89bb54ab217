from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from progress.errors import Conflict, InvalidInput
from progress.rules.erasures import (
    MOVES,
    OPEN,
    ErasureState,
    check_confirmed,
    check_named,
    check_reason,
    check_second,
    days_waiting,
    move,
)


@pytest.mark.parametrize(("state", "to"), list(product(ErasureState, ErasureState)))
def test_only_what_the_table_says_may_happen(state, to):
    if to in MOVES[state]:
        assert move(state, to) is to
    else:
        with pytest.raises(Conflict):
            move(state, to)


def test_the_patient_may_take_it_back_until_it_is_settled():
    assert {state for state in ErasureState if ErasureState.TAKEN_BACK in MOVES[state]} == OPEN


def test_nothing_is_carried_out_that_nobody_took_up():
    assert ErasureState.DONE not in MOVES[ErasureState.ASKED]


@pytest.mark.parametrize("typed", ["erase", "  Erase ", "मिटाएँ"])
def test_the_word_counts_in_any_language_of_the_page(typed):
    check_confirmed(typed, ("erase", "मिटाएँ"))


@pytest.mark.parametrize("typed", ["", "yes", "erased"])
def test_another_word_confirms_nothing(typed):
    with pytest.raises(InvalidInput):
        check_confirmed(typed, ("erase", "मिटाएँ"))


@pytest.mark.parametrize("typed", ["Asha Verma", "  asha   VERMA "])
def test_a_name_is_taken_however_it_is_spaced_and_capitalised(typed):
    check_named(typed, "Asha  Verma")


@pytest.mark.parametrize("typed", ["", "Asha", "Asha Sharma"])
def test_another_name_erases_nobody(typed):
    with pytest.raises(InvalidInput):
        check_named(typed, "Asha Verma")


def test_two_people_are_two():
    check_second(UUID(int=1), UUID(int=2))
    # Whoever asked may be gone by now; somebody must be there to confirm.
    check_second(None, UUID(int=2))
    for first, second in [(UUID(int=1), UUID(int=1)), (UUID(int=1), None), (None, None)]:
        with pytest.raises(Conflict):
            check_second(first, second)


def test_a_refusal_has_a_reason_that_can_be_read():
    assert check_reason(" The law keeps it. ") == "The law keeps it."
    for reason in ("", "  ", "a" * 1001):
        with pytest.raises(InvalidInput):
            check_reason(reason)


def test_days_are_those_of_the_calendar():
    asked = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert days_waiting(asked, datetime(2026, 11, 22, 12, tzinfo=UTC)) == 21
