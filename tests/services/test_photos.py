"""A photo that we have: corrected, chosen, set aside and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import Photo, Visit
from progress.rules.photos import PhotoState
from progress.services import photos
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast

DAY = date(2026, 11, 20)


@pytest.fixture
def visit(work: Work, cast: Cast) -> Visit:
    return factories.visit(work, factories.course(work, cast.patient_id), DAY)


@pytest.fixture
def photo(work: Work, visit: Visit) -> Photo:
    return factories.photo(work, visit, "vertex")


def watched(work: Work) -> tuple[Work, list[tuple[str, UUID]]]:
    told: list[tuple[str, UUID]] = []
    nudge = lambda job, photo_id: told.append((job, photo_id))  # noqa: E731
    return Work(work.session, work.store, work.actor, work.now, nudge), told


class TestReach:
    def test_another_patients_photo_is_not_there(self, at_work: AtWork, cast: Cast) -> None:
        with at_work(cast.clinician) as work:
            visit = factories.visit(work, factories.course(work, cast.patient_id), DAY)
            photo_id = factories.photo(work, visit).id
        with at_work(cast.stranger) as work, pytest.raises(NotFound):
            photos.find(work, photo_id)
        with at_work(cast.patient) as work:
            assert photos.find(work, photo_id).id == photo_id

    def test_a_patient_corrects_nothing(self, at_work: AtWork, cast: Cast) -> None:
        with at_work(cast.clinician) as work:
            visit = factories.visit(work, factories.course(work, cast.patient_id), DAY)
            photo_id = factories.photo(work, visit).id
        with at_work(cast.patient) as work, pytest.raises(NotAllowed):
            photos.set_aside(work, photo_id)


class TestMove:
    def test_a_photo_with_a_date_of_its_own_keeps_it(self, work: Work, visit: Visit) -> None:
        photo = factories.photo(work, visit, taken_from="exif")
        before, errand, told = photo.taken_at, *watched(work)
        later = factories.visit(work, visit.course, DAY + timedelta(days=28))
        photos.move_to_visit(errand, photo.id, later.id)
        assert (photo.visit_id, photo.taken_at, told) == (later.id, before, [])

    def test_a_date_from_the_visit_follows_and_the_series_is_laid_anew(
        self, work: Work, visit: Visit, photo: Photo
    ) -> None:
        other = factories.photo(work, visit, "vertex")
        earlier = factories.visit(work, visit.course, DAY - timedelta(days=28))
        errand, told = watched(work)
        photos.move_to_visit(errand, photo.id, earlier.id)
        assert photo.taken_at.date() == earlier.on
        assert {photo_id for _, photo_id in told} == {photo.id, other.id}

    def test_a_visit_of_another_course_is_not_there(
        self, work: Work, cast: Cast, photo: Photo
    ) -> None:
        other = factories.visit(work, factories.course(work, cast.patient_id), DAY)
        with pytest.raises(NotFound):
            photos.move_to_visit(work, photo.id, other.id)


class TestPlace:
    def test_confirming_leaves_the_work_as_it_is(self, work: Work, visit: Visit) -> None:
        photo = factories.photo(work, visit, "vertex", view_confirmed=False)
        errand, told = watched(work)
        photos.place(errand, photo.id, "vertex")
        assert photo.view_confirmed and photo.state is PhotoState.ALIGNED and told == []

    def test_another_view_is_work_for_old_and_new_companions(
        self, work: Work, visit: Visit, photo: Photo
    ) -> None:
        companion = factories.photo(work, visit, "vertex")
        errand, told = watched(work)
        photos.place(errand, photo.id, "midline")
        assert sorted(told) == sorted([("align", companion.id), ("align", photo.id)])
        assert photo.state is companion.state is PhotoState.READY

    def test_a_view_of_the_face_is_not_one_of_the_scalp(self, work: Work, photo: Photo) -> None:
        with pytest.raises(InvalidInput):
            photos.place(work, photo.id, "left-oblique")
        assert photo.view == "vertex"

    def test_a_close_up_needs_a_name(self, work: Work, photo: Photo) -> None:
        with pytest.raises(InvalidInput, match="what the close-up shows"):
            photos.place(work, photo.id, "close-up", "  ")

    def test_close_ups_of_one_name_are_one_series(
        self, work: Work, visit: Visit, photo: Photo
    ) -> None:
        factories.photo(work, visit, "close-up", view_label="Left cheek")
        photos.place(work, photo.id, "close-up", " left  CHEEK ")
        assert photo.view_label == "Left cheek"
        assert len(photos.same_series(work, photo)) == 2

    def test_other_views_have_no_name_of_their_own(self, work: Work, photo: Photo) -> None:
        photos.place(work, photo.id, "midline", "Left cheek")
        assert photo.view_label == ""


class TestDate:
    def test_a_day_by_hand(self, work: Work, photo: Photo) -> None:
        photos.date_by_hand(work, photo.id, DAY - timedelta(days=3))
        assert (photo.taken_at.date(), photo.taken_from) == (DAY - timedelta(days=3), "hand")

    @pytest.mark.parametrize("day", [date(2026, 11, 23), date(1989, 12, 31)])
    def test_a_day_that_cannot_be(self, work: Work, photo: Photo, day: date) -> None:
        with pytest.raises(InvalidInput, match="check the date"):
            photos.date_by_hand(work, photo.id, day)
        assert photo.taken_from == "visit"


class TestBaseline:
    def test_there_is_one_at_a_time(self, work: Work, visit: Visit, photo: Photo) -> None:
        other = factories.photo(work, visit, "vertex", is_baseline=True)
        elsewhere = factories.photo(work, visit, "midline", is_baseline=True)
        photos.choose_baseline(work, photo.id)
        assert (photo.is_baseline, other.is_baseline, elsewhere.is_baseline) == (True, False, True)

    @pytest.mark.parametrize("given", [{"state": PhotoState.UNREADABLE}, {"set_aside_at": "now"}])
    def test_it_can_be_shown(self, work: Work, visit: Visit, given: dict[str, object]) -> None:
        given = {name: work.now if value == "now" else value for name, value in given.items()}
        photo = factories.photo(work, visit, **given)
        with pytest.raises(Conflict):
            photos.choose_baseline(work, photo.id)


class TestSetAside:
    def test_it_is_kept_and_can_be_taken_back(self, work: Work, visit: Visit, photo: Photo) -> None:
        photo.is_baseline = True
        photos.set_aside(work, photo.id)
        assert photo.set_aside_at == work.now and not photo.is_baseline
        photos.restore(work, photo.id)
        assert photo.set_aside_at is None and photo.state is PhotoState.READY

    def test_only_the_others_have_work(self, work: Work, visit: Visit, photo: Photo) -> None:
        other = factories.photo(work, visit, "vertex")
        errand, told = watched(work)
        photos.set_aside(errand, photo.id)
        assert told == [("align", other.id)]


class TestTryAgain:
    def test_an_unreadable_photo_is_opened_once_more(self, work: Work, visit: Visit) -> None:
        photo = factories.photo(work, visit, state=PhotoState.UNREADABLE, reason="No.", attempts=3)
        errand, told = watched(work)
        photos.try_again(errand, photo.id)
        assert (photo.state, photo.reason, photo.attempts) == (PhotoState.RECEIVED, None, 0)
        assert told == [("prepare", photo.id)]

    def test_any_other_needs_no_second_try(self, work: Work, photo: Photo) -> None:
        with pytest.raises(Conflict):
            photos.try_again(work, photo.id)
