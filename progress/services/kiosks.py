"""A tablet in the waiting room: whoever put it there is reduced to the gallery.

Such a session acts for that person, and is over as soon as they may no longer sign in.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete, select, update

from progress.errors import Conflict, NotFound
from progress.models import KioskSession, Person
from progress.rules.access import Action, Actor, KioskScope, can
from progress.rules.audit import Event
from progress.services.work import Work

KEPT = timedelta(days=1)
"""How long the row of a session that is over stays."""


@dataclass(frozen=True)
class Live:
    """A tablet that shows the gallery now."""

    session: KioskSession
    opened_by: str
    may_end: bool


def begin(work: Work, length: timedelta) -> KioskSession:
    """From now on this browser shows the gallery and nothing else; for as long as a sign-in lasts,
    at most."""
    work.require(Action.OPEN_KIOSK)
    person = work.session.get_one(Person, work.actor.id)
    work.session.execute(delete(KioskSession).where(KioskSession.expires_at <= work.now - KEPT))
    session = KioskSession(
        id=uuid.uuid4(),
        opened_by=person.id,
        opened_as=person.fs_uniquifier,
        opened_at=work.now,
        expires_at=work.now + length,
    )
    work.session.add(session)
    work.record(Event.KIOSK_BEGUN, subject_id=session.id)
    work.session.commit()
    return session


def live(work: Work) -> list[Live]:
    """Every tablet that is in a waiting room, the latest first."""
    work.require(Action.OPEN_KIOSK)
    query = (
        select(KioskSession, Person.name)
        .join(Person, Person.id == KioskSession.opened_by)
        .where(KioskSession.ended_at.is_(None), KioskSession.expires_at > work.now)
        .where(Person.active, Person.fs_uniquifier == KioskSession.opened_as)
        .order_by(KioskSession.opened_at.desc())
    )
    return [Live(row, name, _may_end(work, row)) for row, name in work.session.execute(query)]


def actor_of(work: Work, session_id: uuid.UUID) -> Actor | None:
    """For whom a tablet in the waiting room acts, and how far; None once that is over."""
    person = opener(work, session_id)
    return replace(person.actor, scope=KioskScope(session_id)) if person else None


def opener(work: Work, session_id: uuid.UUID) -> Person | None:
    """Who put it there, as long as it may stay."""
    session = work.session.get(KioskSession, session_id, populate_existing=True)
    if session is None or session.ended_at is not None or session.expires_at <= work.now:
        return None
    person = work.session.get(Person, session.opened_by)
    same = person and person.active and person.fs_uniquifier == session.opened_as
    return person if person and same and can(person.actor, Action.OPEN_KIOSK) else None


def end(work: Work, session_id: uuid.UUID) -> None:
    """At once, from another computer: by who put the tablet there, or by an administrator."""
    work.require(Action.OPEN_KIOSK)
    session = work.session.get(KioskSession, session_id)
    if session is None:
        raise NotFound("There is no such tablet.")
    if not _may_end(work, session):
        raise Conflict("Whoever put this tablet there ends it, or an administrator.")
    _end(work, session_id)


def leave(work: Work) -> None:
    """The tablet itself has been taken back, or was signed out."""
    work.require(Action.SEE_KIOSK)
    if isinstance(work.actor.scope, KioskScope):
        _end(work, work.actor.scope.session_id)


def _may_end(work: Work, session: KioskSession) -> bool:
    return session.opened_by == work.actor.id or can(work.actor, Action.MANAGE_PEOPLE)


def _end(work: Work, session_id: uuid.UUID) -> None:
    ended = update(KioskSession).where(
        KioskSession.id == session_id, KioskSession.ended_at.is_(None)
    )
    if work.wins(ended.values(ended_at=work.now)):
        work.record(Event.KIOSK_ENDED, subject_id=session_id)
    work.session.commit()
