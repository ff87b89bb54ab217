"""A clinician decides about a photo from home: into the record, or not, with a reason.

To accept a photo hands its bytes to `uploads.add`, the door of every photo, so that the original
stays as it was sent, and is aligned, graded and compared with the patient's face like any other.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, ProgressError
from progress.models import Course, HomePhoto, Patient, Photo, Visit
from progress.rules import home_photos as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.home_photos import HomeState
from progress.rules.treatment import VisitKind
from progress.services import uploads, visits
from progress.services.home_photos import drop_bytes, find, key, moment_of, on_the_wall, record
from progress.services.series import NO_SERIES, Series, of_course
from progress.services.work import Work

SHOWN = 20


@dataclass(frozen=True)
class Waiting:
    """Photos of one patient that wait for a clinician."""

    patient: Patient
    count: int
    since: datetime


def waiting(work: Work) -> list[Waiting]:
    """For the page of today: whose photos wait, the longest first."""
    work.require(Action.SEE_TODAY)
    since = func.min(HomePhoto.sent_at)
    query = (
        select(Patient, func.count(HomePhoto.id), since)
        .join(HomePhoto, HomePhoto.patient_id == Patient.id)
        .where(HomePhoto.state == HomeState.OFFERED)
        .group_by(Patient.id)
        .order_by(since)
    )
    return [Waiting(*row) for row in work.session.execute(query.limit(SHOWN))]


def count_of(work: Work, patient_id: uuid.UUID) -> int:
    """How many photos of a patient wait."""
    work.require(Action.SEE_PATIENT, patient_id)
    query = select(func.count(HomePhoto.id)).where(
        HomePhoto.patient_id == patient_id, HomePhoto.state == HomeState.OFFERED
    )
    return work.session.scalar(query) or 0


@dataclass(frozen=True)
class BesideBaseline:
    """A photo from home, and what it would be laid over; None where its view has none yet."""

    photo: HomePhoto
    baseline: Photo | None

    @property
    def dated_by_arrival(self) -> bool:
        """Whether neither camera nor phone said a time within the course."""
        return self.photo.taken_at == on_the_wall(self.photo.sent_at)


def of_patient(work: Work, patient_id: uuid.UUID) -> list[BesideBaseline]:
    """Those that wait, and then what was decided lately."""
    work.require(Action.SEE_PATIENT, patient_id)
    query = (
        select(HomePhoto)
        .where(HomePhoto.patient_id == patient_id, HomePhoto.report_id.is_(None))
        .order_by(HomePhoto.state != HomeState.OFFERED, HomePhoto.sent_at.desc())
        .options(joinedload(HomePhoto.course))
    )
    return _beside(work, work.session.scalars(query.limit(SHOWN)).all())


def _beside(work: Work, photos: Sequence[HomePhoto]) -> list[BesideBaseline]:
    courses = {each.course_id for each in photos if each.course_id}
    found: dict[tuple[uuid.UUID | None, str | None], Series] = {
        (course_id, view): series
        for course_id in courses
        for (view, label), series in of_course(work, course_id).items()
        if not label
    }
    return [
        BesideBaseline(each, found.get((each.course_id, each.view), NO_SERIES).baseline)
        for each in photos
    ]


def accept(work: Work, home_photo_id: uuid.UUID) -> Photo:
    """Take it into its course, as a photo from home. Photo and decision are one commit: whoever is
    too late reads Conflict, and has added nothing."""
    photo = find(work, home_photo_id, Action.DECIDE_HOME_PHOTO)
    rules.move(photo.state, HomeState.ACCEPTED)
    if photo.course_id is None:
        raise Conflict("This photo belongs to a report, not to a course.")
    was, photo.taken_at = photo.state, moment_of(work, photo, photo.taken_at)
    data = work.store.get(str(photo.patient_id), key(photo.id, "original"))
    visit = _visit(work, photo.course_id, photo.taken_at.date())
    try:
        added = _add(work, photo, was, visit.id, data)
    except Conflict:
        with suppress(ProgressError):
            # Others may have filed a photo under it by now: then it stays.
            visits.remove(work, visit.id)
        raise
    drop_bytes(work, home_photo_id)
    return added


def _add(work: Work, photo: HomePhoto, was: HomeState, visit_id: uuid.UUID, data: bytes) -> Photo:
    def decide(added: Photo) -> None:
        _decide(work, photo, was, HomeState.ACCEPTED, photo_id=added.id)
        record(work, Event.HOME_PHOTO_ACCEPTED, photo, photo=str(added.id))

    name, view, taken_at = photo.filename, photo.view, photo.taken_at
    added = uploads.add(work, visit_id, data, name, view, taken_at=taken_at, also=decide)
    if added.duplicate:
        # The clinic has these bytes from elsewhere.
        decide(added.photo)
        work.session.commit()
    return added.photo


def _visit(work: Work, course_id: uuid.UUID, day: date) -> Visit:
    """Photos of one day and course stand together; they are no encounter of the plan. The UPDATE
    changes nothing: whoever accepts another photo of that day waits, and then finds this visit."""
    held = update(Course).where(Course.id == course_id).values(id=course_id)
    work.session.execute(held.execution_options(synchronize_session=False))
    query = select(Visit).where(
        Visit.course_id == course_id, Visit.on == day, Visit.kind == VisitKind.FROM_HOME
    )
    found = work.session.scalar(query)
    if found is None:
        return visits.add(work, course_id, on=day, kind=VisitKind.FROM_HOME)
    work.session.commit()
    return found


def decline(work: Work, home_photo_id: uuid.UUID, reason: str, note: str = "") -> HomePhoto:
    """Leave it out, with a reason that the patient reads. It may still be accepted."""
    photo = find(work, home_photo_id, Action.DECIDE_HOME_PHOTO)
    rules.check_reason(reason, note)
    _decide(work, photo, photo.state, HomeState.DECLINED, reason=reason, note=note.strip())
    record(work, Event.HOME_PHOTO_DECLINED, photo, reason=reason)
    work.session.commit()
    return photo


def _decide(work: Work, photo: HomePhoto, was: HomeState, to: HomeState, **values: Any) -> None:
    """In one UPDATE, so that of two decisions at the same moment one counts; `was` is the state
    that was decided about."""
    said = {"reason": None, "note": "", "decided_at": work.now, "decided_by": work.actor.name}
    decided = (
        update(HomePhoto)
        .where(HomePhoto.id == photo.id, HomePhoto.state == was)
        .values(state=rules.move(was, to), **said | values)
        .execution_options(synchronize_session=False)
    )
    if not work.wins(decided):
        work.session.rollback()
        raise Conflict(rules.DECIDED)
    work.session.refresh(photo)
