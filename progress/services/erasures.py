"""A patient asks to be forgotten. What is asked here is carried out elsewhere, by two people."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, NotFound
from progress.models import Erasure, ErasureRequest
from progress.rules import erasures as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.erasures import OPEN, ErasureState, Step
from progress.rules.words import told
from progress.services.work import Work

ASKED_ALREADY = told("You have asked for this already. The clinic will answer.")


def ask(work: Work) -> ErasureRequest:
    """The patient's own wish; one at a time. The page has made sure that they mean it."""
    work.require(Action.ASK_ERASURE)
    patient_id = work.own_id
    if of_patient(work, patient_id, only_open=True):
        raise Conflict(ASKED_ALREADY)
    request = ErasureRequest(
        id=uuid.uuid4(),
        patient_id=patient_id,
        state=ErasureState.ASKED,
        asked_at=work.now,
        changed_at=work.now,
        changed_by=work.actor.name,
    )
    work.session.add(request)
    _record(work, Event.ERASURE_ASKED, request)
    try:
        work.session.commit()
    except IntegrityError:
        work.session.rollback()
        raise Conflict(ASKED_ALREADY) from None
    return request


def own(work: Work) -> Sequence[ErasureRequest]:
    """The wishes of the patient who asks, latest first."""
    work.require(Action.ASK_ERASURE)
    return of_patient(work, work.own_id)


def of_patient(
    work: Work, patient_id: uuid.UUID, *, only_open: bool = False
) -> Sequence[ErasureRequest]:
    query = select(ErasureRequest).where(ErasureRequest.patient_id == patient_id)
    if only_open:
        query = query.where(ErasureRequest.state.in_(OPEN))
    return work.session.scalars(query.order_by(ErasureRequest.asked_at.desc())).all()


def take_back(work: Work, erasure_id: uuid.UUID) -> ErasureRequest:
    """By the patient, at any time until it is carried out."""
    request = _find(work, erasure_id, Action.ASK_ERASURE)
    return _settle(work, request, ErasureState.TAKEN_BACK, Event.ERASURE_TAKEN_BACK)


def take_up(work: Work, erasure_id: uuid.UUID) -> ErasureRequest:
    """Tell the patient that somebody is at it."""
    request = _find(work, erasure_id, Action.HANDLE_ERASURE)
    return _settle(work, request, ErasureState.BEING_HANDLED, Event.ERASURE_BEING_HANDLED)


def refuse(work: Work, erasure_id: uuid.UUID, reason: str) -> ErasureRequest:
    """Say to the patient why it is not carried out."""
    request = _find(work, erasure_id, Action.HANDLE_ERASURE)
    request.reason = rules.check_reason(reason)
    return _settle(work, request, ErasureState.REFUSED, Event.ERASURE_REFUSED)


@dataclass(frozen=True)
class Pending:
    """A wish that waits for an administrator."""

    request: ErasureRequest
    days: int

    @property
    def is_late(self) -> bool:
        return self.days >= rules.DAYS_TO_ANSWER


def pending(work: Work) -> list[Pending]:
    """Every wish that is open, the oldest first."""
    work.require(Action.HANDLE_ERASURE)
    query = (
        select(ErasureRequest)
        .where(ErasureRequest.state.in_(OPEN))
        .order_by(ErasureRequest.asked_at)
        .options(joinedload(ErasureRequest.patient))
    )
    return [
        Pending(request, rules.days_waiting(request.asked_at, work.now))
        for request in work.session.scalars(query)
    ]


def count(work: Work) -> int:
    """How many wishes are open."""
    work.require(Action.HANDLE_ERASURE)
    query = select(func.count(ErasureRequest.id)).where(ErasureRequest.state.in_(OPEN))
    return work.session.scalar(query) or 0


def _find(work: Work, erasure_id: uuid.UUID, action: Action) -> ErasureRequest:
    request = work.session.get(ErasureRequest, erasure_id)
    if request is None:
        raise NotFound()
    work.require(action, request.patient_id)
    return request


def _settle(work: Work, request: ErasureRequest, to: ErasureState, event: Event) -> ErasureRequest:
    """Whoever settles it at the same moment, a second person who confirms for instance, wins or
    loses as a whole. An erasure that was only begun is over with it."""
    values = {"state": rules.move(request.state, to), "changed_at": work.now}
    settled = work.wins(
        update(ErasureRequest)
        .where(ErasureRequest.id == request.id, ErasureRequest.state == request.state)
        .values(values | {"changed_by": work.actor.name})
    )
    if not settled:
        work.session.rollback()
        raise Conflict("This was settled meanwhile. Please look at the page again.")
    if to is not ErasureState.BEING_HANDLED:
        begun = (Erasure.id == request.id, Erasure.step == Step.WAITING)
        work.session.execute(delete(Erasure).where(*begun))
    _record(work, event, request)
    work.session.commit()
    return request


def _record(work: Work, event: Event, request: ErasureRequest) -> None:
    work.record(event, patient_id=request.patient_id, subject_id=request.id)
