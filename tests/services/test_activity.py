"""What was done is found again: by who did it, of whom, what and when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from progress.errors import NotAllowed
from progress.models import AuditEntry
from progress.rules.access import Actor
from progress.rules.audit import Event
from progress.rules.audit_groups import Group
from progress.services import activity
from progress.services.activity import Wanted
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast
from tests.web.queries import counted

DAY = date(2026, 11, 10)


@pytest.fixture
def admin_work(at_work: AtWork, cast: Cast) -> Work:
    with at_work(cast.admin) as work:
        yield work


def entry(
    work: Work, event: Event, by: Actor, patient_id: UUID | None = None, day: date = DAY
) -> int:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    who = {"actor_id": by.id, "actor_name": by.name}
    row = AuditEntry(**who, at=at, event=event, patient_id=patient_id, subject_id=None, detail={})
    work.session.add(row)
    work.session.commit()
    return row.id


def found(work: Work, **wanted: object) -> list[int]:
    return [row.id for row in activity.read(work, Wanted(**wanted)).page.rows]


def test_pages_join_latest_first(admin_work: Work, cast: Cast) -> None:
    for number in range(activity.PAGE_SIZE + 5):
        admin_work.record(Event.PHOTO_SEEN, patient_id=cast.patient_id, number=number)
    admin_work.session.commit()
    looks = Wanted(event=Event.PHOTO_SEEN)
    first = activity.read(admin_work, looks)
    second = activity.read(admin_work, looks, before=first.page.last.id)
    seen = [entry.detail["number"] for entry in [*first.page.rows, *second.page.rows]]
    assert seen == list(range(activity.PAGE_SIZE + 4, -1, -1))
    assert second.page.last is None


def test_by_whom_of_whom_and_what(admin_work: Work, cast: Cast) -> None:
    one = entry(admin_work, Event.PHOTO_SEEN, cast.clinician, cast.patient_id)
    two = entry(admin_work, Event.CASE_PREVIEWED, cast.clinician, cast.stranger_id)
    three = entry(admin_work, Event.CASE_PULLED, cast.staff, cast.patient_id)
    assert found(admin_work, person_id=cast.clinician.id, group=Group.LOOKS) == [two, one]
    assert found(admin_work, group=Group.LOOKS, patient_id=cast.patient_id) == [one]
    assert found(admin_work, event=Event.CASE_PULLED) == [three]
    assert found(admin_work, person_id=cast.staff.id, patient_id=cast.stranger_id) == []
    program = activity.read(admin_work, Wanted(by_program=True)).page.rows
    assert program and all(row.actor_id is None for row in program)


def test_days_are_the_clinics_own_and_both_are_among_them(admin_work: Work, cast: Cast) -> None:
    days = [DAY + timedelta(days=step) for step in range(4)]
    rows = [entry(admin_work, Event.PHOTO_SEEN, cast.staff, None, day) for day in days]
    looks = {"event": Event.PHOTO_SEEN}
    assert found(admin_work, since=days[1], until=days[2], **looks) == [rows[2], rows[1]]
    assert found(admin_work, since=days[3], **looks) == [rows[3]]
    assert found(admin_work, until=days[0], **looks) == [rows[0]]
    assert found(admin_work, since=days[3] + timedelta(days=1), **looks) == []


def test_an_entry_that_was_written_late_is_found_by_its_day(admin_work: Work, cast: Cast) -> None:
    late = entry(admin_work, Event.PHOTO_SEEN, cast.staff, None, DAY + timedelta(days=1))
    early = entry(admin_work, Event.PHOTO_SEEN, cast.staff, None, DAY)
    assert found(admin_work, event=Event.PHOTO_SEEN, until=DAY) == [early]
    assert found(admin_work, event=Event.PHOTO_SEEN, since=DAY + timedelta(days=1)) == [late]


def test_it_knows_names_and_subjects_with_as_many_queries_for_many(
    admin_work: Work, cast: Cast
) -> None:
    course = factories.course(admin_work, cast.patient_id)
    visit = factories.visit(admin_work, course, DAY)

    def read() -> tuple[activity.Activity, int]:
        admin_work.session.expire_all()
        with counted() as statements:
            return activity.read(admin_work), len(statements)

    for subject_id in (course.id, visit.id, cast.staff.id):
        admin_work.record(Event.VISIT_ADDED, patient_id=cast.patient_id, subject_id=subject_id)
    admin_work.session.commit()
    few, before = read()
    for _ in range(20):
        photo = factories.photo(admin_work, visit)
        admin_work.record(Event.PHOTO_SEEN, patient_id=cast.stranger_id, subject_id=photo.id)
    admin_work.session.commit()
    many, after = read()
    assert before == after
    assert few.name(cast.patient_id) == "Asha Verma"
    assert few.people[cast.staff.id].name == "Staff"
    kinds = {subject.kind for subject in many.subjects.values()}
    assert {"courses", "visits", "photos"} <= kinds


def test_those_who_may_be_asked_for(admin_work: Work, cast: Cast) -> None:
    clinic = [person.name for person in activity.doers(admin_work, Wanted())]
    assert clinic == ["Admin", "Clinician", "Staff"]
    with_patient = activity.doers(admin_work, Wanted(patient_id=cast.patient_id))
    assert [person.name for person in with_patient] == ["Admin", "Clinician", "Patient", "Staff"]


def test_only_administrators_read_it(work: Work) -> None:
    with pytest.raises(NotAllowed):
        activity.read(work)
    with pytest.raises(NotAllowed):
        activity.doers(work, Wanted())
