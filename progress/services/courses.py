"""Courses of treatment: opened, changed, closed, and shown with all their photos."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import Course, Patient, Photo
from progress.rules import plan, views
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.photos import usable
from progress.rules.plan import Plan, Standing
from progress.rules.treatment import VOCABULARY
from progress.rules.views import Region, View
from progress.services import patients, visits
from progress.services.grids import Grid, Row, course_grid
from progress.services.work import Work


@dataclass(frozen=True)
class CourseDetails:
    """What a person decides about a course; slugs of rules.treatment and rules.views."""

    indications: Sequence[str]
    views: Sequence[str]
    plan: Plan
    started_on: date
    notes: str = ""
    imported: bool = False
    """Taken from a folder of photos: nobody has said yet what the course is for."""


@dataclass(frozen=True)
class BeforeAndNow:
    """The baseline of a view and its latest photo."""

    view: View
    label: str
    before: Photo
    now: Photo
    grade: str | None
    """How comparable the two are; None when they could not be lined up."""
    reasons: list[str]


@dataclass(frozen=True)
class Overview:
    """Everything that the page of a course shows."""

    grid: Grid
    standing: Standing

    @property
    def course(self) -> Course:
        return self.grid.course

    @property
    def patient(self) -> Patient:
        return self.course.patient

    @cached_property
    def main(self) -> BeforeAndNow | None:
        """The pair that "latest over baseline" opens: of the first view that has two photos."""
        return next(filter(None, map(_before_and_now, self.grid.rows)), None)


def find(work: Work, course_id: uuid.UUID, action: Action = Action.SEE_COURSE) -> Course:
    """The course, if the actor may do this with it."""
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(action, course.patient_id)
    return course


def details(course: Course) -> CourseDetails:
    """What was decided about a course."""
    return CourseDetails(
        indications=course.indications,
        views=course.views,
        plan=Plan(course.sessions_planned, course.interval_days),
        started_on=course.started_on,
        notes=course.notes,
    )


def overview(work: Work, course_id: uuid.UUID) -> Overview:
    """A course with its grid, with the same few queries at any length."""
    grid = course_grid(work, course_id)
    held = [column.visit for column in grid.columns]
    return Overview(grid, plan.standing(visits.plan_of(grid.course), held, work.today))


def overviews(work: Work, patient_id: uuid.UUID) -> list[Overview]:
    """All courses of a patient, the ones that go on first, then the latest."""
    work.require(Action.SEE_COURSE, patient_id)
    query = (
        select(Course.id)
        .where(Course.patient_id == patient_id)
        .order_by(Course.closed_on.is_not(None), Course.started_on.desc(), Course.created_at.desc())
    )
    return [overview(work, course_id) for course_id in work.session.scalars(query)]


def add(work: Work, patient_id: uuid.UUID, region: Region, details: CourseDetails) -> Course:
    """Open a course of a patient; its first session is due at once."""
    patient = patients.find(work, patient_id, Action.EDIT_COURSE)
    _check(work, region, details)
    course = Course(id=uuid.uuid4(), patient=patient, region=region, created_at=work.now)
    _write(course, details)
    work.session.add(course)
    work.session.flush()
    visits.set_next_due(work, course)
    work.record(Event.COURSE_ADDED, patient_id=patient.id, subject_id=course.id)
    work.session.commit()
    return course


def change(work: Work, course_id: uuid.UUID, details: CourseDetails) -> Course:
    """Change what was decided; the region stays, because photos depend on it."""
    course = find(work, course_id, Action.EDIT_COURSE)
    _check(work, course.region, details)
    _write(course, details)
    return _keep(work, course, change="plan")


def close(work: Work, course_id: uuid.UUID) -> Course:
    """End a course: nothing is due any more, and everything stays to be seen."""
    course = find(work, course_id, Action.EDIT_COURSE)
    if course.closed_on:
        raise Conflict("This course is closed already.")
    course.closed_on = work.today
    return _keep(work, course, change="closed")


def reopen(work: Work, course_id: uuid.UUID) -> Course:
    """Go on with a course that was closed."""
    course = find(work, course_id, Action.EDIT_COURSE)
    if course.closed_on is None:
        raise Conflict("This course is open already.")
    course.closed_on = None
    return _keep(work, course, change="reopened")


def _keep(work: Work, course: Course, change: str) -> Course:
    visits.set_next_due(work, course)
    patient_id = course.patient_id
    work.record(Event.COURSE_CHANGED, patient_id=patient_id, subject_id=course.id, change=change)
    work.session.commit()
    return course


def _write(course: Course, details: CourseDetails) -> None:
    course.indications = [str(slug) for slug in details.indications]
    course.views = [
        view.slug.value for view in views.views_of(course.region) if view.slug in details.views
    ]
    course.sessions_planned = details.plan.sessions
    course.interval_days = details.plan.interval_days
    course.started_on, course.notes = details.started_on, details.notes.strip()


def _check(work: Work, region: Region, details: CourseDetails) -> None:
    if not (details.indications or details.imported):
        raise InvalidInput("Choose at least one indication.")
    if not set(details.indications) <= set(VOCABULARY[region].indications):
        raise InvalidInput(f"One of the indications does not belong to the {region}.")
    if not details.views:
        raise InvalidInput("Choose at least one view to photograph.")
    for slug in details.views:
        views.view_of(region, slug)
    if details.started_on > work.today + visits.FURTHEST_AHEAD:
        raise InvalidInput("A course starts at most a year ahead.")


def _before_and_now(row: Row) -> BeforeAndNow | None:
    shown = [cell for cell in row.cells if cell and usable(cell.photo)]
    later = [cell for cell in shown if cell.photo is not row.baseline]
    if row.baseline is None or not later:
        return None
    now = later[-1]
    return BeforeAndNow(row.view, row.label, row.baseline, now.photo, now.grade, now.reasons)
