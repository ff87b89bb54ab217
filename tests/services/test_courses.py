from datetime import date, timedelta

import pytest

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry
from progress.rules.photos import PhotoState
from progress.rules.plan import Plan
from progress.rules.treatment import VisitKind
from progress.rules.views import Region
from progress.services import courses, visits
from progress.services.courses import CourseDetails
from tests import factories


def details(work, **given):
    usual = {
        "indications": ["thinning"],
        "views": ["vertex", "midline"],
        "plan": Plan(6, 28),
        "started_on": work.today,
    }
    return CourseDetails(**usual | given)


@pytest.fixture
def course(work, cast):
    return courses.add(work, cast.patient_id, Region.SCALP, details(work))


def test_a_course_is_kept_as_decided_and_its_first_session_is_due(work, course):
    assert (course.region, course.indications) == (Region.SCALP, ["thinning"])
    assert course.views == ["midline", "vertex"], "in shooting order"
    assert courses.details(course) == details(work, views=["midline", "vertex"])
    assert course.next_due == work.today
    assert course.closed_on is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"indications": []},
        {"indications": ["dullness"]},
        {"indications": ["nonsense"]},
        {"views": []},
        {"views": ["left-lateral"]},
        {"started_on": date(2090, 1, 1)},
    ],
)
def test_what_does_not_fit_the_region_is_refused(work, cast, course, wrong):
    with pytest.raises(InvalidInput):
        courses.add(work, cast.patient_id, Region.SCALP, details(work, **wrong))
    with pytest.raises(InvalidInput):
        courses.change(work, course.id, details(work, **wrong))


def test_a_shorter_interval_moves_the_next_session(work, course):
    factories.visit(work, course, work.today - timedelta(days=3))
    courses.change(work, course.id, details(work, plan=Plan(6, 14), notes=" biotin "))
    assert course.next_due == work.today + timedelta(days=11)
    assert course.notes == "biotin"


def test_closing_ends_what_is_due_and_reopening_brings_it_back(work, course):
    courses.close(work, course.id)
    assert (course.closed_on, course.next_due) == (work.today, None)
    with pytest.raises(Conflict):
        courses.close(work, course.id)
    courses.reopen(work, course.id)
    assert (course.closed_on, course.next_due) == (None, work.today)
    with pytest.raises(Conflict):
        courses.reopen(work, course.id)
    changes = [
        row.detail.get("change")
        for row in work.session.query(AuditEntry).filter_by(subject_id=course.id)
    ]
    assert changes == [None, "closed", "reopened"]


def test_nothing_is_due_until_somebody_says_what_a_course_is_for(work, cast):
    imported = details(work, indications=[], imported=True)
    course = courses.add(work, cast.patient_id, Region.SCALP, imported)
    visits.add(work, course.id, on=work.today - timedelta(days=90), kind=VisitKind.FOLLOW_UP)
    assert course.next_due is None
    assert courses.overview(work, course.id).standing.overdue_days == 0
    courses.change(work, course.id, details(work))
    assert course.next_due == work.today - timedelta(days=90)


def with_photos(work, course, visits, views=("midline", "vertex")):
    baselines = {}
    for number in range(visits):
        kind = VisitKind.TREATMENT if number else VisitKind.BASELINE
        day = work.today - timedelta(days=28 * (visits - number))
        visit = factories.visit(work, course, day, kind)
        for view in views:
            photo = factories.photo(work, visit, view)
            if view in baselines:
                factories.alignment(work, baselines[view], photo)
            baselines.setdefault(view, photo)
    return baselines


def test_overview_says_what_is_done_and_to_come(work, course):
    with_photos(work, course, 3)
    standing = courses.overview(work, course.id).standing
    assert (standing.done, standing.to_come) == (2, 4)


def test_overview_compares_the_latest_with_the_baseline_of_the_first_view(work, course):
    baselines = with_photos(work, course, 3)
    main = courses.overview(work, course.id).main
    assert main.view.slug == "midline"
    assert main.before.id == baselines["midline"].id
    assert main.now.taken_at > main.before.taken_at


def test_one_photo_is_nothing_to_compare_and_unreadable_ones_do_not_count(work, course):
    with_photos(work, course, 1)
    assert courses.overview(work, course.id).main is None
    visit = factories.visit(work, course, work.today)
    factories.photo(work, visit, "midline", state=PhotoState.UNREADABLE)
    assert courses.overview(work, course.id).main is None


def test_open_courses_come_first_then_the_latest(work, cast, course):
    later = courses.add(
        work,
        cast.patient_id,
        Region.FACE,
        details(
            work,
            indications=["dullness"],
            views=["frontal"],
            started_on=work.today + timedelta(days=1),
        ),
    )
    listed = [each.course.id for each in courses.overviews(work, cast.patient_id)]
    assert listed == [later.id, course.id]
    courses.close(work, later.id)
    listed = [each.course.id for each in courses.overviews(work, cast.patient_id)]
    assert listed == [course.id, later.id]


def test_patients_see_their_own_course_and_decide_nothing(work, cast, course, app):
    own = work.__class__(work.session, work.store, cast.patient, work.now)
    assert courses.overview(own, course.id).course is course
    with pytest.raises(NotAllowed):
        courses.close(own, course.id)
    stranger = work.__class__(work.session, work.store, cast.stranger, work.now)
    for look in (
        lambda: courses.overview(stranger, course.id),
        lambda: courses.find(stranger, course.id),
        lambda: courses.overviews(stranger, cast.patient_id),
    ):
        with pytest.raises(NotFound):
            look()


def test_staff_decide_nothing_about_a_course(work, cast, course):
    staff = work.__class__(work.session, work.store, cast.staff, work.now)
    with pytest.raises(NotAllowed):
        courses.change(staff, course.id, details(work))
