from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.safety import Override, dangers, may_record, safety_stops, side_effects_fault
from progress.rules.treatment import Answer, CheckItem

SAFE = dict.fromkeys(CheckItem, Answer.YES)
MEDICINES = {CheckItem.PAINKILLERS_STOPPED, CheckItem.BLOOD_THINNERS_STOPPED}
ANSWERED = st.dictionaries(st.sampled_from(CheckItem), st.sampled_from(Answer))


def test_a_safe_checklist_stops_nothing() -> None:
    assert safety_stops(SAFE) == ()
    assert may_record(SAFE) is None


def test_an_answer_is_read_as_it_is_stored() -> None:
    assert safety_stops({str(item): "yes" for item in CheckItem}) == ()


@pytest.mark.parametrize("item", CheckItem)
def test_a_no_to_any_item_stops_with_its_own_reason(item: CheckItem) -> None:
    (stop,) = safety_stops(SAFE | {item: Answer.NO})
    assert stop.item is item
    assert stop.reason.endswith(".")


def test_the_reason_is_a_sentence_for_a_person() -> None:
    infected, bleeding = safety_stops(
        SAFE | {CheckItem.NO_INFECTION: Answer.NO, CheckItem.BLOOD_THINNERS_STOPPED: Answer.NO}
    )
    assert infected.reason == "The area has an active infection: needles would carry it deeper."
    assert bleeding.reason == "Blood thinners were not stopped 3–5 days before: the area may bleed."


def test_every_danger_has_a_different_reason() -> None:
    stops = safety_stops(dict.fromkeys(CheckItem, Answer.NO))
    assert len({stop.reason for stop in stops}) == len(CheckItem)


@pytest.mark.parametrize("item", CheckItem)
def test_only_medicines_can_be_not_applicable(item: CheckItem) -> None:
    stops = safety_stops(SAFE | {item: Answer.NOT_APPLICABLE})
    assert [stop.item for stop in stops] == ([] if item in MEDICINES else [item])
    assert all("applies to every patient" in stop.reason for stop in stops)


@pytest.mark.parametrize("answer", [None, "", "perhaps"])
def test_silence_is_not_a_yes(answer: str | None) -> None:
    checklist: dict[str, str] = dict(SAFE)
    del checklist["aseptic"]
    (stop,) = safety_stops(checklist if answer is None else checklist | {"aseptic": answer})
    assert stop.reason == "“Aseptic precautions are taken” has not been answered."


@given(ANSWERED)
def test_a_danger_is_a_stop_that_somebody_answered(checklist: Mapping[str, str]) -> None:
    found = dangers(checklist)
    assert set(found) <= set(safety_stops(checklist))
    assert {stop.item for stop in found} == {
        item for item, answer in checklist.items() if answer == Answer.NO
    }


@given(ANSWERED)
def test_stops_are_exactly_the_items_that_are_not_safe(checklist: Mapping[str, str]) -> None:
    stopped = {stop.item for stop in safety_stops(checklist)}
    for item in CheckItem:
        answer = checklist.get(item)
        assert (item not in stopped) == (
            answer == "yes" or (answer == "not-applicable" and item in MEDICINES)
        )
    assert (may_record(checklist) is None) == (not stopped)


@given(ANSWERED)
def test_a_named_clinician_with_a_reason_may_record_all_the_same(
    checklist: Mapping[str, str],
) -> None:
    assert may_record(checklist, Override("Dr Asha Rao", "Small dose, pressure applied.")) is None


@pytest.mark.parametrize(
    "override", [None, Override("", "Reason"), Override("Dr Asha Rao", "  \n")]
)
def test_an_override_without_a_name_or_a_reason_is_none(override: Override | None) -> None:
    assert may_record({}, override) == safety_stops({})
    assert len(safety_stops({})) == len(CheckItem)


@pytest.mark.parametrize(
    "found", [{}, {"none": ""}, {"redness": "mild"}, {"redness": "mild", "swelling": "severe"}]
)
def test_side_effects_that_make_sense(found: dict[str, str]) -> None:
    assert side_effects_fault(found) is None


def test_none_and_something_contradict_each_other() -> None:
    fault = side_effects_fault({"none": "", "redness": "mild"})
    assert fault == "Side effects cannot be both “none” and something else."


@pytest.mark.parametrize("severity", ["", "enormous"])
def test_a_side_effect_says_how_strong_it_was(severity: str) -> None:
    fault = side_effects_fault({"bruising": severity})
    assert fault == "Say how strong the bruising was: mild, moderate or severe."


def test_an_unknown_side_effect_is_named() -> None:
    assert (
        side_effects_fault({"levitation": "mild"})
        == "“levitation” is not a side effect on the list."
    )
