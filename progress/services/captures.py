"""A visit is handed to a phone: by a code that lets in one phone, for a while, until it is ended.

The token leaves this file once, to be shown; what is kept is its fingerprint. A session acts for
the person who opened it, and is over as soon as that person may no longer sign in or add photos.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update

from progress.errors import Conflict, NotFound, ProgressError
from progress.models import CaptureSession, Person, Visit
from progress.rules import captures as rules
from progress.rules.access import Action, Actor, CaptureScope, can
from progress.rules.audit import Event
from progress.rules.captures import Standing
from progress.services import visits
from progress.services.work import Work


@dataclass(frozen=True)
class Opened:
    """A new session, with the only copy of its token."""

    session: CaptureSession
    token: str


@dataclass(frozen=True)
class Live:
    """A session that a phone can use now, or uses."""

    session: CaptureSession
    standing: Standing
    minutes_left: int
    opened_by: str

    @property
    def photos(self) -> int:
        return self.session.photos


def open_visit(work: Work, visit_id: uuid.UUID) -> Opened:
    """Make a code for one phone. A code of the same person's that nobody scanned stops working."""
    visit = visits.find(work, visit_id, Action.OPEN_CAPTURE)
    person = work.session.get_one(Person, work.actor.id)
    sweep(work)
    _end(work, [each.session for each in _live(work, visit) if _unused_by(each.session, person)])
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    session = CaptureSession(
        id=uuid.uuid4(),
        token_hash=rules.fingerprint(token),
        patient_id=visit.course.patient_id,
        visit_id=visit.id,
        opened_by=person.id,
        opened_as=person.fs_uniquifier,
        opened_at=work.now,
        expires_at=work.now + rules.LENGTH,
        photos=0,
    )
    work.session.add(session)
    _record(work, Event.CAPTURE_OPENED, session)
    work.session.commit()
    return Opened(session, token)


def _unused_by(session: CaptureSession, person: Person) -> bool:
    return session.opened_by == person.id and session.connected_at is None


def of_visit(work: Work, visit_id: uuid.UUID) -> list[Live]:
    """The live sessions of a visit, the latest first."""
    return _live(work, visits.find(work, visit_id, Action.OPEN_CAPTURE))


def _live(work: Work, visit: Visit) -> list[Live]:
    query = (
        select(CaptureSession, Person.name)
        .join(Person, Person.id == CaptureSession.opened_by)
        .where(CaptureSession.visit_id == visit.id, CaptureSession.ended_at.is_(None))
        .where(CaptureSession.expires_at > work.now)
        .order_by(CaptureSession.opened_at.desc())
    )
    return [
        Live(row, rules.standing(row, work.now), rules.minutes_left(row, work.now), name)
        for row, name in work.session.execute(query)
    ]


# -- the phone -----------------------------------------------------------------------------------


def find(work: Work, token: str, own: uuid.UUID | None = None) -> CaptureSession:
    """The session that a phone may come in by; raises NotFound, Conflict or Expired with what to
    do. Looking uses nothing up, so that a preview of the address does not either. `own`: the
    session that the phone is in already."""
    session = _by_token(work, token)
    if session is None or session.id != own:
        rules.check_scan(session, work.now)
    assert session is not None
    return session


def connect(work: Work, token: str, left: Actor | None = None) -> CaptureSession:
    """Let this phone in; of two that ask at the same moment, one. `left`: whom it acted for until
    now, in a session that ends with this."""
    session = find(work, token)
    actor = _actor(work, session)
    taken = work.wins(
        update(CaptureSession)
        .where(
            CaptureSession.id == session.id,
            CaptureSession.connected_at.is_(None),
            CaptureSession.ended_at.is_(None),
        )
        .values(connected_at=work.now)
    )
    if not taken:
        raise _too_late(work, token)
    _record(replace(work, actor=actor), Event.CAPTURE_CONNECTED, session)
    if left:
        _end_own(replace(work, actor=left))
    work.session.commit()
    return session


def _too_late(work: Work, token: str) -> ProgressError:
    """What came between looking and letting in."""
    work.session.rollback()
    try:
        find(work, token)
    except ProgressError as error:
        return error
    return Conflict(f"This code could not be used. {rules.NEW_CODE}")


def _by_token(work: Work, token: str) -> CaptureSession | None:
    query = select(CaptureSession).where(CaptureSession.token_hash == rules.fingerprint(token))
    return work.session.scalar(query)


def actor_of(work: Work, session_id: uuid.UUID) -> Actor | None:
    """For whom a connected phone acts, and how far; None once the session is over."""
    session = work.session.get(CaptureSession, session_id)
    if session is None or rules.standing(session, work.now) is not Standing.CONNECTED:
        return None
    try:
        return _actor(work, session)
    except NotFound:
        return None


def _actor(work: Work, session: CaptureSession) -> Actor:
    """The person who opened the session, limited to it; NotFound when they or the visit left."""
    person = work.session.get(Person, session.opened_by)
    visit = work.session.get(Visit, session.visit_id)
    if person is None or visit is None or not _still_signs_in(person, session):
        raise NotFound(rules.ENDED)
    return replace(person.actor, scope=CaptureScope(session.id, visit.course_id, visit.id))


def _still_signs_in(person: Person, session: CaptureSession) -> bool:
    same = person.active and person.fs_uniquifier == session.opened_as
    return same and can(person.actor, Action.OPEN_CAPTURE)


def count_photo(work: Work) -> None:
    """In the transaction that keeps a photo: it came through this session, if through any."""
    if isinstance(work.actor.scope, CaptureScope):
        work.session.execute(
            update(CaptureSession)
            .where(CaptureSession.id == work.actor.scope.session_id)
            .values(photos=CaptureSession.photos + 1)
        )


# -- the end -------------------------------------------------------------------------------------


def revoke(work: Work, session_id: uuid.UUID) -> CaptureSession:
    """End a session at once, from the computer; one that has ended stays as it is."""
    session = work.session.get(CaptureSession, session_id)
    if session is None:
        raise NotFound("There is no such capture session.")
    work.require(Action.OPEN_CAPTURE, session.patient_id)
    _end(work, [session])
    work.session.commit()
    return session


def leave(work: Work, visit_id: uuid.UUID) -> None:
    """The phone has finished. For somebody who photographs with a sign-in of their own, nothing
    ends."""
    visits.find(work, visit_id, Action.CAPTURE)
    _end_own(work)
    work.session.commit()


def _end_own(work: Work) -> None:
    if isinstance(work.actor.scope, CaptureScope):
        _end(work, [work.session.get_one(CaptureSession, work.actor.scope.session_id)])


def _end(work: Work, sessions: Iterable[CaptureSession]) -> None:
    for session in sessions:
        if session.ended_at is None:
            session.ended_at = work.now
            _record(work, Event.CAPTURE_ENDED, session, photos=session.photos)


def _record(work: Work, event: Event, session: CaptureSession, **detail: Any) -> None:
    told = {"session": str(session.id)} | detail
    work.record(event, patient_id=session.patient_id, subject_id=session.visit_id, **told)


def sweep(work: Work) -> None:
    """Forget sessions that are long over; what they did stays in the audit."""
    work.session.execute(
        delete(CaptureSession).where(CaptureSession.expires_at <= work.now - rules.KEPT)
    )
    work.session.commit()
