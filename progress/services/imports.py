"""Taking in a clinic's own photos, file by file; one that is here already changes nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select

from progress.errors import ProgressError, UnusablePhoto
from progress.models import Course, Patient, Visit
from progress.rules.patients import PatientDetails
from progress.rules.plan import Plan
from progress.rules.treatment import VisitKind
from progress.rules.views import Region, proposed_views
from progress.services import courses, patients, uploads, visits
from progress.services.courses import CourseDetails
from progress.services.folders import Found
from progress.services.work import Work
from progress.vision import codec

UNKNOWN_PLAN = Plan(sessions=6, interval_days=28)
"""A folder of photos says nothing of a plan; somebody corrects it."""


class Fate(StrEnum):
    TAKEN = "taken"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    found: Found
    fate: Fate
    why: str = ""
    photo_id: uuid.UUID | None = None


def take(work: Work, found: Found, region_if_unknown: Region | None = None) -> Outcome:
    """Take in one file: patient, course and visit are made when they are not there yet."""
    try:
        return _take(work, found, found.region or region_if_unknown)
    except ProgressError as error:
        work.session.rollback()
        return Outcome(found, Fate.REFUSED, error.sentence)


def _take(work: Work, found: Found, region: Region | None) -> Outcome:
    data = found.path.read_bytes()
    day = _day(found, data)
    if region is None:
        raise UnusablePhoto(
            "Scalp or face? Name the view or the region in the path, or say --region."
        )
    patient = _patient(work, found.patient)
    visit = _visit(work, _course(work, patient, region, day), day)
    added = uploads.add(work, visit.id, data, filename=found.path.name, view=found.view)
    if added.duplicate:
        return Outcome(found, Fate.SKIPPED, "We have this photo already.", added.photo.id)
    return Outcome(found, Fate.TAKEN, added.note or "", added.photo.id)


def _day(found: Found, data: bytes) -> date:
    """Decoding refuses what is no photo before a patient or visit is made for it."""
    taken_at = codec.inspect(data).taken_at
    day = found.day or (taken_at.date() if taken_at else None)
    if day is None:
        raise UnusablePhoto("No date: neither the folder nor the photo says when it was taken.")
    return day


def _patient(work: Work, name: str) -> Patient:
    """The patient of a folder is known by it: the folder's name is the record number."""
    number = name.strip()[:40]
    known = work.session.scalar(select(Patient).where(Patient.record_number == number))
    details = PatientDetails(name=_as_name(name), record_number=number)
    return known or patients.add(work, details, knowingly=True)


def _as_name(folder: str) -> str:
    """A folder that is only a number still makes a name that a person can read."""
    name = folder.replace("_", " ").strip()
    return name if any(letter.isalpha() for letter in name) else f"Patient {name}"


def _course(work: Work, patient: Patient, region: Region, day: date) -> Course:
    query = select(Course).where(Course.patient_id == patient.id, Course.region == region)
    known = work.session.scalar(query.order_by(Course.started_on.desc()).limit(1))
    details = CourseDetails(
        indications=(),
        views=[view.slug for view in proposed_views(region)],
        plan=UNKNOWN_PLAN,
        started_on=day,
        notes="Imported from a folder of photos. Indication and plan are not known yet.",
        imported=True,
    )
    return known or courses.add(work, patient.id, region, details)


def _visit(work: Work, course: Course, day: date) -> Visit:
    """What was done at an imported visit is not known, so it claims no treatment."""
    query = select(Visit).where(Visit.course_id == course.id, Visit.on == day).limit(1)
    known = work.session.scalar(query)
    return known or visits.add(work, course.id, on=day, kind=VisitKind.FOLLOW_UP)
