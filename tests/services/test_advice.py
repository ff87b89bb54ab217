"""From visit to visit: what the last photos teach for the next, and what they do not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from progress.models import Course, Photo, Status, Visit
from progress.rules.advice import Standing
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.services import advice, courses, visits
from progress.services.advice import NextTime, ViewAdvice
from progress.services.grids import course_grid
from progress.services.series import of_course
from progress.services.work import Work
from tests import factories
from tests.conftest import Cast
from tests.services.test_grading import STRAIGHT
from tests.web.queries import counted

FIRST = date(2026, 1, 5)
TURNED = STRAIGHT | {"yaw": 12.0}
DRY_HAIR = "Hair was wet: photograph it dry, as at the baseline."
TURN_RIGHT = "Turn the face about 12 degrees more to the patient’s right than last time."
VIEWS = ["midline", "vertex"]


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id, views=VIEWS)


def visit(work: Work, course: Course, month: int, wetness: str = "") -> Visit:
    noted = {"wetness": wetness} if wetness else {}
    return factories.visit(work, course, FIRST + timedelta(weeks=4 * month), condition=noted)


def for_visit(work: Work, visit: Visit) -> dict[str, list[str]]:
    held = visits.in_order(work, visit.course_id)
    return advice.by_view(visit, held, of_course(work, visit.course_id))


def taken(work: Work, visit: Visit, view: str, over: Photo | None = None, **given: object) -> Photo:
    photo = factories.photo(work, visit, view, **{"quality": STRAIGHT} | given)
    if over:
        factories.alignment(work, over, photo)
    return photo


@pytest.fixture
def baselines(work: Work, course: Course) -> dict[str, Photo]:
    first = visit(work, course, 0, "dry")
    return {view: taken(work, first, view) for view in VIEWS}


def next_time(work: Work, course: Course) -> NextTime:
    found = advice.for_course(course_grid(work, course.id), work.today)
    assert found
    return found


def by_view(found: NextTime) -> dict[str, ViewAdvice]:
    return {each.view.slug: each for each in found.views}


def test_a_course_without_visits_or_that_ended_teaches_nothing(work: Work, course: Course) -> None:
    assert advice.for_course(course_grid(work, course.id), work.today) is None
    taken(work, visit(work, course, 0), "vertex")
    assert next_time(work, course)
    courses.close(work, course.id)
    assert advice.for_course(course_grid(work, course.id), work.today) is None


def test_every_view_of_the_shot_list_stands_in_its_order(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1)
    taken(work, last, "vertex", baselines["vertex"])
    found = next_time(work, course)
    assert found.last.visit == last
    assert [(each.view.slug, each.standing, each.grade) for each in found.views] == [
        ("midline", Standing.MISSING, None),
        ("vertex", Standing.COMPARED, "A"),
    ]
    assert [each.view.slug for each in found.remarks] == ["midline"]
    assert found.summary == "1 view missing"


def test_where_all_was_fine_nothing_is_said(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    first = next_time(work, course)
    assert (first.remarks, first.summary, first.calm) == ([], "", advice.ONLY_BASELINES)
    last = visit(work, course, 1, "dry")
    for view, baseline in baselines.items():
        taken(work, last, view, baseline)
    found = next_time(work, course)
    assert (found.remarks, found.everywhere) == ([], [])
    assert (found.summary, found.calm) == ("", advice.ALL_COMPARED)
    assert for_visit(work, visit(work, course, 2)) == {"midline": [], "vertex": []}


def test_what_costs_most_is_told_first_with_what_was_noted(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1, "wet")
    taken(work, last, "midline", baselines["midline"], quality=TURNED)
    taken(work, last, "vertex", baselines["vertex"])
    found = next_time(work, course)
    assert by_view(found)["midline"].advice == [DRY_HAIR, TURN_RIGHT]
    assert by_view(found)["midline"].grade == "D"
    assert found.everywhere == [DRY_HAIR], "said once"
    assert [(each.view.slug, each.advice) for each in found.remarks] == [("midline", [TURN_RIGHT])]


def test_a_refusal_says_why_and_what_would_help(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1)
    turned = taken(work, last, "vertex", quality=STRAIGHT | {"yaw": -36.0})
    refused = {"status": Status.REFUSED, "matrix": None, "grade": None}
    told = {"reason": "head-turned", "message": "The head is turned too much."}
    factories.alignment(work, baselines["vertex"], turned, **refused, **told)
    vertex = by_view(next_time(work, course))["vertex"]
    assert (vertex.standing, vertex.why) == (Standing.NOT_COMPARED, told["message"])
    assert next_time(work, course).summary == (
        "1 view missing, 1 view not comparable and something to do differently"
    )
    assert vertex.advice == [
        "Turn the face about 36 degrees more to the patient’s left than last time."
    ]


def test_a_photo_that_cannot_be_read_or_waits_says_so(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1)
    taken(work, last, "midline", state=PhotoState.UNREADABLE, reason="The file is damaged.")
    taken(work, last, "vertex", state=PhotoState.RECEIVED)
    found = by_view(next_time(work, course))
    assert (found["midline"].standing, found["midline"].why) == (
        Standing.NOT_COMPARED,
        "The file is damaged.",
    )
    assert (found["vertex"].standing, found["vertex"].advice) == (Standing.WAITING, [])
    assert "still looking" in next_time(work, course).calm


def test_a_visit_that_lies_open_is_the_next_time_itself(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1)
    taken(work, last, "vertex", baselines["vertex"])
    today = factories.visit(work, course, work.today)
    factories.visit(work, course, work.today + timedelta(days=28))
    assert next_time(work, course).last.visit == last
    taken(work, today, "midline", baselines["midline"])
    assert next_time(work, course).last.visit == today


def test_a_visit_that_is_over_without_photos_misses_them_all(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    visit(work, course, 1)
    found = next_time(work, course)
    assert [each.standing for each in found.remarks] == [Standing.MISSING] * 2


def test_a_view_that_was_forgotten_learns_from_the_time_before(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    taken(work, visit(work, course, 1), "vertex", baselines["vertex"], quality=TURNED)
    last = visit(work, course, 2)
    taken(work, last, "midline", baselines["midline"])
    vertex = by_view(next_time(work, course))["vertex"]
    assert (vertex.standing, vertex.advice) == (Standing.MISSING, [TURN_RIGHT])


def test_of_two_photos_the_one_that_aligned_teaches(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1)
    taken(work, last, "vertex", quality=TURNED)
    taken(work, last, "vertex", baselines["vertex"])
    vertex = by_view(next_time(work, course))["vertex"]
    assert (vertex.standing, vertex.advice) == (Standing.COMPARED, [])


def test_each_close_up_stands_for_itself(work: Work, cast: Cast) -> None:
    course = factories.course(work, cast.patient_id, views=["vertex", "close-up"])
    first, last = visit(work, course, 0), visit(work, course, 1)
    scar = taken(work, first, "close-up", view_label="Scar")
    taken(work, first, "close-up", view_label="Mole")
    taken(work, last, "close-up", scar, view_label="scar", quality=TURNED)
    found = next_time(work, course)
    assert [(each.name, each.standing) for each in found.views] == [
        ("Vertex (crown)", Standing.MISSING),
        ("Close-up: Mole", Standing.MISSING),
        ("Close-up: Scar", Standing.COMPARED),
    ]
    assert for_visit(work, visit(work, course, 2))["close-up"] == [TURN_RIGHT]


def test_a_visit_learns_from_those_before_it_and_from_its_own_record(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    last = visit(work, course, 1, "wet")
    taken(work, last, "vertex", baselines["vertex"], quality=TURNED)
    assert for_visit(work, baselines["vertex"].visit) == {"midline": [], "vertex": []}
    assert for_visit(work, last) == {"midline": [DRY_HAIR], "vertex": [DRY_HAIR]}
    unknown, dry = visit(work, course, 2), visit(work, course, 3, "dry")
    assert for_visit(work, unknown)["vertex"] == [DRY_HAIR, TURN_RIGHT]
    assert for_visit(work, dry) == {"midline": [], "vertex": [TURN_RIGHT]}


def test_the_queries_are_few_at_any_length(
    work: Work, course: Course, baselines: dict[str, Photo]
) -> None:
    counts = []
    for month in range(1, 9):
        now = visit(work, course, month)
        taken(work, now, "vertex", baselines["vertex"], quality=TURNED)
        work.session.expire_all()
        with counted() as statements:
            assert for_visit(work, now)
        counts.append(len(statements))
    assert counts[0] == counts[-1] <= 6


def test_a_photo_from_home_is_no_visit_to_learn_from(work: Work, cast: Cast) -> None:
    course = factories.course(work, cast.patient_id, views=["vertex", "midline"])
    visit = factories.visit(work, course, date(2026, 11, 1), VisitKind.BASELINE)
    for view in course.views:
        factories.photo(work, visit, view)
    sent = factories.visit(work, course, date(2026, 11, 10), VisitKind.FROM_HOME)
    factories.photo(work, sent)
    next_time = advice.for_course(course_grid(work, course.id), work.today)
    assert next_time
    assert next_time.last.visit.id == visit.id
    assert "missing" not in next_time.summary
