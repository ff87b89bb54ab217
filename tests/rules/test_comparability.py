from dataclasses import asdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.comparability import LETTERS, differences, grade_with
from progress.rules.treatment import HairState, Parting, SkinState, Wetness

HAIR = [
    HairState(*values)
    for values in product([None, *Wetness], [None, *Parting], [None, True, False])
]
SKIN = [SkinState(*values) for values in product([None, True, False], repeat=2)]
STATES = st.sampled_from(HAIR) | st.sampled_from(SKIN)


def noted(state: HairState | SkinState) -> dict[str, object]:
    """As a visit keeps it."""
    return {name: value for name, value in asdict(state).items() if value is not None}


def graded(before: HairState | SkinState, now: HairState | SkinState) -> str:
    return grade_with("A", (), differences(noted(before), noted(now)))[0]


@given(STATES)
def test_the_same_state_costs_nothing(state: HairState | SkinState) -> None:
    assert differences(noted(state), noted(state)) == ()


@given(STATES)
def test_what_nobody_noted_costs_nothing(state: HairState | SkinState) -> None:
    assert differences({}, noted(state)) == ()
    assert differences(noted(state), {}) == ()


@pytest.mark.parametrize("states", [HAIR, SKIN])
def test_every_difference_is_a_sentence_of_its_own(states: list[HairState]) -> None:
    for before, now in product(states, repeat=2):
        told = [difference.sentence for difference in differences(noted(before), noted(now))]
        assert len(set(told)) == len(told)
        assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in told)


@given(STATES, STATES)
def test_the_grade_is_the_same_whichever_comes_first(
    one: HairState | SkinState, other: HairState | SkinState
) -> None:
    assert graded(one, other) == graded(other, one)


def test_wet_hair_beside_dry_misleads() -> None:
    dry, wet = HairState(wetness=Wetness.DRY), HairState(wetness=Wetness.WET)
    letter, reasons = grade_with("B", ("Softer.",), differences(noted(dry), noted(wet)))
    assert letter == "D"
    assert reasons == (
        "The hair was wet, and dry in the first photo: dry it before the next one.",
        "Softer.",
    )


def test_another_parting_says_how_to_comb() -> None:
    before, now = HairState(parting=Parting.MIDDLE), HairState(parting=Parting.LEFT)
    (difference,) = differences(noted(before), noted(now))
    assert difference.sentence == (
        "The hair was parted on the left: part it in the middle, as for the first photo."
    )
    assert graded(before, now) == "C"


def test_make_up_hides_what_was_treated() -> None:
    assert graded(SkinState(make_up=False), SkinState(make_up=True)) == "D"
    assert graded(SkinState(cleansed=True), SkinState(cleansed=False)) == "B"


@given(STATES, STATES, st.sampled_from(LETTERS))
def test_the_record_never_betters_a_grade(
    one: HairState | SkinState, other: HairState | SkinState, letter: str
) -> None:
    assert grade_with(letter, (), differences(noted(one), noted(other)))[0] >= letter
