"""How recognisable somebody is follows from what is left to see of the face."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import InvalidInput
from progress.rules.consents import Disguise
from progress.rules.looks import WHOLE, Box, Hiding, Look, check, disguise, visible

FACE = Box(0.3, 0.2, 0.7, 0.8)
EYE_BAR = Box(0.3, 0.36, 0.7, 0.48)


def degree(look: Look, view: str = "frontal", found: tuple[Box, ...] = (FACE,)) -> Disguise:
    return disguise(look, view, found, seen_after=False)


@pytest.mark.parametrize("hiding", [Hiding.COVER_INSIDE, Hiding.BLUR_INSIDE])
def test_a_bar_over_the_eyes_is_no_disguise(hiding: Hiding) -> None:
    assert degree(Look(hiding=hiding, area=EYE_BAR)) is Disguise.RECOGNISABLE


def test_a_face_that_shows_only_its_eyes_is_no_disguise() -> None:
    assert degree(Look(hiding=Hiding.COVER_OUTSIDE, area=EYE_BAR)) is Disguise.RECOGNISABLE


def test_a_covered_face_is_not_recognisable() -> None:
    assert degree(Look(hiding=Hiding.COVER_INSIDE, area=FACE)) is Disguise.NOT_RECOGNISABLE


def test_a_frame_beside_the_face_shows_none_of_it() -> None:
    assert degree(Look(frame=Box(0, 0, 1, 0.2))) is Disguise.NOT_RECOGNISABLE


def test_a_patch_of_cheek_is_a_disguised_face() -> None:
    assert degree(Look(frame=Box(0.3, 0.6, 0.45, 0.7))) is Disguise.FACE_DISGUISED


def test_a_face_that_is_still_found_afterwards_is_recognisable() -> None:
    covered = Look(hiding=Hiding.COVER_INSIDE, area=FACE)
    assert disguise(covered, "frontal", (FACE,), seen_after=True) is Disguise.RECOGNISABLE


@pytest.mark.parametrize(
    ("view", "look", "expected"),
    [
        ("vertex", Look(), Disguise.NOT_RECOGNISABLE),
        ("midline", Look(), Disguise.RECOGNISABLE),
        ("midline", Look(no_face=True), Disguise.NOT_RECOGNISABLE),
        ("left-lateral", Look(no_face=True), Disguise.RECOGNISABLE),
        ("left-lateral", Look(frame=Box(0, 0, 0.3, 0.3), face=FACE), Disguise.NOT_RECOGNISABLE),
    ],
)
def test_where_no_face_is_found_a_person_has_to_say_so(
    view: str, look: Look, expected: Disguise
) -> None:
    assert degree(look, view, found=()) is expected


@pytest.mark.parametrize(
    "look",
    [
        Look(frame=Box(0.5, 0.5, 0.51, 0.9)),
        Look(frame=Box(-0.1, 0, 1, 1)),
        Look(area=Box(0.9, 0, 0.1, 1)),
        Look(frame=Box(float("nan"), 0, 1, 1)),
        Look(no_face=True),
        Look(face=Box(0, 0, 0.3, 0.2)),
    ],
)
def test_boxes_that_are_none_and_faces_overlooked_are_sent_back(look: Look) -> None:
    with pytest.raises(InvalidInput):
        check(look, (FACE,))


@pytest.mark.parametrize(
    ("look", "found"),
    [
        (Look(frame=Box(0.1, 0.1, 0.9, 0.9)), (FACE,)),
        (Look(face=FACE), (FACE,)),
        (Look(face=FACE), ()),
        (Look(no_face=True), ()),
    ],
)
def test_a_look_that_overlooks_no_face_is_taken(look: Look, found: tuple[Box, ...]) -> None:
    check(look, found)


places = st.floats(0, 1)
boxes = st.builds(
    lambda x, y: Box(min(x), min(y), max(x), max(y)),
    st.tuples(places, places),
    st.tuples(places, places),
)


@given(boxes, boxes, boxes)
def test_inside_and_outside_of_an_area_make_the_whole(frame: Box, area: Box, part: Box) -> None:
    shown = [
        visible(Look(frame, hiding, area), part)
        for hiding in (Hiding.COVER_INSIDE, Hiding.COVER_OUTSIDE, Hiding.NOTHING)
    ]
    assert shown[0] + shown[1] == pytest.approx(shown[2], abs=0.021)
    assert all(0 <= each <= 1 + 1e-9 for each in shown)


@given(boxes, boxes, st.sampled_from(Hiding))
def test_hiding_never_shows_more_than_the_frame(frame: Box, area: Box, hiding: Hiding) -> None:
    assert visible(Look(frame, hiding, area), WHOLE) <= frame.area + 1e-9


def test_ways_to_hide_are_told_apart_by_what_they_do_and_where() -> None:
    does = {each: (each.blurs, each.hides_outside) for each in Hiding if each is not Hiding.NOTHING}
    assert len(set(does.values())) == len(does) == 4
    assert not Hiding.NOTHING.blurs and not Hiding.NOTHING.hides_outside
