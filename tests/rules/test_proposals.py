"""The view that is proposed for a photo: by its name, its looks and what the visit still lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import NotFound
from progress.rules.proposals import propose_view
from progress.rules.views import VIEWS, Region, View, proposed_views

SCALP = [each.slug for each in proposed_views(Region.SCALP)]
FACE = [each.slug for each in proposed_views(Region.FACE)]


@pytest.mark.parametrize(
    ("file_name", "view"),
    [
        ("vertex.jpg", "vertex"),
        ("CROWN.JPG", "vertex"),
        ("top 2.heic", "superior"),
        ("front.png", "frontal-hairline"),
        ("hairline_2026-03-12.jpg", "frontal-hairline"),
        ("left temple.jpeg", "left-temporal"),
        ("TempleRight.jpg", "right-temporal"),
        ("temporal_l.jpg", "left-temporal"),
        ("back-left.jpg", "occipital"),
        ("close-up whorl.jpg", "close-up"),
    ],
)
def test_a_file_name_speaks_of_a_scalp_view(file_name: str, view: str) -> None:
    assert propose_view(file_name, [], SCALP) == view


@pytest.mark.parametrize(
    ("file_name", "view"),
    [
        ("front.jpg", "frontal"),
        ("left 45.jpg", "left-oblique"),
        ("R45.jpg", "right-oblique"),
        ("right_profile.jpg", "right-lateral"),
        ("L-90.jpg", "left-lateral"),
        ("left side.jpg", "left-lateral"),
        ("oblique-right frontal.jpg", "right-oblique"),
    ],
)
def test_a_file_name_speaks_of_a_face_view(file_name: str, view: str) -> None:
    assert propose_view(file_name, [], FACE) == view


@pytest.mark.parametrize("each", VIEWS, ids=lambda each: each.slug)
def test_a_file_named_by_the_slug_is_that_view(each: View) -> None:
    for region in each.regions:
        planned = [view.slug for view in proposed_views(region)]
        assert propose_view(f"{each.slug}.jpg", planned, planned) == each.slug


def test_a_side_alone_means_a_planned_view_when_none_is_missing() -> None:
    assert propose_view("left.jpg", ["left-lateral"], ["left-lateral"]) == "left-lateral"


def test_a_side_alone_means_the_view_of_that_side_that_is_missing() -> None:
    assert propose_view("left.jpg", [], FACE) == "left-oblique"
    assert propose_view("left.jpg", ["left-oblique"], FACE) == "left-lateral"


@pytest.mark.parametrize(
    "file_name", ["left right.jpg", "IMG_0042.HEIC", "", "temple.jpg", "bright.jpg"]
)
def test_a_name_that_says_nothing_means_the_next_of_the_shot_list(file_name: str) -> None:
    assert propose_view(file_name, ["frontal-hairline"], SCALP) == "midline"
    assert propose_view(file_name, SCALP, SCALP) is None


def test_a_named_view_is_proposed_again_for_a_second_try() -> None:
    assert propose_view("crown.jpg", SCALP, SCALP) == "vertex"


def test_a_course_without_a_shot_list_goes_by_the_name_alone() -> None:
    assert propose_view("crown.jpg", [], []) == "vertex"
    assert propose_view("IMG_0042.HEIC", [], []) is None


def test_a_shot_list_of_the_close_up_alone_still_hears_names() -> None:
    assert propose_view("crown.jpg", [], ["close-up"]) == "vertex"
    assert propose_view("IMG_0042.HEIC", [], ["close-up"]) == "close-up"


LEFT_SIDE = {"left-temporal": 0.9, "right-temporal": 0.02, "frontal-hairline": 0.02}
ABOVE = {"midline": 0.9, "vertex": 0.9, "superior": 0.9, "frontal-hairline": 0.1}


def test_what_a_photo_looks_like_is_proposed_before_the_next_of_the_list() -> None:
    assert propose_view("IMG_1.jpg", [], SCALP, LEFT_SIDE) == "left-temporal"


def test_a_name_says_more_than_looks() -> None:
    assert propose_view("right temple.jpg", [], SCALP, LEFT_SIDE) == "right-temporal"


def test_looks_say_which_of_the_views_that_a_name_may_mean() -> None:
    looks = {"left-oblique": 0.1, "left-lateral": 0.9}
    assert propose_view("left.jpg", [], FACE, looks) == "left-lateral"


def test_of_views_that_look_alike_the_next_missing_one_is_proposed() -> None:
    assert propose_view("IMG_1.jpg", ["frontal-hairline"], SCALP, ABOVE) == "midline"
    assert propose_view("IMG_1.jpg", ["frontal-hairline", "midline"], SCALP, ABOVE) == "vertex"


def test_a_second_photo_of_a_view_is_proposed_only_when_it_is_plain() -> None:
    assert propose_view("IMG_1.jpg", SCALP, SCALP, LEFT_SIDE) == "left-temporal"
    assert propose_view("IMG_1.jpg", SCALP, SCALP, dict.fromkeys(SCALP, 0.2)) is None


def test_a_view_that_is_not_planned_needs_clear_looks() -> None:
    assert propose_view("IMG_1.jpg", [], SCALP, {"occipital": 0.9, "vertex": 0.02}) == "occipital"
    assert propose_view("IMG_1.jpg", [], SCALP, {"occipital": 0.5, "vertex": 0.4}) == "vertex"


def test_an_unknown_view_in_the_shot_list_is_an_error() -> None:
    with pytest.raises(NotFound):
        propose_view("crown.jpg", [], ["sideways"])


@given(st.text("LeftR 45_-.hnrowcé", max_size=20), st.sets(st.sampled_from(SCALP)))
def test_a_proposal_is_always_a_view_of_the_course_region(file_name: str, used: set[str]) -> None:
    proposed = propose_view(file_name, used, SCALP)
    if proposed is None:
        assert used == set(SCALP)
    else:
        assert any(each.slug == proposed and Region.SCALP in each.regions for each in VIEWS)
