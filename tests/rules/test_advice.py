"""Every fault has its remedy, and a remedy leads back to the baseline rather than on from it."""

from __future__ import annotations

import pytest

from progress.rules import advice
from progress.rules.advice import REMEDIES, Fault, Lesson
from progress.rules.treatment import Parting, Wetness


def said(*faults: Fault) -> list[str]:
    return advice.sentences(advice.of_faults(faults))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        # The patient's own sides: a face turned to its left goes back to its right.
        ("turned-left", "Turn the face about 12 degrees more to the patient’s right"),
        ("turned-right", "Turn the face about 12 degrees more to the patient’s left"),
        ("chin-higher", "Lower the chin about 12 degrees."),
        ("chin-lower", "Raise the chin about 12 degrees."),
        ("leaning-left", "Lean the head about 12 degrees more to the patient’s right"),
        ("leaning-right", "Lean the head about 12 degrees more to the patient’s left"),
        # The picture's sides, which are the photographer's.
        ("camera-right", "Move the camera about 12 degrees round the head, to the left of the"),
        ("camera-left", "Move the camera about 12 degrees round the head, to the right of the"),
        ("camera-lower", "Look from about 12 degrees higher."),
        ("camera-higher", "Look from about 12 degrees lower."),
        # What is seen turns against the camera, so that the camera turns as the picture did.
        ("picture-clockwise", "Turn the camera about 12 degrees clockwise."),
        ("picture-anticlockwise", "Turn the camera about 12 degrees anticlockwise."),
        # The edge that cut the head off is where to aim.
        ("cut-left", "Aim further left"),
        ("cut-right", "Aim further right"),
        ("cut-top", "Aim higher"),
        ("cut-bottom", "Aim lower"),
        ("farther", "Go much closer than last time."),
        ("closer", "Stand much farther away than last time."),
        ("brighter", "Use much less light than last time."),
        ("darker", "Use much more light than last time."),
        ("dark", "Use much more light than last time."),
        ("too-bright", "Use much less light than last time."),
        ("light-from-left", "Let the light come more from the patient’s right"),
        ("light-from-right", "Let the light come more from the patient’s left"),
        ("light-from-above", "Let the light come less from above"),
        ("light-from-below", "Let the light come more from above"),
    ],
)
def test_a_remedy_leads_back(kind: str, sentence: str) -> None:
    degrees = 12 if "12" in sentence else 0
    assert said(Fault(kind, 2, degrees))[0].startswith(sentence)


def test_a_small_fault_is_told_as_small() -> None:
    assert said(Fault("chin-lower", 1, 6)) == ["Raise the chin a little."]
    assert said(Fault("closer", 1)) == ["Stand a little farther away than last time."]


def test_what_costs_most_comes_first_and_what_costs_far_less_not_at_all() -> None:
    faults = [Fault("yellower", 1), Fault("chin-lower", 3, 20), Fault("farther", 2)]
    assert said(*faults) == [
        "Raise the chin about 20 degrees.",
        "Go much closer than last time.",
    ]


def test_of_a_good_photo_one_thing_is_told_and_of_a_bad_one_three() -> None:
    kinds = list(REMEDIES)[:8:2]
    assert len(said(*(Fault(kind, 1, 5) for kind in kinds))) == 1
    assert len(said(*(Fault(kind, 3, 20) for kind in kinds))) == 3


def test_nothing_is_told_of_what_was_fine_or_cannot_be_mended() -> None:
    assert said() == []
    assert said(Fault("chin-lower", 0, 2), Fault("", 4)) == []


def test_two_faults_of_one_remedy_are_told_once_as_the_worse() -> None:
    assert said(Fault("dark", 1), Fault("darker", 2)) == ["Use much more light than last time."]


def test_who_stood_too_close_is_not_told_to_aim_elsewhere() -> None:
    faults = [Fault("closer", 1), Fault("cut-left", 3), Fault("chin-lower", 2, 10)]
    assert said(*faults) == [
        "Stand much farther away than last time.",
        "Raise the chin about 10 degrees.",
    ]


def test_hair_comes_before_the_camera_where_both_cost_the_same() -> None:
    recorded = advice.of_record({"wetness": "dry"}, {"wetness": "wet"})
    told = advice.sentences([*recorded, *advice.of_faults([Fault("closer", 3)])])
    assert told[0] == "Hair was wet: photograph it dry, as at the baseline."


@pytest.mark.parametrize(
    ("baseline", "last", "sentence"),
    [
        ({"wetness": Wetness.DRY}, {"wetness": Wetness.WET}, "photograph it dry"),
        ({"parting": Parting.LEFT}, {"parting": Parting.RIGHT}, "on the patient’s left"),
        ({"parting": Parting.RIGHT}, {"parting": Parting.NONE}, "on the patient’s right"),
        ({"parting": Parting.MIDDLE}, {"parting": Parting.LEFT}, "in the middle"),
        ({"parting": Parting.NONE}, {"parting": Parting.LEFT}, "without a parting"),
        ({"product": False}, {"product": True}, "wash it out"),
        ({"make_up": False}, {"make_up": True}, "take it off"),
        ({"cleansed": True}, {"cleansed": False}, "cleanse it"),
    ],
)
def test_hair_and_skin_are_made_ready_as_at_the_baseline(
    baseline: dict[str, object], last: dict[str, object], sentence: str
) -> None:
    (lesson,) = advice.of_record(baseline, last)
    assert sentence in lesson.sentence
    assert advice.of_record(baseline, baseline) == []
    assert advice.of_record(baseline, {}) == advice.of_record({}, last) == []


@pytest.mark.parametrize(
    ("name", "baseline"),
    [("wetness", "wet"), ("product", True), ("make_up", True), ("cleansed", False)],
)
def test_where_the_baseline_was_at_fault_the_last_photo_was_right(
    name: str, baseline: object
) -> None:
    last = {"wet": "dry"}.get(str(baseline), not baseline)
    assert advice.of_record({name: baseline}, {name: last}) == []


def test_of_a_refused_photo_the_reason_counts_beside_its_faults() -> None:
    dark = Fault("dark", 1)
    told = advice.sentences(advice.of_refusal("too-little-in-common", [dark]))
    assert told[0].startswith("Show what the baseline shows")
    assert told[1] == "Use a little more light than last time."


@pytest.mark.parametrize("reason", ["different-view", "another-person", None])
def test_a_photo_of_something_else_teaches_nothing_of_pose_and_light(reason: str | None) -> None:
    told = advice.of_refusal(reason, [Fault("turned-left", 5, 60)])
    assert not any("Turn" in lesson.sentence for lesson in told)


def test_a_head_that_was_turned_too_far_is_turned_back() -> None:
    (lesson,) = advice.of_refusal("head-turned", [Fault("turned-left", 4, 34)])
    assert lesson == Lesson(
        4, "Turn the face about 34 degrees more to the patient’s right than last time."
    )


def test_what_all_views_are_told_is_shared() -> None:
    assert advice.shared([["dry", "closer"], ["dry"], ["left", "dry"]]) == ["dry"]
    assert advice.shared([["dry"], []]) == advice.shared([["dry"]]) == advice.shared([]) == []
