"""A mark is refined on the photos as they are kept, by what is known of how they lie."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from progress.errors import InvalidInput, NotAllowed
from progress.models import Photo
from progress.services import marks, photos, uploads
from progress.services.marks import Mark, Point
from progress.services.photos import Size, key
from progress.services.work import Work
from tests import factories, pictures
from tests.conftest import AtWork, Cast

FIRST = date(2026, 1, 5)
MOVE = pictures.move(9, 1.12, 14, -9)
PLACE = (300.0, 220.0)
Pair = tuple[Photo, Photo]


def on_moving(place: Point) -> Point:
    u, v, w = MOVE @ [*place, 1]
    return float(u / w), float(v / w)


@pytest.fixture
def pair(work: Work, cast: Cast) -> Pair:
    """The vertex twice; nothing is known of how they lie, since nobody has worked on them."""
    course = factories.course(work, cast.patient_id)
    taken = []
    for week, seed in ((0, pictures.photo()), (4, pictures.photo(0, 9, 1.12, 14, -9))):
        visit = factories.visit(work, course, FIRST + timedelta(weeks=week))
        taken.append(uploads.add(work, visit.id, seed, view="vertex").photo)
    return taken[0], taken[1]


def refined(work: Work, pair: Pair, *others: Mark) -> Point | None:
    x, y = on_moving(PLACE)
    mark = Mark(PLACE, (x + 4, y - 3))
    return marks.refine(work, pair[0].id, pair[1].id, mark, others)


def missed(spot: Point | None) -> float:
    assert spot
    return float(np.hypot(*np.subtract(spot, on_moving(PLACE))))


def test_the_first_mark_goes_by_the_photos_alone(work: Work, pair: Pair) -> None:
    assert missed(refined(work, pair)) < 0.7


def test_two_others_tell_how_the_photos_lie(work: Work, pair: Pair) -> None:
    others = [Mark(place, on_moving(place)) for place in ((100.0, 100.0), (500.0, 380.0))]
    assert missed(refined(work, pair, *others)) < 0.4


def test_others_that_tell_nothing_do_no_harm(work: Work, pair: Pair) -> None:
    others = [
        Mark((100.0, 100.0), (120.0, 110.0)),
        Mark((101.0, 100.0), (121.0, 110.0)),
    ]
    assert missed(refined(work, pair, *others)) < 0.7


def test_what_the_program_found_tells_how_the_photos_lie(work: Work, pair: Pair) -> None:
    inverse = np.linalg.inv(MOVE)
    factories.alignment(work, *pair, matrix=[float(value) for value in inverse.ravel()])
    assert missed(refined(work, pair)) < 0.4


def test_a_picture_that_is_gone_is_made_from_the_original(work: Work, pair: Pair) -> None:
    work.store.delete(key(pair[0].id, Size.VIEW))
    assert missed(refined(work, pair)) < 0.7


def test_a_mark_beside_the_photo_stays(work: Work, pair: Pair) -> None:
    for mark in (Mark(PLACE, (-1.0, 5.0)), Mark((1e300, 5.0), PLACE)):
        assert marks.refine(work, pair[0].id, pair[1].id, mark, []) is None


def test_only_photos_of_one_view(work: Work, pair: Pair) -> None:
    photos.place(work, pair[1].id, "midline")
    with pytest.raises(InvalidInput):
        refined(work, pair)


def test_neither_staff_nor_patients(at_work: AtWork, cast: Cast, work: Work, pair: Pair) -> None:
    ids = [photo.id for photo in pair]
    for actor in (cast.staff, cast.patient):
        with at_work(actor) as errand, pytest.raises(NotAllowed):
            marks.refine(errand, *ids, Mark(PLACE, PLACE), [])


def test_marks_that_were_matched_promise_more(work: Work, pair: Pair) -> None:
    places = [(60.0, 60.0), (580.0, 60.0), (580.0, 420.0), (60.0, 420.0)]
    own, matched = (
        [Mark(place, on_moving(place), which) for place in places] for which in (False, True)
    )
    told = [marks.foresee(work, pair[0].id, pair[1].id, each).error_px for each in (own, matched)]
    assert told[1] < 0.7 * told[0]
