"""Taking cases down: what is pulled is gone at once, for everybody, and for good."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.models import Case, OutsideCopy
from progress.rules import galleries as rules
from progress.rules import outside_copies
from progress.rules.audit import Event
from progress.rules.consents import Act
from progress.rules.galleries import CaseEvent, CaseState, move
from progress.services.work import Work

SIDES: Final = ("earlier", "later")
LATELY: Final = timedelta(days=30)
"""Longer than a clinic's computer is off after a crash."""


def key(case_id: uuid.UUID, side: str) -> str:
    """Where a picture of a case is kept."""
    return f"cases/{case_id}/{side}"


def take_down(work: Work, patient_id: uuid.UUID, acts: Collection[Act]) -> list[Case]:
    """Pull whatever these acts leave without consent, within the transaction that is under way.
    Once it is committed, `drop_pictures` deletes the bytes."""
    query = (
        select(Case)
        .where(Case.patient_id == patient_id, Case.state != CaseState.PULLED)
        .options(joinedload(Case.earlier), joinedload(Case.later))
        .order_by(Case.made_at)
    )
    pulled = rules.taken_down(acts, work.session.scalars(query).all(), work.now)
    for case in pulled:
        pull(work, case)
    return pulled


def pull(work: Work, case: Case) -> None:
    """Close one, whatever state it is in."""
    was = case.state
    case.state = move(was, CaseEvent.PULLED)
    case.pulled_at, case.pulled_by = work.now, work.actor.name
    work.record(
        Event.CASE_PULLED,
        patient_id=case.patient_id,
        subject_id=case.id,
        audience=case.audience,
        was=was,
    )


def drop_pictures(work: Work, cases: Iterable[Case]) -> None:
    """Only the originals are needed to make a case again."""
    _drop(work, [case.id for case in cases])


def sweep(work: Work) -> None:
    """At the start: what was pulled just before a crash still has its pictures, which nobody is
    shown."""
    lately = Case.state == CaseState.PULLED, Case.pulled_at > work.now - LATELY
    _drop(work, work.session.scalars(select(Case.id).where(*lately)))


def _drop(work: Work, case_ids: Iterable[uuid.UUID]) -> None:
    for case_id in case_ids:
        for side in SIDES:
            work.store.delete(key(case_id, side))


def to_chase(work: Work, patient_id: uuid.UUID, acts: Collection[Act]) -> list[OutsideCopy]:
    """The copies outside that have to go after these acts, the oldest first."""
    query = (
        select(OutsideCopy)
        .join(OutsideCopy.case)
        .where(Case.patient_id == patient_id, OutsideCopy.taken_down_at.is_(None))
        .order_by(OutsideCopy.taken_at, OutsideCopy.id)
    )
    found = work.session.scalars(query)
    return [
        copy for copy in found if outside_copies.obstacles(acts, copy.case, copy.scope, work.now)
    ]


def copies_on_receipt(copies: Iterable[OutsideCopy]) -> list[dict[str, object]]:
    """Where a person must ask for a copy to be taken down; its row says when that was done."""
    return [
        {
            "id": str(copy.id),
            "channel": str(copy.scope),
            "place": copy.place,
            "address": copy.address,
            "since": copy.taken_at.isoformat(),
        }
        for copy in copies
    ]


def on_receipt(cases: Iterable[Case]) -> list[dict[str, object]]:
    """What a receipt says of each: where it was shown, of what, since when; no address."""
    return [
        {
            "audience": str(case.audience),
            "view": case.earlier.view,
            "days": case.days,
            "sessions": case.sessions,
            "published": case.published_at.isoformat() if case.published_at else None,
        }
        for case in cases
    ]
