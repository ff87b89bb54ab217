"""The demonstration clinic is made through the services, once, and says who may sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from progress.demo import clinic
from progress.demo.cast import PATIENTS, DemoPatient
from progress.demo.photos import shoot
from progress.models import AuditEntry, Course, Patient, Person, Photo, Treatment, Visit
from progress.rules.access import SYSTEM, Role
from progress.rules.consents import Disguise, Scope, State
from progress.rules.photos import PhotoState
from progress.rules.plan import standing
from progress.services import consents, courses, today
from progress.services.work import Work
from tests.conftest import errand

MEERA = next(one for one in PATIENTS if one.missing and one.region == "face")
VIKRAM = next(one for one in PATIENTS if one.overridden)
KABIR = next(one for one in PATIENTS if not one.visits)
SMALL = (160, 216)
rendered: dict[tuple[str, int, int, date], bytes] = {}


def small(one: DemoPatient, view: int, visit: int, today: date) -> bytes:
    """Rendered for the first test that asks, the same for all."""
    key = (one.name, view, visit, today)
    if key not in rendered:
        rendered[key] = shoot(one, view, visit, today, SMALL)
    return rendered[key]


def hashed(password: str) -> str:
    return f"hash of {password}"


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """The program’s errand on a database without patients; three of the cast, small photos."""
    monkeypatch.setattr(clinic, "PATIENTS", (MEERA, VIKRAM, KABIR))
    monkeypatch.setattr(clinic.pictures, "shoot", small)
    with errand(app, SYSTEM) as work:
        for person in work.session.scalars(select(Person)).unique():
            work.session.delete(person)
        for table in (AuditEntry, Patient):
            work.session.execute(delete(table))
        work.session.commit()
        yield work


@pytest.fixture
def said(work: Work) -> list[str]:
    lines: list[str] = []
    clinic.fill(work, lines.append, hashed)
    return lines


def count(work: Work, table: type) -> int:
    return work.session.scalar(select(func.count()).select_from(table)) or 0


def of(work: Work, name: str) -> Patient:
    return work.session.scalars(select(Patient).where(Patient.name == name)).one()


@pytest.mark.usefixtures("said")
class TestFilled:
    def test_every_patient_is_a_demonstration(self, work: Work) -> None:
        assert {
            row.name for row in work.session.scalars(select(Patient).where(Patient.is_demo))
        } == {
            MEERA.name,
            VIKRAM.name,
            KABIR.name,
        }

    def test_visits_have_their_days_and_photos_wait_for_the_worker(self, work: Work) -> None:
        visits = list(work.session.scalars(select(Visit).order_by(Visit.on)))
        ago = sorted(days for one in (MEERA, VIKRAM) for days, _ in one.visits)
        assert sorted((work.today - visit.on).days for visit in visits) == ago
        taken = list(work.session.scalars(select(Photo)))
        assert len(taken) == 2 * len(MEERA.visits) - 1 + len(VIKRAM.visits)
        assert {photo.state for photo in taken} == {PhotoState.RECEIVED}
        assert {photo.taken_from for photo in taken} == {"exif"}
        assert all(photo.taken_at.date() == photo.visit.on for photo in taken)
        assert all(photo.view_confirmed for photo in taken)
        assert len({photo.sha256 for photo in taken}) == len(taken)

    def test_the_record_was_kept_day_by_day(self, work: Work) -> None:
        for visit in work.session.scalars(select(Visit)):
            assert visit.created_at.astimezone().date() == visit.on
        for treatment in work.session.scalars(select(Treatment)):
            assert treatment.recorded_at.astimezone().date() == treatment.visit.on
            assert treatment.recorded_by == "Dr Sameer Bhatia"

    def test_a_stop_was_overridden_by_name(self, work: Work) -> None:
        query = select(Treatment).where(Treatment.overridden_by.is_not(None))
        [treatment] = work.session.scalars(query)
        assert treatment.overridden_by == "Dr Sameer Bhatia"
        assert "aspirin" in (treatment.override_reason or "")
        assert treatment.checklist["blood-thinners-stopped"] == "no"
        assert treatment.side_effects_later == {"bruising": "moderate"}

    def test_one_course_is_overdue_one_is_due_this_week_and_one_begins(self, work: Work) -> None:
        page = today.look(work)
        assert [course.patient.name for course in page.overdue] == [VIKRAM.name]
        assert [course.patient.name for course in page.due_this_week] == [MEERA.name]
        assert [course.patient.name for course in page.due_today] == [KABIR.name]

    def test_a_view_that_nobody_took_is_missing(self, work: Work) -> None:
        [course] = work.session.scalars(
            select(Course).where(Course.patient_id == of(work, MEERA.name).id)
        )
        rows = courses.overview(work, course.id).grid.rows
        assert sorted(sum(not cell for cell in row.cells) for row in rows) == [0, 1]
        assert standing(courses.details(course).plan, course.visits, work.today).done == 4


def test_the_patient_with_the_longest_course_signs_in(work: Work, said: list[str]) -> None:
    [person] = work.session.scalars(select(Person).where(Person.email == clinic.PORTAL)).unique()
    assert person.patient_id == of(work, MEERA.name).id
    assert person.actor.roles == {Role.PATIENT}
    assert person.password == hashed(clinic.PASSWORD)


def test_logins_are_said_for_every_role(work: Work, said: list[str]) -> None:
    lines = clinic.logins(work)
    assert said[-len(lines) :] == lines
    for role in Role:
        assert sum(f"({role.value})" in line and clinic.PASSWORD in line for line in lines) == 1


def test_nothing_is_made_twice(work: Work, said: list[str]) -> None:
    before = [count(work, table) for table in (Patient, Person, Visit, Photo)]
    again: list[str] = []
    clinic.fill(work, again.append, hashed)
    assert "no demo clinic was made" in again[0]
    assert again[1:] == clinic.logins(work)
    assert [count(work, table) for table in (Patient, Person, Visit, Photo)] == before


def test_a_clinic_of_its_own_has_no_demo_logins(app: Flask) -> None:
    with errand(app, SYSTEM) as work:
        assert clinic.logins(work) == []


def test_without_the_portrait_its_patient_has_no_photos(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clinic.pictures, "available", lambda one: one is not MEERA)
    lines: list[str] = []
    clinic.fill(work, lines.append, hashed)
    assert sum("has no photos" in line and MEERA.name in line for line in lines) == 1
    query = select(Photo).where(Photo.patient_id == of(work, MEERA.name).id)
    assert work.session.scalars(query).all() == []
    assert count(work, Visit) == len(MEERA.visits) + len(VIKRAM.visits)


def test_some_answered_what_may_be_done_with_their_photos(work: Work, said: list[str]) -> None:
    found = {
        course.patient.name: consents.of_course(work, course)
        for course in work.session.scalars(select(Course))
    }
    assert found[MEERA.name].scopes == {Scope.RECORD, Scope.WEBSITE}
    assert found[MEERA.name].disguise is Disguise.NOT_RECOGNISABLE
    assert found[VIKRAM.name].state is State.NOT_ASKED


def test_somebody_waits_for_an_answer_from_home(work: Work, said: list[str]) -> None:
    found = today.look(work)
    assert [report.patient.name for report in found.reports]
    assert [waiting.count for waiting in found.photos_from_home] == [1]
    assert {found.reports[0].patient_id}.isdisjoint({found.photos_from_home[0].patient.id})


def test_a_patient_reads_hindi(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    email, name = clinic.HINDI
    assert name in [one.name for one in PATIENTS]
    monkeypatch.setattr(clinic, "HINDI", (email, VIKRAM.name))
    clinic.fill(work, lambda _line: None, hashed)
    assert of(work, VIKRAM.name).language == "hi"
    assert any(email in line for line in clinic.logins(work))
