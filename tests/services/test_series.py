"""Photos as a graph: what is known of how they lie on each other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from progress.models import Course, Method, Photo, Status
from progress.rules.photos import PhotoState
from progress.services import series
from progress.services.work import Work
from tests import factories
from tests.conftest import Cast
from tests.web.queries import counted

FIRST = date(2026, 1, 5)
RIGHT = [1.0, 0, 10, 0, 1, 0, 0, 0, 1]
LEFT = [1.0, 0, -30, 0, 1, 0, 0, 0, 1]


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


@pytest.fixture
def photos(work: Work, course: Course) -> list[Photo]:
    return [
        factories.photo(work, factories.visit(work, course, FIRST + timedelta(weeks=4 * at)))
        for at in range(4)
    ]


def shift(found: series.Series, moving: Photo, reference: Photo) -> float:
    chain = found.chain(moving.id, reference.id)
    assert chain
    return float(chain.matrix[0, 2])


def test_a_photo_is_reached_through_another(work: Work, photos: list[Photo]) -> None:
    first, second, third, fourth = photos
    factories.alignment(work, first, second, matrix=RIGHT)
    factories.alignment(work, second, third, matrix=RIGHT)
    found = series.load(work, first)
    assert shift(found, third, first) == 20 and shift(found, first, third) == -20
    assert not found.connects(fourth.id, first.id)


def test_an_edge_by_hand_wins(work: Work, photos: list[Photo]) -> None:
    first, second, *_ = photos
    factories.alignment(work, first, second, matrix=RIGHT)
    factories.alignment(work, second, first, matrix=LEFT, method=Method.BY_HAND)
    found = series.load(work, first)
    assert shift(found, second, first) == 30
    assert [row.matrix for row in found.by_hand(first.id, second.id)] == [LEFT]


def test_a_refusal_is_no_way(work: Work, photos: list[Photo]) -> None:
    first, second, third, _ = photos
    refused = {"status": Status.REFUSED, "matrix": None, "message": "Turned too far."}
    factories.alignment(work, third, second, **refused | {"message": "Too dark."})
    factories.alignment(work, first, second, **refused)
    found = series.load(work, second)
    assert not found.connects(second.id, first.id)
    told = found.refusal(second.id)
    assert told and told.message == "Turned too far."
    assert found.refusal(photos[3].id) is None


WRONG = [1.0, 0, 700, 0, 1, 0, 0, 0, 1]


def test_an_edge_that_contradicts_the_others_is_not_used(work: Work, photos: list[Photo]) -> None:
    first, second, third, fourth = photos
    for reference, moving in ((first, second), (second, third), (first, third)):
        factories.alignment(work, reference, moving)
    factories.alignment(work, first, fourth, matrix=WRONG)
    factories.alignment(work, second, fourth)
    factories.alignment(work, third, fourth)
    found = series.load(work, first)
    assert abs(shift(found, fourth, first)) < 1
    assert found.contradicted(fourth.id) and not found.contradicted(second.id)


def test_when_two_edges_contradict_each_other_both_are_doubted(
    work: Work, photos: list[Photo]
) -> None:
    first, second, third, fourth = photos
    for reference, moving in ((first, second), (second, third), (first, third)):
        factories.alignment(work, reference, moving)
    factories.alignment(work, first, fourth, matrix=WRONG)
    factories.alignment(work, second, fourth)
    found = series.load(work, first)
    assert found.connects(third.id, first.id) and not found.connects(fourth.id, first.id)
    assert found.next_reference(fourth) is third


def test_a_loop_is_enough(work: Work, photos: list[Photo]) -> None:
    """Beside the baseline, one neighbour in time is tried; refused ones are made up for."""
    first, second, third, fourth = photos
    factories.alignment(work, first, second)
    factories.alignment(work, first, third)
    assert series.load(work, first).next_reference(third) is second
    factories.alignment(work, second, third, status=Status.REFUSED, matrix=None)
    assert series.load(work, first).next_reference(third) is fourth
    factories.alignment(work, first, fourth)
    factories.alignment(work, third, fourth)
    assert all(series.load(work, first).next_reference(each) is None for each in (third, fourth))


def test_once_aligned_only_a_lost_way_reopens(work: Work, photos: list[Photo]) -> None:
    first, second, _, _ = photos
    factories.alignment(work, first, second)
    found = series.load(work, first)
    assert found.next_reference(second) and not found.untried(second)
    second.state = PhotoState.READY
    assert found.untried(second)


def test_work_is_left_until_every_reference_was_tried(work: Work, photos: list[Photo]) -> None:
    first, second, third, fourth = photos
    assert not series.load(work, first).untried(first)
    for reference in (first, third, second):
        assert series.load(work, first).untried(fourth)
        factories.alignment(work, reference, fourth, status=Status.REFUSED, matrix=None)
    assert series.load(work, first).settled(fourth)


def test_what_was_set_aside_or_cannot_be_read_is_no_baseline(
    work: Work, photos: list[Photo]
) -> None:
    photos[0].set_aside_at = work.now
    photos[1].state = PhotoState.UNREADABLE
    work.session.commit()
    found = series.load(work, photos[2])
    assert found.baseline_id == photos[2].id
    assert photos[0] not in found.photos and photos[1] in found.photos


def test_a_course_has_a_series_for_each_view_and_label(
    work: Work, course: Course, photos: list[Photo]
) -> None:
    visit = photos[0].visit
    for label in ("Left cheek", "left cheek", "Whorl"):
        factories.photo(work, visit, "close-up", view_label=label)
    elsewhere = factories.alignment(work, photos[0], photos[1])
    course_id = course.id
    with counted() as queries:
        found = series.of_course(work, course_id)
    assert {key: len(each.photos) for key, each in found.items()} == {
        ("vertex", ""): 4,
        ("close-up", "left cheek"): 2,
        ("close-up", "whorl"): 1,
    }
    assert found["vertex", ""].rows == [elsewhere] and found["close-up", "whorl"].rows == []
    assert len(queries) == 2
