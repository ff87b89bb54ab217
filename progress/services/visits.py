"""Visits: one dated encounter of a course each."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import CaptureSession, Course, Photo, Transfer, Visit
from progress.rules import plan
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.treatment import HairState, SkinState, VisitKind
from progress.services.photos import keep_and_align, same_series
from progress.services.work import Work

FURTHEST_AHEAD = timedelta(days=366)
Condition = HairState | SkinState


def find(work: Work, visit_id: uuid.UUID, action: Action = Action.SEE_VISIT) -> Visit:
    """The visit, if the actor may do this with it."""
    visit = work.session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("There is no such visit.")
    work.require(action, visit.course.patient_id, visit.course_id, visit.id)
    return visit


def add(
    work: Work,
    course_id: uuid.UUID,
    *,
    on: date,
    kind: VisitKind,
    condition: Condition | None = None,
    notes: str = "",
) -> Visit:
    """Open a visit of a course, and set when the next session is due."""
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(Action.EDIT_VISIT, course.patient_id)
    _check_day(work, on)
    visit = Visit(
        id=uuid.uuid4(),
        course=course,
        on=on,
        kind=kind,
        condition=_as_data(condition),
        notes=notes.strip(),
        created_at=work.now,
    )
    work.session.add(visit)
    work.session.flush()
    set_next_due(work, course)
    work.record(
        Event.VISIT_ADDED, patient_id=course.patient_id, subject_id=visit.id, on=on.isoformat()
    )
    work.session.commit()
    return visit


def change(
    work: Work,
    visit_id: uuid.UUID,
    *,
    on: date,
    kind: VisitKind,
    condition: Condition | None = None,
    notes: str = "",
) -> Visit:
    """Correct what was noted about a visit."""
    visit = find(work, visit_id, Action.EDIT_VISIT)
    _check_day(work, on)
    if visit.treatment and kind is not VisitKind.TREATMENT:
        raise Conflict("A treatment was recorded at this visit, so it stays a session.")
    moved = _date_photos(work, visit, on) if on != visit.on else []
    visit.on, visit.kind, visit.notes = on, kind, notes.strip()
    visit.condition = _as_data(condition)
    work.session.flush()
    set_next_due(work, visit.course)
    work.record(Event.VISIT_CHANGED, patient_id=visit.course.patient_id, subject_id=visit.id)
    keep_and_align(work, moved)
    return visit


def _date_photos(work: Work, visit: Visit, on: date) -> list[Photo]:
    """Photos that took their date from the visit follow it; returns all photos of their views,
    since the earliest of a view is its baseline."""
    moved = [photo for photo in photos_of(work, visit) if photo.taken_from == "visit"]
    for photo in moved:
        photo.taken_at = datetime.combine(on, time(12))
    work.session.flush()
    touched = {other.id: other for photo in moved for other in same_series(work, photo)}
    return list(touched.values())


def remove(work: Work, visit_id: uuid.UUID) -> Course:
    """Take away a visit that was opened by mistake: one without photos, and where no treatment was
    given or stopped."""
    visit = find(work, visit_id, Action.EDIT_VISIT)
    course = visit.course
    has_photos = select(Photo.id).where(Photo.visit_id == visit.id).limit(1)
    if visit.treatment or visit.stopped or work.session.scalar(has_photos):
        raise Conflict(
            "This visit has photos, or a treatment was given or stopped, so it stays in the record."
        )
    if _expects_photos(work, visit):
        raise Conflict(
            "Photos of this visit may be on their way, or still on a phone. End the phone's "
            "session, and let what is being sent arrive."
        )
    work.session.delete(visit)
    work.session.flush()
    set_next_due(work, course)
    work.record(Event.VISIT_REMOVED, patient_id=course.patient_id, subject_id=visit_id)
    work.session.commit()
    return course


def _expects_photos(work: Work, visit: Visit) -> bool:
    """Without their visit they could never arrive."""
    on_their_way = select(Transfer.id).where(
        Transfer.visit_id == visit.id,
        Transfer.photo_id.is_(None),
        Transfer.refusal.is_(None),
        Transfer.expires_at > work.now,
    )
    with_a_phone = select(CaptureSession.id).where(
        CaptureSession.visit_id == visit.id,
        CaptureSession.connected_at.is_not(None),
        CaptureSession.ended_at.is_(None),
        CaptureSession.expires_at > work.now,
    )
    return work.session.scalar(select(on_their_way.exists() | with_a_phone.exists())) or False


def propose_kind(work: Work, course: Course) -> VisitKind:
    """What the next visit of a course is for, as its plan says."""
    planned = plan.Plan(course.sessions_planned, course.interval_days)
    return plan.propose_kind(planned, in_order(work, course.id))


def title(work: Work, visit: Visit) -> str:
    """What the visit is called: "Baseline", "Session 3"."""
    visits = in_order(work, visit.course_id)
    titles = plan.visit_titles(visits)
    return titles[[each.id for each in visits].index(visit.id)]


def in_order(work: Work, course_id: uuid.UUID) -> list[Visit]:
    """The visits of a course by date."""
    query = select(Visit).where(Visit.course_id == course_id).order_by(Visit.on, Visit.created_at)
    return list(work.session.scalars(query))


def photos_of(work: Work, visit: Visit) -> list[Photo]:
    """Every photo of a visit, those set aside too, in the order in which they arrived."""
    query = select(Photo).where(Photo.visit_id == visit.id).order_by(Photo.received_at, Photo.id)
    return list(work.session.scalars(query))


def missing_views(course: Course, photos: list[Photo]) -> list[str]:
    """Views of the shot list that a visit still has to photograph."""
    taken = {photo.view for photo in photos if photo.set_aside_at is None}
    return [slug for slug in course.views if slug not in taken]


def plan_of(course: Course) -> plan.Plan | None:
    """None until somebody has said what the course is for."""
    return plan.Plan(course.sessions_planned, course.interval_days) if course.planned else None


def set_next_due(work: Work, course: Course) -> None:
    """Keep the stored due date in step with plan and visits; a closed course has none."""
    due = plan.next_due(plan_of(course), in_order(work, course.id), work.today)
    course.next_due = None if course.closed_on else due


def _check_day(work: Work, on: date) -> None:
    if on > work.today + FURTHEST_AHEAD:
        raise InvalidInput("A visit lies at most a year ahead.")
    if on.year < 1990:
        raise InvalidInput("That day is too long ago. Please check the year.")


def _as_data(condition: Condition | None) -> dict[str, object]:
    found = asdict(condition) if condition else {}
    return {name: value for name, value in found.items() if value is not None}
