import re

import pytest

from progress.errors import InvalidInput, NotFound
from progress.rules.views import (
    VIEWS,
    Region,
    Side,
    View,
    ViewSlug,
    proposed_views,
    view,
    view_of,
    views_of,
)

SCALP = [
    "frontal-hairline",
    "midline",
    "superior",
    "vertex",
    "left-temporal",
    "right-temporal",
    "occipital",
    "close-up",
]
FACE = ["frontal", "left-oblique", "right-oblique", "left-lateral", "right-lateral", "close-up"]


def slugs(views: tuple[View, ...]) -> list[str]:
    return [each.slug for each in views]


def test_each_region_has_its_standard_views_in_shooting_order() -> None:
    assert slugs(views_of(Region.SCALP)) == SCALP
    assert slugs(views_of(Region.FACE)) == FACE


def test_a_new_course_proposes_the_views_of_trials_and_of_clinical_photography() -> None:
    assert slugs(proposed_views(Region.SCALP)) == [
        "frontal-hairline",
        "midline",
        "vertex",
        "left-temporal",
        "right-temporal",
    ]
    assert slugs(proposed_views(Region.FACE)) == FACE[:-1]


def test_every_slug_is_in_the_catalogue_once() -> None:
    assert sorted(slugs(VIEWS)) == sorted(ViewSlug)


@pytest.mark.parametrize("each", VIEWS, ids=lambda each: each.slug)
def test_each_view_tells_the_photographer_in_one_sentence_what_to_do(each: View) -> None:
    assert re.fullmatch(r"[A-Z][^.]{40,200}\.", each.instruction)
    assert each.name[0].isupper()
    assert each.also_called
    assert all(re.fullmatch(r"[a-z0-9]+", word) for word in each.also_called)


def test_views_with_a_side_come_in_pairs_that_say_the_same_of_the_other_side() -> None:
    lefts = [each for each in VIEWS if each.side is Side.LEFT]
    assert len(lefts) == 3
    for left in lefts:
        right = view(left.slug.replace("left", "right"))
        assert right.side is Side.RIGHT
        assert right.instruction == left.instruction.replace("left", "right")
        assert right.also_called == left.also_called


def test_only_the_close_up_has_a_free_label() -> None:
    assert [each.slug for each in VIEWS if each.free_label] == ["close-up"]


def test_a_view_is_found_by_its_slug() -> None:
    assert view("vertex").name == "Vertex (crown)"


def test_an_unknown_view_is_said_to_a_person() -> None:
    with pytest.raises(NotFound) as caught:
        view("sideways")
    assert caught.value.sentence == "There is no standard view called “sideways”."


def test_a_region_takes_only_its_own_views() -> None:
    assert view_of(Region.SCALP, "vertex") is ViewSlug.VERTEX
    assert view_of(Region.FACE, "close-up") is ViewSlug.CLOSE_UP
    with pytest.raises(InvalidInput) as caught:
        view_of(Region.FACE, "vertex")
    assert caught.value.sentence == "“Vertex (crown)” is not a view of the face."
    with pytest.raises(NotFound):
        view_of(Region.FACE, "sideways")
