"""The whole path with real pictures: what moved is found, what does not fit is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, select

from progress.errors import InvalidInput, NotAllowed, NotFound
from progress.models import AlignmentRow, Course, Method, Photo, Status
from progress.rules.photos import PhotoState
from progress.services import alignments, photos, preparation, uploads
from progress.services.comparisons import lay_over
from progress.services.marks import Mark
from progress.services.photos import key
from progress.services.series import CONTRADICTION, load
from progress.services.work import Work
from progress.vision.align import Refusal
from tests import factories, pictures
from tests.conftest import AtWork, Cast
from tests.services.worker import work_off

FIRST = date(2026, 1, 5)
CLOSE_ENOUGH_PX = 4.0
CORNERS = np.array([(0, 0), (pictures.WIDTH, 0), (0, pictures.HEIGHT), (320, 240)], float)
FAR_OFF = [1.0, 0, 90, 0, 1, 0, 0, 0, 1]
Take = Callable[..., Photo]


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


@pytest.fixture
def take(work: Work, course: Course) -> Take:
    """`take(week, seed=, degrees=...)`: the vertex at the visit of that week."""

    def take(week: int, **moved: float) -> Photo:
        visit = factories.visit(work, course, FIRST + timedelta(weeks=week))
        return uploads.add(work, visit.id, pictures.photo(**moved), view="vertex").photo

    return take


def edges(work: Work) -> list[AlignmentRow]:
    return list(work.session.scalars(select(AlignmentRow)))


def misplaced(matrix: object, expected: np.ndarray) -> float:
    """The largest distance, in pixels, by which a matrix lays points elsewhere."""

    def lay(by: object) -> np.ndarray:
        points = np.c_[CORNERS, np.ones(len(CORNERS))] @ np.asarray(by).T
        return points[:, :2] / points[:, 2:]

    return float(np.abs(lay(matrix) - lay(expected)).max())


def test_a_photo_alone_is_its_own_baseline(work: Work, take: Take) -> None:
    photo = take(0)
    work_off(work)
    assert photo.state is PhotoState.ALIGNED and edges(work) == []


def test_a_known_move_is_found(work: Work, take: Take) -> None:
    baseline, photo = take(0), take(4, degrees=4, scale=1.06, right=14, down=-9)
    work_off(work)
    assert (baseline.state, photo.state) == (PhotoState.ALIGNED, PhotoState.ALIGNED)
    truth = np.linalg.inv(pictures.move(4, 1.06, 14, -9))
    pair = lay_over(load(work, photo), baseline.id, photo.id)
    assert pair.grade and misplaced(pair.matrix, truth) < CLOSE_ENOUGH_PX


def test_two_photos_that_do_not_fit_are_refused_with_the_reason(work: Work, take: Take) -> None:
    baseline, stranger = take(0, seed=1), take(4, seed=2)
    work_off(work)
    assert baseline.state is PhotoState.ALIGNED
    assert stranger.state in (PhotoState.REFUSED, PhotoState.NEEDS_REVIEW)
    row = edges(work)[0]
    assert row.status is Status.REFUSED and row.matrix is None
    assert stranger.reason == row.message and row.message


def test_doing_it_twice_changes_nothing(work: Work, take: Take) -> None:
    take(0), take(4, degrees=3)
    work_off(work)
    before = [(row.id, row.matrix) for row in edges(work)]
    for photo in work.session.scalars(select(Photo)).all():
        alignments.align(work, photo.id)
    assert [(row.id, row.matrix) for row in edges(work)] == before


def test_an_earlier_photo_becomes_the_baseline_of_all(work: Work, take: Take) -> None:
    later = [take(4, degrees=2), take(8, right=9)]
    work_off(work)
    earlier = take(0)
    work_off(work)
    series = load(work, earlier)
    assert series.baseline_id == earlier.id
    assert all(series.connects(photo.id, earlier.id) for photo in later)
    assert all(photo.state is PhotoState.ALIGNED for photo in later)


def test_features_that_are_gone_are_found_again(work: Work, take: Take) -> None:
    baseline = take(0)
    work_off(work)
    work.store.delete(key(baseline.id, "features"))
    photo = take(4, degrees=3)
    work_off(work)
    assert photo.state is PhotoState.ALIGNED
    assert work.store.get(str(baseline.patient_id), key(baseline.id, "features"))


def test_the_fourth_try_is_not_made(
    work: Work, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(0)
    photo = take(4, degrees=3)
    work_off(work)
    photos.keep_and_align(work, [photo])
    work.session.execute(delete(AlignmentRow))
    work.session.commit()

    def dies(*_: object, **__: object) -> Refusal:
        raise KeyboardInterrupt

    monkeypatch.setattr(alignments, "align_pair", dies)
    for _ in range(alignments.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            alignments.align(work, photo.id)
        work.session.rollback()
    alignments.align(work, photo.id)
    assert photo.state is PhotoState.NEEDS_REVIEW and photo.reason


def test_a_photo_that_is_set_aside_while_it_is_aligned_is_left_alone(
    work: Work, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(0)
    work_off(work)
    photo = take(4, degrees=3)
    preparation.prepare(work, photo.id)
    tries = []

    def meanwhile(*two: object, **given: object) -> object:
        assert len(tries) < 3, "It never ends."
        tries.append(two)
        photos.set_aside(work, photo.id)
        return align_pair(*two, **given)

    align_pair = alignments.align_pair
    monkeypatch.setattr(alignments, "align_pair", meanwhile)
    alignments.align(work, photo.id)
    assert len(tries) == 1 and photo.set_aside_at


class TestTogether:
    """A course is solved together, for a few pairs a photo."""

    def test_a_loop_vouches_for_every_photo(self, work: Work, take: Take) -> None:
        course = [take(4 * at, degrees=at, right=3 * at) for at in range(5)]
        work_off(work)
        pairs = [{row.reference_id, row.moving_id} for row in edges(work)]
        assert len(pairs) == 7
        for at in range(2, 5):
            assert {course[0].id, course[at].id} in pairs
            assert {course[at - 1].id, course[at].id} in pairs

    def test_the_photos_between_reach_what_the_baseline_does_not(
        self, work: Work, take: Take
    ) -> None:
        course = [take(4 * at, degrees=at) for at in range(3)]
        work_off(work)
        refuse(work, course[0], course[2])
        last = load(work, course[2])
        chain = last.chain(course[2].id, course[0].id)
        assert chain and chain.path == (course[2].id, course[1].id, course[0].id)
        assert misplaced(chain.matrix, np.linalg.inv(pictures.move(2))) < CLOSE_ENOUGH_PX

    def test_a_wrong_edge_is_noticed_when_the_next_photo_comes(
        self, work: Work, take: Take
    ) -> None:
        course = [take(4 * at, degrees=at) for at in range(3)]
        work_off(work)
        between(work, course[0], course[1]).matrix = FAR_OFF
        work.session.commit()
        last = take(12, degrees=3)
        work_off(work)
        assert {each.state for each in (*course, last)} == {PhotoState.ALIGNED}
        pair = lay_over(load(work, last), course[0].id, course[1].id)
        assert misplaced(pair.matrix, np.linalg.inv(pictures.move(1))) < CLOSE_ENOUGH_PX

    def test_where_photos_contradict_each_other_a_person_looks(
        self, work: Work, take: Take
    ) -> None:
        baseline, second, third = (take(4 * at, degrees=at) for at in range(3))
        work_off(work)
        between(work, baseline, third).matrix = FAR_OFF
        photos.keep_and_align(work, [second, third])
        work_off(work)
        assert {second.state, third.state} == {PhotoState.NEEDS_REVIEW}
        assert third.reason == CONTRADICTION
        pair = lay_over(load(work, third), baseline.id, third.id)
        assert pair.matrix is None and pair.message == CONTRADICTION
        marks = tuple(Mark(mark, mark) for mark in ((100.0, 100.0), (500.0, 300.0)))
        alignments.align_by_hand(work, baseline.id, second.id, marks)
        assert second.state is PhotoState.ALIGNED


def between(work: Work, reference: Photo, moving: Photo) -> AlignmentRow:
    return next(
        row for row in edges(work) if {row.reference_id, row.moving_id} == {reference.id, moving.id}
    )


def refuse(work: Work, reference: Photo, moving: Photo) -> None:
    """As if too much had changed between the two."""
    row = between(work, reference, moving)
    row.status, row.matrix, row.reason = Status.REFUSED, None, "too-little-in-common"
    work.session.commit()


class TestPerson:
    """What a person decides is done again from the rows, even when the nudge is lost."""

    def test_another_baseline(self, work: Work, take: Take) -> None:
        _, second, third = take(0), take(4, degrees=3), take(8, right=12)
        work_off(work)
        photos.choose_baseline(work, second.id)
        assert third.state is PhotoState.READY
        work_off(work)
        series = load(work, third)
        assert series.baseline_id == second.id and series.connects(third.id, second.id)
        assert third.state is PhotoState.ALIGNED

    def test_another_view_forgets_what_was_found(self, work: Work, take: Take) -> None:
        baseline, photo = take(0), take(4, degrees=3)
        work_off(work)
        photos.place(work, photo.id, "midline")
        assert edges(work) == [] and photo.state is PhotoState.READY
        work_off(work)
        assert (baseline.state, photo.state) == (PhotoState.ALIGNED, PhotoState.ALIGNED)
        photos.place(work, photo.id, "vertex")
        work_off(work)
        assert load(work, photo).connects(photo.id, baseline.id)

    def test_the_baseline_set_aside(self, work: Work, take: Take) -> None:
        baseline, second, third = take(0), take(4, degrees=3), take(8, right=12)
        work_off(work)
        photos.set_aside(work, baseline.id)
        work_off(work)
        series = load(work, third)
        assert series.baseline_id == second.id and series.connects(third.id, second.id)
        photos.restore(work, baseline.id)
        work_off(work)
        assert load(work, third).baseline_id == baseline.id
        assert third.state is PhotoState.ALIGNED

    def test_a_date_before_the_baseline(self, work: Work, take: Take) -> None:
        take(0)
        photo = take(4, degrees=3)
        work_off(work)
        photos.date_by_hand(work, photo.id, FIRST - timedelta(days=1))
        work_off(work)
        assert load(work, photo).baseline_id == photo.id


class TestByHand:
    POINTS = (Mark((100.0, 100.0), (110.0, 90.0)), Mark((500.0, 300.0), (510.0, 290.0)))

    @pytest.fixture
    def refused(self, work: Work, take: Take) -> tuple[Photo, Photo]:
        pair = take(0, seed=1), take(4, seed=2)
        work_off(work)
        return pair

    def test_two_marks_lay_a_refused_photo_over_the_baseline(
        self, work: Work, refused: tuple[Photo, Photo]
    ) -> None:
        baseline, photo = refused
        alignments.align_by_hand(work, baseline.id, photo.id, self.POINTS)
        assert photo.state is PhotoState.ALIGNED and photo.reason is None
        pair = lay_over(load(work, photo), baseline.id, photo.id)
        assert pair.how == Method.BY_HAND
        assert misplaced(pair.matrix, np.array([(1, 0, -10), (0, 1, 10), (0, 0, 1)])) < 0.01

    def test_undone_the_refusal_counts_again(
        self, work: Work, refused: tuple[Photo, Photo]
    ) -> None:
        baseline, photo = refused
        reason, state = photo.reason, photo.state
        row = alignments.align_by_hand(work, baseline.id, photo.id, self.POINTS)
        alignments.undo(work, row.id)
        assert (photo.state, photo.reason) == (state, reason)

    def test_marking_again_replaces_the_marks(
        self, work: Work, refused: tuple[Photo, Photo]
    ) -> None:
        baseline, photo = refused
        for _ in range(2):
            alignments.align_by_hand(work, baseline.id, photo.id, self.POINTS)
        assert [row.method for row in edges(work)].count(Method.BY_HAND) == 1

    def test_it_wins_over_the_programs_own(self, work: Work, take: Take) -> None:
        baseline, photo = take(0), take(4, degrees=3)
        work_off(work)
        alignments.align_by_hand(work, baseline.id, photo.id, self.POINTS)
        assert lay_over(load(work, photo), baseline.id, photo.id).how == Method.BY_HAND

    def test_only_photos_of_one_view(
        self, work: Work, take: Take, refused: tuple[Photo, Photo]
    ) -> None:
        baseline, photo = refused
        photos.place(work, photo.id, "midline")
        with pytest.raises(InvalidInput, match="two different photos of the same view"):
            alignments.align_by_hand(work, baseline.id, photo.id, self.POINTS)

    def test_staff_do_not(self, at_work: AtWork, cast: Cast) -> None:
        with at_work(cast.clinician) as work:
            visit = factories.visit(work, factories.course(work, cast.patient_id), FIRST)
            one, two = factories.photo(work, visit).id, factories.photo(work, visit).id
        with at_work(cast.staff) as work, pytest.raises(NotAllowed):
            alignments.align_by_hand(work, one, two, self.POINTS)

    def test_what_the_program_found_is_not_undone(self, work: Work, take: Take) -> None:
        take(0), take(4, degrees=3)
        work_off(work)
        with pytest.raises(NotFound):
            alignments.undo(work, edges(work)[0].id)
