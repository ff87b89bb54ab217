"""A patient is asked for consent: for a course, a view of it, or some of its photos."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select, update

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import Consent, ConsentRequest, ConsentVersion, Course, Photo, Withdrawal
from progress.rules import photos as rules
from progress.rules import views
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import Extent
from progress.services import courses
from progress.services.work import Work


def ask(
    work: Work,
    course_id: uuid.UUID,
    version_id: uuid.UUID,
    view: str | None = None,
    photo_ids: Collection[uuid.UUID] = (),
) -> ConsentRequest:
    """Ask for all photos of the course, unless it is said which. The same question that is open
    already stays the only one."""
    course = courses.find(work, course_id, Action.ASK_CONSENT)
    _check_version(work, version_id)
    chosen = sorted(map(str, photo_ids)) or None
    _check_photos(work, course, view, photo_ids)
    for known in open_of(work, course.patient_id):
        if (known.course_id, known.view, known.photo_ids) == (course_id, view or None, chosen):
            _close(work, known)
    request = ConsentRequest(
        id=uuid.uuid4(),
        patient_id=course.patient_id,
        course_id=course.id,
        view=view or None,
        photo_ids=chosen,
        version_id=version_id,
        asked_by=work.actor.name,
        asked_at=work.now,
    )
    work.session.add(request)
    work.record(Event.CONSENT_ASKED, patient_id=course.patient_id, subject_id=request.id)
    work.session.commit()
    return request


def _check_version(work: Work, version_id: uuid.UUID) -> None:
    version = work.session.get(ConsentVersion, version_id)
    if version is None or version.published_at is None or version.template.retired_at is not None:
        raise InvalidInput("Choose one of the texts that are published.")


def _check_photos(
    work: Work, course: Course, view: str | None, photo_ids: Collection[uuid.UUID]
) -> None:
    if view:
        views.view_of(course.region, view)
    query = select(func.count(Photo.id)).where(
        Photo.course_id == course.id, Photo.id.in_(photo_ids), Photo.set_aside_at.is_(None)
    )
    if photo_ids and work.session.scalar(query) != len(set(photo_ids)):
        raise InvalidInput("Choose photos of this course.")


def cancel(work: Work, request_id: uuid.UUID) -> ConsentRequest:
    """Ask no longer."""
    request = find(work, request_id, Action.ASK_CONSENT)
    if not _close(work, request):
        raise Conflict("This question is not open any more.")
    work.session.commit()
    return request


def _close(work: Work, request: ConsentRequest) -> bool:
    """Whether it was open until now; a signature that comes at the same moment may win."""
    closed = work.wins(
        update(ConsentRequest)
        .where(ConsentRequest.id == request.id, still_open())
        .values(cancelled_at=work.now)
    )
    if closed:
        work.record(Event.CONSENT_CANCELLED, patient_id=request.patient_id, subject_id=request.id)
    return closed


def still_open() -> ColumnElement[bool]:
    """Of a row: neither answered nor cancelled."""
    return ConsentRequest.answered_at.is_(None) & ConsentRequest.cancelled_at.is_(None)


def find(work: Work, request_id: uuid.UUID, action: Action = Action.SEE_CONSENTS) -> ConsentRequest:
    """The request, open or not, if the actor may do this with it."""
    request = work.session.get(ConsentRequest, request_id)
    if request is None:
        raise NotFound("There is no such question.")
    work.require(action, request.patient_id, request.course_id, request.id)
    return request


def named(work: Work, request: ConsentRequest) -> list[Photo]:
    """The photos that a question names and that may be shown, oldest first."""
    ids = extent(request).photo_ids or frozenset()
    query = select(Photo).where(Photo.id.in_(ids)).order_by(Photo.taken_at, Photo.id)
    return [photo for photo in work.session.scalars(query) if rules.held_back(photo) is None]


def open_of(work: Work, patient_id: uuid.UUID) -> list[ConsentRequest]:
    """What a patient is being asked, oldest first."""
    work.require(Action.SEE_CONSENTS, patient_id)
    query = (
        select(ConsentRequest)
        .where(ConsentRequest.patient_id == patient_id, still_open())
        .order_by(ConsentRequest.asked_at)
    )
    return list(work.session.scalars(query))


def extent(row: ConsentRequest | Consent | Withdrawal) -> Extent:
    """Which photos a row speaks of."""
    ids = frozenset(map(uuid.UUID, row.photo_ids)) if row.photo_ids else None
    return Extent(row.course_id, row.view, ids)
