from datetime import timedelta

import pytest

from progress.errors import NotAllowed
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.services import today
from tests import factories


def days(number):
    return timedelta(days=number)


@pytest.fixture
def due(work, cast):
    """A course that is due so many days from today."""
    return lambda number: factories.course(
        work, cast.patient_id, next_due=work.today + days(number)
    )


def test_sorts_who_comes_by_when(work, due):
    late, later, now, soon, far = due(-9), due(-1), due(0), due(7), due(8)
    seen = today.look(work)
    assert list(seen.due_today) == [now]
    assert list(seen.due_this_week) == [soon]
    assert list(seen.overdue) == [later, late], "whoever is late for longest comes last"
    assert seen.overdue_count == 2
    assert far not in [*seen.due_today, *seen.due_this_week, *seen.overdue]


def test_who_is_here_is_not_waited_for(work, due):
    here, expected = due(0), due(0)
    visit = factories.visit(work, here, work.today, VisitKind.BASELINE)
    seen = today.look(work)
    assert list(seen.visits) == [visit]
    assert list(seen.due_today) == [expected]


def test_counts_all_who_are_late_and_shows_some(work, due):
    for number in range(today.SHOWN + 3):
        due(-1 - number)
    seen = today.look(work)
    assert (len(seen.overdue), seen.overdue_count) == (today.SHOWN, today.SHOWN + 3)


def test_visits_of_the_day_and_of_the_days_before(work, due):
    course = due(30)
    now = factories.visit(work, course, work.today, VisitKind.FOLLOW_UP)
    before = factories.visit(work, course, work.today - days(40), VisitKind.BASELINE)
    factories.visit(work, course, work.today + days(3))
    seen = today.look(work)
    assert list(seen.visits) == [now]
    assert list(seen.recent) == [before]


def test_photos_that_wait_for_a_person_are_counted_by_visit(work, due):
    visit = factories.visit(work, due(1), work.today - days(2), VisitKind.FOLLOW_UP)
    for state in (PhotoState.REFUSED, PhotoState.REFUSED, PhotoState.NEEDS_REVIEW):
        factories.photo(work, visit, state=state, received_at=work.now)
    factories.photo(work, visit, state=PhotoState.ALIGNED, received_at=work.now)
    factories.photo(work, visit, state=PhotoState.UNREADABLE, received_at=work.now - days(60))
    factories.photo(
        work, visit, state=PhotoState.UNREADABLE, received_at=work.now, set_aside_at=work.now
    )
    found = {(each.state, each.count) for each in today.look(work).photos_to_review}
    assert found == {(PhotoState.REFUSED, 2), (PhotoState.NEEDS_REVIEW, 1)}


def test_sessions_that_nobody_wrote_down(work, due):
    course = due(20)
    forgotten = factories.visit(work, course, work.today - days(1))
    factories.treatment(work, factories.visit(work, course, work.today - days(5)))
    factories.visit(work, course, work.today - days(6), VisitKind.FOLLOW_UP)
    factories.visit(work, course, work.today - days(60))
    factories.visit(work, course, work.today)
    assert list(today.look(work).unrecorded) == [forgotten]


def test_side_effects_are_asked_for_in_the_days_after(work, due):
    course = due(20)
    ask, asked, today_s, old = (
        factories.visit(work, course, work.today - days(number)) for number in (1, 2, 0, 4)
    )
    factories.treatment(work, ask)
    factories.treatment(work, asked, side_effects_later={"none": ""})
    factories.treatment(work, today_s)
    factories.treatment(work, old)
    seen = today.look(work)
    assert list(seen.to_ask) == [ask]
    assert seen.needs_a_person


def test_a_quiet_day(work):
    seen = today.look(work)
    assert not seen.needs_a_person
    assert seen.has_patients
    assert not [*seen.visits, *seen.due_today, *seen.overdue, *seen.recent]


def test_patients_see_no_day(at_work, cast):
    with at_work(cast.patient) as work, pytest.raises(NotAllowed):
        today.look(work)
