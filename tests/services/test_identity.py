"""A face that is like none of its patient's others is put to a person, whose word then counts.

The faces are a real portrait and, for another person, other people's pictures in its place; the
network that tells them apart is the real one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from progress.errors import Conflict, NotFound
from progress.models import AuditEntry, Course, Photo
from progress.rules.audit import Event
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.views import Region
from progress.services import (
    alignments,
    comparisons,
    grids,
    identity,
    photos,
    pixels,
    today,
    visit_photos,
)
from progress.services.photos import Size, key
from progress.services.series import load
from progress.services.work import Work
from progress.vision.align import Prepared, align, prepare
from tests import factories
from tests.conftest import AtWork, Cast
from tests.services.worker import work_off
from tests.vision.faces import ask_once, others
from tests.vision.heads import PORTRAIT

FIRST = date(2026, 1, 5)
HER, HIM, SOMEBODY = range(3)
Take = Callable[..., Photo]


@pytest.fixture(scope="module")
def faces() -> list[Prepared]:
    her = prepare(PORTRAIT, "face", (512, 512))
    return [her, *[replace(her, portrait=other) for other in others(2)]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_once(monkeypatch)


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id, Region.FACE)


@pytest.fixture
def keep(faces: list[Prepared]) -> Take:
    """`keep(work, visit, whose, view)`: a prepared photo that is still to be aligned."""

    def keep(work: Work, visit: object, whose: int, view: str = "frontal") -> Photo:
        usual = {"state": PhotoState.READY, "width": 512, "height": 512}
        photo = factories.photo(work, visit, view, **usual)  # type: ignore[arg-type]
        found = faces[whose].to_bytes()
        work.store.put(str(photo.patient_id), key(photo.id, "features"), found)
        return photo

    return keep


@pytest.fixture
def take(work: Work, course: Course, keep: Take) -> Take:
    """`take(week, whose, ...)`: photos of one visit, aligned at once."""

    def take(week: int, whose: int = HER, view: str = "frontal") -> Photo:
        visit = factories.visit(work, course, FIRST + timedelta(weeks=week))
        photo = keep(work, visit, whose, view)
        work_off(work)
        return photo

    return take


@pytest.fixture
def only_faces_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.vision.verify.LEAST_TRUST", 1.1)


def events(work: Work, photo: Photo) -> list[tuple[str, str]]:
    query = select(AuditEntry).where(AuditEntry.subject_id == photo.id).order_by(AuditEntry.id)
    return [(each.event, each.actor_name) for each in work.session.scalars(query)]


class TestAsked:
    def test_a_photo_alone_is_not_in_question(self, take: Take) -> None:
        assert take(0).identity is Identity.NOT_COMPARED

    def test_one_persons_photos_are_not(self, take: Take) -> None:
        take(0)
        assert take(4).identity is Identity.COMPARED

    def test_another_persons_is_though_it_aligns(self, work: Work, take: Take) -> None:
        take(0)
        photo = take(4, HIM)
        assert (photo.identity, photo.state) == (Identity.IN_QUESTION, PhotoState.ALIGNED)
        assert events(work, photo) == [(Event.IDENTITY_QUESTIONED, work.actor.name)]

    def test_the_patients_other_courses_count(
        self, work: Work, cast: Cast, keep: Take, take: Take
    ) -> None:
        take(0)
        second = factories.course(work, cast.patient_id, Region.FACE)
        photo = keep(work, factories.visit(work, second, FIRST), HIM)
        work_off(work)
        assert photo.identity is Identity.IN_QUESTION

    def test_another_patients_do_not(self, work: Work, cast: Cast, keep: Take, take: Take) -> None:
        theirs = factories.course(work, cast.stranger_id, Region.FACE)
        keep(work, factories.visit(work, theirs, FIRST), HIM)
        assert take(4).identity is Identity.NOT_COMPARED

    def test_only_faces_that_look_into_the_camera(self, take: Take) -> None:
        take(0, view="left-oblique")
        assert take(4, HIM, "left-oblique").identity is Identity.NOT_COMPARED

    def test_a_batch_does_not_vouch_for_itself(
        self, work: Work, course: Course, keep: Take, take: Take
    ) -> None:
        take(0)
        visit = factories.visit(work, course, FIRST + timedelta(weeks=4))
        batch = [keep(work, visit, HIM) for _ in range(2)]
        work_off(work)
        assert [photo.identity for photo in batch] == [Identity.IN_QUESTION] * 2

    def test_the_odd_one_of_a_first_visit(self, work: Work, course: Course, keep: Take) -> None:
        visit = factories.visit(work, course, FIRST)
        keep(work, visit, HER), keep(work, visit, HER)
        work_off(work)
        odd = keep(work, visit, HIM)
        work_off(work)
        assert odd.identity is Identity.IN_QUESTION

    def test_a_corrected_view_is_compared_anew(self, work: Work, take: Take) -> None:
        take(0)
        photo = take(4)
        photos.place(work, photo.id, "left-lateral")
        work_off(work)
        assert photo.identity is Identity.NOT_COMPARED
        photos.place(work, photo.id, "frontal")
        work_off(work)
        assert photo.identity is Identity.COMPARED

    def test_a_corrected_view_answers_nothing(self, work: Work, take: Take) -> None:
        """Or a stranger's photo would be shown to the patient, and nobody had looked."""
        take(0)
        photo = take(4, HIM)
        photos.place(work, photo.id, "left-lateral")
        work_off(work)
        assert photo.identity is Identity.IN_QUESTION

    @pytest.mark.usefixtures("only_faces_speak")
    def test_where_alignment_doubts_it_somebody_can_answer(
        self, work: Work, take: Take, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither clearly alike nor clearly different, and the skin is not recognised."""
        monkeypatch.setattr("progress.vision.recognition.likeness", lambda one, other: 0.93)
        monkeypatch.setattr("progress.vision.identity.LEAST_LIKENESS", 1.1)
        take(0)
        photo = take(4)
        assert (photo.identity, photo.state) == (Identity.IN_QUESTION, PhotoState.NEEDS_REVIEW)


class TestWhileItIsAsked:
    def test_no_course_is_laid_over_it(self, work: Work, take: Take) -> None:
        first = take(8)
        earlier = take(0, HIM)
        assert load(work, earlier).baseline_id == first.id
        identity.confirm(work, earlier.id)
        work_off(work)
        assert load(work, earlier).baseline_id == earlier.id

    def test_unless_somebody_chose_it(self, work: Work, take: Take) -> None:
        take(0)
        photo = take(4, HIM)
        photos.choose_baseline(work, photo.id)
        assert load(work, photo).baseline_id == photo.id

    def test_people_see_where_it_is_asked(self, work: Work, course: Course, take: Take) -> None:
        take(0)
        photo = take(4, HIM)
        [tile] = visit_photos.of_visit(work, photo.visit_id).tiles
        assert tile.in_question and tile.pair and tile.pair.aligned
        cells = [cell for row in grids.course_grid(work, course.id).rows for cell in row.cells]
        assert [cell.photo.id for cell in cells if cell and cell.in_question] == [photo.id]
        [asked] = today.look(work).photos_in_question
        assert (asked.visit.id, asked.count) == (photo.visit_id, 1)
        assert photo in comparisons.compare(work, course.id, "frontal").photos

    def test_the_patient_is_not_shown_it(self, at_work: AtWork, cast: Cast, keep: Take) -> None:
        """Nor before it was compared: hundreds of photos may be waiting for that."""
        with at_work(cast.clinician) as work:
            course = factories.course(work, cast.patient_id, Region.FACE)
            visits = [factories.visit(work, course, FIRST + timedelta(days=28 * n)) for n in (0, 1)]
            first = keep(work, visits[0], HER).id
            work_off(work)
            course_id, photo_id = course.id, keep(work, visits[1], HIM).id
        for state in (PhotoState.READY, PhotoState.ALIGNED):
            with at_work(cast.patient) as work:
                assert work.session.get_one(Photo, photo_id).state is state
                with pytest.raises(NotFound):
                    pixels.open_pixels(work, photo_id, Size.THUMB, frozenset())
                shown = [each.id for each in comparisons.compare(work, course_id, "frontal").photos]
                cells = [
                    cell for row in grids.course_grid(work, course_id).rows for cell in row.cells
                ]
                assert shown == [cell.photo.id for cell in cells if cell] == [first]
            with at_work(cast.clinician) as work:
                work_off(work)


class TestAnswered:
    @pytest.fixture
    def pair(self, take: Take) -> tuple[Photo, Photo]:
        return take(0), take(4, HIM)

    def test_who_and_when_are_kept(self, work: Work, pair: tuple[Photo, Photo]) -> None:
        photo = identity.confirm(work, pair[1].id)
        assert (photo.identity, photo.identified_by) == (Identity.CONFIRMED, work.actor.name)
        assert photo.identified_at == work.now
        assert events(work, photo)[-1] == (Event.IDENTITY_CONFIRMED, work.actor.name)

    def test_it_is_never_asked_again(self, work: Work, pair: tuple[Photo, Photo]) -> None:
        photo = identity.confirm(work, pair[1].id)
        for view in ("left-lateral", "frontal"):
            photos.place(work, photo.id, view)
            work_off(work)
        assert photo.identity is Identity.CONFIRMED
        with pytest.raises(Conflict):
            identity.confirm(work, photo.id)

    def test_then_the_other_of_the_two_may_be_somebody_else(
        self, work: Work, pair: tuple[Photo, Photo]
    ) -> None:
        first, photo = pair
        first.identity = Identity.COMPARED
        identity.confirm(work, photo.id)
        work_off(work)
        assert first.identity is Identity.IN_QUESTION
        identity.confirm(work, first.id)
        work_off(work)
        assert {each.identity for each in pair} == {Identity.CONFIRMED}

    def test_a_later_photo_like_it_is_welcome(
        self, work: Work, pair: tuple[Photo, Photo], take: Take
    ) -> None:
        identity.confirm(work, pair[1].id)
        assert take(8, HIM).identity is Identity.COMPARED

    def test_taken_back_it_is_asked_again(self, work: Work, pair: tuple[Photo, Photo]) -> None:
        photo = identity.confirm(work, pair[1].id)
        identity.reopen(work, photo.id)
        assert photo.identity is Identity.IN_QUESTION
        assert (photo.identified_by, photo.identified_at) == (None, None)
        with pytest.raises(Conflict):
            identity.reopen(work, photo.id)

    def test_somebody_elses_is_set_aside_and_can_be_taken_back(
        self, work: Work, pair: tuple[Photo, Photo]
    ) -> None:
        photo = identity.deny(work, pair[1].id)
        assert photo.set_aside_at and today.look(work).photos_in_question == []
        assert Event.IDENTITY_DENIED in dict(events(work, photo))
        photos.restore(work, photo.id)
        work_off(work)
        assert photo.identity is Identity.IN_QUESTION and photo.set_aside_at is None

    @pytest.mark.usefixtures("only_faces_speak")
    def test_alignment_believes_a_person(self, work: Work, take: Take) -> None:
        baseline, photo = take(0), take(4, HIM)
        assert photo.state is PhotoState.NEEDS_REVIEW
        for each in (photo, baseline):
            identity.confirm(work, each.id)
            work_off(work)
        assert photo.state is PhotoState.ALIGNED
        assert load(work, photo).connects(photo.id, baseline.id)
        identity.reopen(work, photo.id)
        work_off(work)
        assert photo.state is PhotoState.NEEDS_REVIEW

    @pytest.mark.usefixtures("only_faces_speak")
    def test_alignment_believes_who_answers_while_it_is_at_work(
        self,
        work: Work,
        course: Course,
        at_work: AtWork,
        cast: Cast,
        keep: Take,
        take: Take,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """A pair takes seconds, and the question is on the page from the first."""
        take(0).identity = Identity.CONFIRMED
        photo = keep(work, factories.visit(work, course, FIRST + timedelta(weeks=4)), HIM)
        photo_id = photo.id

        def answered_meanwhile(*two: Any, **known: Any) -> Any:
            monkeypatch.setattr(alignments, "align_pair", align)
            answer = align(*two, **known)
            with at_work(cast.staff) as other:
                identity.confirm(other, photo_id)
            return answer

        monkeypatch.setattr(alignments, "align_pair", answered_meanwhile)
        work_off(work)
        assert (photo.identity, photo.state) == (Identity.CONFIRMED, PhotoState.ALIGNED)
