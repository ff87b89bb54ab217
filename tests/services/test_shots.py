"""What the camera's page is told: what to take, over what to lay it, and what was taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from progress.errors import Conflict, NotFound
from progress.models import Course, Photo, Status, Visit
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.rules.verdicts import Verdict
from progress.services import photos, shots
from progress.services.comparisons import compare
from progress.services.grids import course_grid
from progress.services.shots import Shot, Shots
from progress.services.work import Work
from progress.storage.encrypted import PhotoStore
from tests import factories
from tests.conftest import Cast
from tests.services.test_grading import STRAIGHT, TURNED
from tests.web.queries import counted

REFUSED = {"status": Status.REFUSED, "matrix": None, "grade": None}


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id, views=["midline", "vertex"])


@pytest.fixture
def held(work: Work, course: Course) -> list[Visit]:
    """A baseline and two sessions; the last is today's."""
    kinds = [VisitKind.BASELINE, VisitKind.TREATMENT, VisitKind.TREATMENT]
    days = [date(2026, 3, 3), date(2026, 10, 1), date(2026, 11, 22)]
    return [factories.visit(work, course, *each) for each in zip(days, kinds, strict=True)]


def snap(work: Work, visit: Visit, minute: int = 0, **given: Any) -> Photo:
    """A photo of the vertex that arrived at that minute."""
    at = datetime(2026, 11, 22, 10, minute, tzinfo=UTC)
    return factories.photo(work, visit, **{"received_at": at, "quality": STRAIGHT} | given)


def shot(told: Shots, view: str = "vertex", label: str = "") -> Shot:
    [found] = [each for each in told.shots if (each.view.slug, each.label) == (view, label)]
    return found


def test_the_shot_list_comes_first_and_then_what_else_was_photographed(
    work: Work, held: list[Visit]
) -> None:
    snap(work, held[0], view="close-up", view_label="Left temple")
    snap(work, held[2], view="occipital")
    told = shots.of_visit(work, held[2].id)
    assert [(each.view.slug, each.label) for each in told.shots] == [
        ("midline", ""),
        ("vertex", ""),
        ("occipital", ""),
        ("close-up", "Left temple"),
    ]
    assert (told.title, told.calls, told.ends_at) == ("Session 2", "Asha", None)


def test_ghosts_are_one_for_each_other_visit_the_baseline_first(
    work: Work, held: list[Visit]
) -> None:
    between = factories.visit(work, held[0].course, date(2026, 6, 1))
    taken = [snap(work, visit) for visit in (held[0], between, held[1], held[2])]
    factories.alignment(work, taken[0], taken[2])
    ghosts = shot(shots.of_visit(work, held[2].id)).ghosts
    assert [ghost.photo for ghost in ghosts] == [taken[0], taken[2], taken[1]]
    assert [(ghost.title, ghost.is_baseline) for ghost in ghosts] == [
        ("Baseline", True),
        ("Session 2", False),
        ("Session 1", False),
    ]
    assert [ghost.matrix is not None for ghost in ghosts] == [False, True, False]


def test_what_cannot_be_shown_is_no_ghost(work: Work, held: list[Visit]) -> None:
    snap(work, held[0], state=PhotoState.UNREADABLE)
    snap(work, held[1], set_aside_at=work.now)
    snap(work, held[1], identity=Identity.IN_QUESTION)
    assert shot(shots.of_visit(work, held[2].id)).ghosts == []


def test_a_good_retake_is_aligned(work: Work, held: list[Visit]) -> None:
    first, now = snap(work, held[0]), snap(work, held[2])
    factories.alignment(work, first, now)
    taken = shots.verdict_of(work, now.id)
    assert (taken.verdict, taken.message, taken.retake) == (
        Verdict.ALIGNED,
        "Aligned, grade A.",
        False,
    )
    assert taken.reference is first
    assert taken.matrix == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_a_turned_head_is_named_and_asked_for_again(work: Work, held: list[Visit]) -> None:
    first, now = snap(work, held[0]), snap(work, held[2], quality=TURNED)
    factories.alignment(work, first, now)
    taken = shots.verdict_of(work, now.id)
    assert taken.message == (
        "Aligned, grade D. Turned about 24 degrees more to the patient’s left: "
        "turn the face back to the right. Retake?"
    )
    assert taken.retake


@pytest.mark.parametrize(("reason", "helped"), [("head-turned", True), ("different-view", False)])
def test_a_refusal_says_why_and_what_to_mend_where_it_is_the_same_view(
    reason: str, helped: bool, work: Work, held: list[Visit]
) -> None:
    first = snap(work, held[0])
    now = snap(work, held[2], quality=TURNED, state=PhotoState.REFUSED, reason="It was refused.")
    factories.alignment(work, first, now, reason=reason, message="It was refused.", **REFUSED)
    taken = shots.verdict_of(work, now.id)
    assert taken.message.startswith("It was refused.")
    assert taken.message.endswith("Retake?")
    assert ("turn the face back" in taken.message) == helped
    assert taken.matrix is None


def test_one_that_may_be_somebody_elses_gets_no_grade_but_a_question(
    work: Work, held: list[Visit]
) -> None:
    """While the phone is still beside the patient: perhaps the code was that of another visit."""
    first, now = snap(work, held[0]), snap(work, held[2], identity=Identity.IN_QUESTION)
    factories.alignment(work, first, now)
    taken = shots.verdict_of(work, now.id)
    assert (taken.verdict, taken.grade, taken.matrix) == (Verdict.NEEDS_REVIEW, None, None)
    assert taken.message.startswith("This may be another person.") and taken.retake


def test_the_first_photo_of_a_view_is_said_to_be_so(work: Work, held: list[Visit]) -> None:
    taken = shots.verdict_of(work, snap(work, held[2]).id)
    assert (taken.verdict, taken.reference, taken.chosen) == (Verdict.FIRST, None, True)


def test_while_it_is_prepared_nothing_is_said_of_it(work: Work, held: list[Visit]) -> None:
    snap(work, held[0])
    now = snap(work, held[2], state=PhotoState.RECEIVED, quality={})
    assert shots.verdict_of(work, now.id).verdict is Verdict.WORKING


def test_a_verdict_opens_no_pixels_and_asks_little(
    work: Work, held: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, now = snap(work, held[0]), snap(work, held[2])
    factories.alignment(work, first, now)

    def refuse(*_given: Any) -> bytes:
        raise AssertionError("pixels were opened")

    monkeypatch.setattr(PhotoStore, "get", refuse)
    work.session.expire_all()
    with counted() as asked:
        assert shots.verdict_of(work, now.id).grade == "A"
    assert len(asked) <= 8


def test_the_page_asks_as_little_of_a_long_course(work: Work, course: Course) -> None:
    def asked(count: int) -> int:
        for month in range(1, count + 1):
            snap(work, factories.visit(work, course, date(2025, month, 3)))
        last = factories.visit(work, course, date(2026, count, 22))
        snap(work, last)
        work.session.expire_all()
        with counted() as statements:
            shots.of_visit(work, last.id)
        return len(statements)

    assert asked(2) == asked(9)


# -- repeats -------------------------------------------------------------------------------------


@pytest.fixture
def repeats(work: Work, held: list[Visit]) -> list[Photo]:
    """Three of one view at the last visit, lined up with the baseline, none of them chosen."""
    first = snap(work, held[0])
    taken = [
        snap(work, held[2], minute, taken_at=datetime(2026, 11, 22, 10, minute))
        for minute in range(3)
    ]
    for each in taken:
        factories.alignment(work, first, each)
    return taken


def chosen(work: Work, visit: Visit) -> list[bool]:
    return [taken.chosen for taken in shot(shots.of_visit(work, visit.id)).taken]


def test_without_a_choice_the_first_that_aligned_stands(
    work: Work, held: list[Visit], repeats: list[Photo]
) -> None:
    assert chosen(work, held[2]) == [True, False, False]


def test_the_chosen_one_stands_everywhere(
    work: Work, held: list[Visit], repeats: list[Photo]
) -> None:
    assert shots.verdict_of(work, photos.choose(work, repeats[1].id).id).chosen
    assert chosen(work, held[2]) == [False, True, False]
    [row] = [row for row in course_grid(work, held[0].course_id).rows if row.view.slug == "vertex"]
    assert row.cells[2] and row.cells[2].photo is repeats[1]
    assert row.cells[2].others == 2
    pair = compare(work, held[0].course_id, "vertex").pair
    assert pair and pair.right == repeats[1].id


def test_choosing_another_undoes_it(work: Work, held: list[Visit], repeats: list[Photo]) -> None:
    photos.choose(work, repeats[1].id)
    photos.choose(work, repeats[2].id)
    assert chosen(work, held[2]) == [False, False, True]


def test_choosing_changes_no_alignment(work: Work, held: list[Visit], repeats: list[Photo]) -> None:
    photos.choose(work, repeats[2].id)
    assert {photo.state for photo in repeats} == {PhotoState.ALIGNED}


def test_at_the_first_visit_the_chosen_one_becomes_the_baseline(
    work: Work, held: list[Visit]
) -> None:
    first, second, later = (
        snap(work, visit, minute) for visit, minute in ((held[0], 0), (held[0], 1), (held[1], 2))
    )
    first.is_baseline = True
    photos.choose(work, second.id)
    assert shot(shots.of_visit(work, held[1].id)).ghosts[0].photo is second
    assert later.state is PhotoState.READY, "it is to be laid over the new baseline"


def test_a_baseline_chosen_by_hand_stands_for_its_visit(work: Work, held: list[Visit]) -> None:
    first, second = snap(work, held[0]), snap(work, held[0], 1)
    photos.choose(work, second.id)
    photos.choose_baseline(work, first.id)
    assert chosen(work, held[0]) == [True, False]


@pytest.mark.parametrize("leave", ["set-aside", "another-view", "another-visit"])
def test_a_photo_that_leaves_its_visit_or_view_is_no_longer_chosen(
    leave: str, work: Work, held: list[Visit], repeats: list[Photo]
) -> None:
    photo = photos.choose(work, repeats[1].id)
    if leave == "set-aside":
        photos.set_aside(work, photo.id)
        photos.restore(work, photo.id)
    elif leave == "another-view":
        photos.place(work, photo.id, "midline")
    else:
        photos.move_to_visit(work, photo.id, held[1].id)
    assert not photo.is_chosen


def test_what_cannot_be_shown_cannot_be_chosen(
    work: Work, held: list[Visit], repeats: list[Photo], cast: Cast
) -> None:
    photos.set_aside(work, repeats[0].id)
    with pytest.raises(Conflict):
        photos.choose(work, repeats[0].id)
    with pytest.raises(NotFound):
        photos.choose(work, held[2].id)
    with pytest.raises(Exception, match="does not allow"):
        photos.choose(replace(work, actor=cast.patient), repeats[1].id)
