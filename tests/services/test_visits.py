"""Visits of a course, and when the next session is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import Course, Visit
from progress.rules.photos import PhotoState
from progress.rules.treatment import HairState, Parting, VisitKind, Wetness
from progress.services import visit_photos, visits
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast
from tests.web.queries import counted

TODAY = date(2026, 11, 22)


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id, interval_days=28, sessions_planned=2)


class TestAdd:
    def test_what_was_noted_is_kept(self, work: Work, course: Course) -> None:
        condition = HairState(Wetness.DRY, Parting.MIDDLE, product=False)
        visit = visits.add(
            work, course.id, on=TODAY, kind=VisitKind.BASELINE, condition=condition, notes=" Calm. "
        )
        assert (visit.on, visit.kind, visit.notes) == (TODAY, VisitKind.BASELINE, "Calm.")
        assert visit.condition == {"wetness": "dry", "parting": "middle", "product": False}

    def test_what_nobody_noted_is_not_made_up(self, work: Work, course: Course) -> None:
        visit = visits.add(
            work, course.id, on=TODAY, kind=VisitKind.BASELINE, condition=HairState()
        )
        assert visit.condition == {}

    def test_the_next_session_is_due_by_the_plan(self, work: Work, course: Course) -> None:
        visits.add(work, course.id, on=TODAY, kind=VisitKind.TREATMENT)
        assert course.next_due == TODAY + timedelta(days=28)
        visits.add(work, course.id, on=TODAY, kind=VisitKind.TREATMENT)
        assert course.next_due is None

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [(date(2027, 11, 24), "at most a year ahead"), (date(1926, 11, 22), "check the year")],
    )
    def test_a_day_that_cannot_be(
        self, work: Work, course: Course, day: date, sentence: str
    ) -> None:
        with pytest.raises(InvalidInput, match=sentence):
            visits.add(work, course.id, on=day, kind=VisitKind.BASELINE)
        assert visits.in_order(work, course.id) == []

    def test_a_course_that_is_not_there(self, work: Work, cast: Cast) -> None:
        with pytest.raises(NotFound):
            visits.add(work, cast.patient_id, on=TODAY, kind=VisitKind.BASELINE)


def test_baseline_then_sessions_then_follow_up(work: Work, course: Course) -> None:
    proposed = []
    for _ in range(4):
        proposed.append(visits.propose_kind(work, course))
        visits.add(work, course.id, on=TODAY, kind=proposed[-1])
    assert proposed == ["baseline", "treatment", "treatment", "follow-up"]
    titles = [visits.title(work, visit) for visit in visits.in_order(work, course.id)]
    assert titles == ["Baseline", "Session 1", "Session 2", "Follow-up"]


class TestChange:
    def test_photos_dated_from_the_visit_follow_it(self, work: Work, course: Course) -> None:
        visit = factories.visit(work, course, TODAY)
        followed = factories.photo(work, visit)
        own = factories.photo(
            work, visit, "midline", taken_from="exif", taken_at=datetime(2026, 11, 22, 9)
        )
        later = factories.photo(work, factories.visit(work, course, TODAY))
        visits.change(work, visit.id, on=date(2026, 11, 1), kind=VisitKind.TREATMENT)
        assert followed.taken_at.date() == date(2026, 11, 1)
        assert own.taken_at == datetime(2026, 11, 22, 9) and own.state is PhotoState.ALIGNED
        # The earliest photo is the baseline: the others have to be looked at again.
        assert followed.state is later.state is PhotoState.READY

    def test_a_treated_visit_stays_a_session(self, work: Work, course: Course) -> None:
        visit = factories.visit(work, course, TODAY)
        factories.treatment(work, visit)
        with pytest.raises(Conflict, match="stays a session"):
            visits.change(work, visit.id, on=TODAY, kind=VisitKind.FOLLOW_UP)

    def test_a_patient_sees_no_clinic_page(self, at_work: AtWork, cast: Cast) -> None:
        with at_work(cast.clinician) as work:
            course = factories.course(work, cast.patient_id)
            visit_id = factories.visit(work, course, TODAY).id
        with at_work(cast.patient) as work, pytest.raises(NotAllowed):
            visits.find(work, visit_id)


class TestRemove:
    def test_one_opened_by_mistake_goes(self, work: Work, course: Course) -> None:
        visit = visits.add(work, course.id, on=TODAY, kind=VisitKind.TREATMENT)
        visits.remove(work, visit.id)
        assert visits.in_order(work, course.id) == [] and course.next_due == TODAY

    @pytest.mark.parametrize("what", ["photo", "treatment", "stopped_treatment"])
    def test_one_with_a_record_stays(self, work: Work, course: Course, what: str) -> None:
        visit = factories.visit(work, course, TODAY)
        getattr(factories, what)(work, visit)
        with pytest.raises(Conflict, match="stays in the record"):
            visits.remove(work, visit.id)

    @pytest.mark.parametrize("what", ["transfer", "capture"])
    def test_one_whose_photos_are_still_to_arrive_stays(
        self, work: Work, cast: Cast, course: Course, what: str
    ) -> None:
        visit = factories.visit(work, course, TODAY)
        expected = getattr(factories, what)(work, visit, cast.staff.id)
        with pytest.raises(Conflict, match="on their way, or still on a phone"):
            visits.remove(work, visit.id)
        expected.expires_at = work.now
        visits.remove(work, visit.id)


class TestPhotos:
    @pytest.fixture
    def visit(self, work: Work, course: Course) -> Visit:
        return factories.visit(work, course, TODAY)

    def test_the_shot_list_says_what_is_missing(self, work: Work, visit: Visit) -> None:
        factories.photo(work, visit, "vertex")
        factories.photo(work, visit, "midline", set_aside_at=work.now)
        missing = [view.slug for view in visit_photos.of_visit(work, visit.id).missing]
        assert missing == ["frontal-hairline", "midline", "left-temporal", "right-temporal"]

    def test_a_tile_knows_its_baseline(self, work: Work, course: Course, visit: Visit) -> None:
        before = factories.visit(work, course, TODAY - timedelta(weeks=4))
        baseline, photo = factories.photo(work, before), factories.photo(work, visit)
        factories.alignment(work, baseline, photo, grade="B")
        (tile,) = visit_photos.of_visit(work, visit.id).tiles
        assert tile.comparable and tile.baseline is baseline
        assert tile.pair and tile.pair.grade == "B"
        (first,) = visit_photos.of_visit(work, before.id).tiles
        assert first.is_baseline and not first.comparable

    @pytest.mark.parametrize(("grade", "told"), [("B", []), ("C", ["Turned.", "Darker."])])
    def test_a_tile_advises_to_try_again_while_the_patient_is_here(
        self, work: Work, course: Course, visit: Visit, grade: str, told: list[str]
    ) -> None:
        before = factories.visit(work, course, TODAY - timedelta(weeks=4))
        baseline, photo = factories.photo(work, before), factories.photo(work, visit)
        reasons = ["Turned.", "Darker.", "Softer."]
        factories.alignment(work, baseline, photo, grade=grade, reasons=reasons)
        (tile,) = visit_photos.of_visit(work, visit.id).tiles
        assert tile.advice == told

    def test_work_is_said_in_numbers(self, work: Work, visit: Visit) -> None:
        for state in (PhotoState.ALIGNED, PhotoState.REFUSED, PhotoState.READY):
            factories.photo(work, visit, state=state)
        found = visit_photos.of_visit(work, visit.id)
        assert found.working
        assert found.standing == "3 photos, 2 done. Progress is lining up the rest."

    def test_done_is_said_too(self, work: Work, visit: Visit) -> None:
        assert visit_photos.of_visit(work, visit.id).standing == "No photos yet."
        factories.photo(work, visit)
        assert visit_photos.of_visit(work, visit.id).standing == "1 photo, all lined up."
        factories.photo(work, visit, state=PhotoState.REFUSED)
        assert visit_photos.of_visit(work, visit.id).standing == "2 photos, 1 lined up."

    def test_all_proposals_are_confirmed_at_once(self, work: Work, visit: Visit) -> None:
        proposed = [
            factories.photo(work, visit, view, view_confirmed=False)
            for view in ("vertex", "midline", "close-up")
        ]
        assert visit_photos.confirm(work, visit.id) == 2
        assert [photo.view_confirmed for photo in proposed] == [True, True, False]

    def test_a_tile_of_another_version_differs(self, work: Work, visit: Visit) -> None:
        photo = factories.photo(work, visit)

        def version() -> str:
            return visit_photos.of_visit(work, visit.id).tiles[0].version

        before = version()
        assert version() == before
        photo.state = PhotoState.READY
        assert version() != before

    def test_a_long_course_costs_no_more_queries(
        self, work: Work, course: Course, visit: Visit
    ) -> None:
        def asked() -> int:
            work.session.expire_all()
            with counted() as queries:
                visit_photos.of_visit(work, visit.id)
            return len(queries)

        factories.photo(work, visit)
        few = asked()
        for week in range(12):
            factories.photo(work, factories.visit(work, course, TODAY - timedelta(weeks=week)))
        assert asked() == few
