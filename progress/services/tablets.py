"""The clinic's tablet in a patient's hands: whoever handed it over is reduced to one question."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from sqlalchemy import select

from progress.errors import Conflict
from progress.models import ConsentRequest, Course, Patient, Person, Photo
from progress.rules import signing
from progress.rules.access import CLINIC, Action, Actor, ConsentScope
from progress.rules.audit import Event
from progress.services import consent_requests
from progress.services.work import Work


@dataclass(frozen=True)
class Asked:
    """A question, and what its reader must be told about it."""

    request: ConsentRequest
    course: Course
    patient: Patient
    by_guardian: bool
    """Whether a parent or guardian signs."""
    photos: list[Photo]
    """Those that the question names, where it is not about all of a course or view."""


def asked(work: Work, request_id: uuid.UUID) -> Asked:
    """For who may answer it: the patient, or whoever holds the tablet."""
    request = consent_requests.find(work, request_id, Action.SIGN_CONSENT)
    course = work.session.get_one(Course, request.course_id)
    born_on = course.patient.born_on
    minor = born_on is not None and signing.is_minor(born_on, work.today)
    return Asked(request, course, course.patient, minor, consent_requests.named(work, request))


def hand_over(work: Work, request_id: uuid.UUID) -> None:
    """The person who is signed in gives the tablet to the patient."""
    request = consent_requests.find(work, request_id, Action.ASK_CONSENT)
    if not request.is_open:
        raise Conflict("This question is not open any more.")
    work.record(Event.TABLET_HANDED_OVER, patient_id=request.patient_id, subject_id=request.id)
    work.session.commit()


def actor_of(work: Work, request_id: uuid.UUID, mark: str) -> Actor | None:
    """For whom a handed-over tablet acts, and how far; None when they may sign in no more. `mark`:
    what the person's session knew them by."""
    person = by_mark(work, mark)
    request = work.session.get(ConsentRequest, request_id)
    if person is None or request is None or person.actor.roles.isdisjoint(CLINIC):
        return None
    return replace(person.actor, scope=ConsentScope(request.id, request.course_id))


def by_mark(work: Work, mark: str) -> Person | None:
    """Who handed it over, as long as their sign-in is open and their password the same."""
    query = select(Person).where(Person.fs_uniquifier == mark, Person.active)
    return work.session.scalars(query).unique().one_or_none()


def take_back(work: Work, request_id: uuid.UUID) -> None:
    """Somebody of the clinic has shown who they are, and has the tablet again."""
    request = consent_requests.find(work, request_id, Action.SIGN_CONSENT)
    work.record(
        Event.TABLET_TAKEN_BACK,
        patient_id=request.patient_id,
        subject_id=request.id,
        answered=request.answered_at is not None,
    )
    work.session.commit()
