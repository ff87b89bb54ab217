from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import Conflict, InvalidInput
from progress.rules.reports import (
    EMERGENCIES,
    Call,
    Complaint,
    Said,
    Sign,
    call_for,
    check,
    merged,
    to_take_over,
)
from progress.rules.treatment import Severity, SideEffect

TODAY = date(2026, 11, 22)
ENOUGH = Said([Complaint.REDNESS], Severity.MILD, TODAY)
FOUND = st.dictionaries(st.sampled_from(SideEffect), st.sampled_from(Severity))


def test_every_side_effect_of_the_clinic_can_be_reported():
    assert {*map(str, Complaint)} - {"something-else"} == {*map(str, SideEffect)} - {"none"}


@given(st.sets(st.sampled_from(Sign), min_size=1), st.text(max_size=3))
def test_an_urgent_sign_says_whom_to_call_and_asks_no_more(signs, words):
    check(Said(signs=signs, words=words), TODAY)
    assert call_for(signs) is (Call.EMERGENCY if signs & EMERGENCIES else Call.CLINIC)


def test_without_urgent_signs_nobody_is_told_to_call():
    assert call_for([]) is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (Said(), "what you notice"),
        (Said([Complaint.REDNESS]), "how strong"),
        (Said([Complaint.OTHER], Severity.MILD), "own words"),
        (Said(["itching"], Severity.MILD), "from the list"),
        (Said([Complaint.REDNESS], "awful"), "from the list"),
        (Said(signs=["hunger"]), "from the list"),
        (
            Said([Complaint.REDNESS], Severity.MILD, TODAY + timedelta(days=1)),
            "today at the latest",
        ),
        (Said([Complaint.REDNESS], Severity.MILD, date(2024, 1, 1)), "last year"),
        (Said([Complaint.REDNESS], Severity.MILD, TODAY, words="a" * 2001), "fewer words"),
    ],
)
def test_refuses_what_nobody_could_answer(said, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        check(said, TODAY)


def test_takes_what_is_complete():
    check(ENOUGH, TODAY)


def test_only_what_the_clinic_lists_is_noted_on_the_visit():
    found = to_take_over([Complaint.OTHER, Complaint.SWELLING], "moderate")
    assert found == {"swelling": "moderate"}
    with pytest.raises(Conflict, match="notes"):
        to_take_over([Complaint.OTHER], "mild")
    with pytest.raises(Conflict, match="how strong"):
        to_take_over([Complaint.SWELLING], None)


@given(FOUND, FOUND)
def test_nothing_that_was_noted_is_lost_or_made_weaker(noted, reported):
    both = merged(noted, reported)
    strength = list(Severity)
    for effect in {*noted, *reported} - {SideEffect.NONE}:
        given = [found[effect] for found in (noted, reported) if effect in found]
        assert both[effect] == max(given, key=strength.index)


def test_a_report_ends_that_nothing_was_found():
    assert merged({"none": ""}, {"redness": "mild"}) == {"redness": "mild"}
