"""The people who carry out an erasure: one begins, a second confirms, either steps back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from progress.errors import Conflict, NotFound
from progress.models import AuditEntry, Erasure, ErasureRequest, Patient
from progress.rules import erasures as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.erasures import OPEN, ErasureState, Step
from progress.services import erasing, outside_copies
from progress.services.outside_copies import Standing as Copy
from progress.services.work import Work

MEANWHILE = "This was settled meanwhile. Please look at the page again."


@dataclass(frozen=True)
class Standing:
    """A wish and how far it is carried out: `erasure` is None until somebody began; `wish` and
    `patient` are None once they are erased."""

    wish: ErasureRequest | None
    patient: Patient | None
    erasure: Erasure | None
    copies: Sequence[Copy] = ()
    """Of the patient's pictures, elsewhere, until they are erased."""
    copies_left: int = 0
    """How many are still to be taken down elsewhere of anybody who was erased."""
    filed: AuditEntry | None = None
    """Who downloaded the treatment record last, since the wish was asked."""


def look(work: Work, erasure_id: uuid.UUID) -> Standing:
    """For both people; afterwards for whoever asks what was done."""
    work.require(Action.CONFIRM_ERASURE)
    wish = work.session.get(ErasureRequest, erasure_id)
    erasure = work.session.get(Erasure, erasure_id)
    if wish is None and erasure is None:
        raise NotFound()
    patient = wish.patient if wish else None
    copies = outside_copies.there_of(work, patient.id) if patient else []
    left = outside_copies.count_of_erased(work)
    return Standing(wish, patient, erasure, copies, left, _filed(work, wish) if wish else None)


def _filed(work: Work, wish: ErasureRequest) -> AuditEntry | None:
    query = select(AuditEntry).where(
        AuditEntry.patient_id == wish.patient_id,
        AuditEntry.event == Event.TREATMENT_RECORD_DOWNLOADED,
        AuditEntry.at >= wish.asked_at,
    )
    return work.session.scalar(query.order_by(AuditEntry.at.desc()).limit(1))


def begin(work: Work, erasure_id: uuid.UUID, typed: str) -> Erasure:
    """The first person's step. Nothing is erased yet."""
    work.require(Action.HANDLE_ERASURE)
    wish = _open_wish(work, erasure_id)
    rules.check_named(typed, wish.patient.name)
    if work.session.get(Erasure, erasure_id):
        raise Conflict(MEANWHILE)
    _take_up(work, wish)
    erasure = Erasure(
        id=wish.id,
        patient_id=wish.patient_id,
        step=Step.WAITING,
        asked_at=wish.asked_at,
        begun_at=work.now,
        begun_by=work.actor.name,
        begun_by_id=work.actor.id,
    )
    work.session.add(erasure)
    _record(work, Event.ERASURE_BEGUN, erasure)
    try:
        work.session.commit()
    except IntegrityError:
        work.session.rollback()
        raise Conflict(MEANWHILE) from None
    return erasure


def _take_up(work: Work, wish: ErasureRequest) -> None:
    """The patient is told that somebody is at it, from here on."""
    if wish.state is ErasureState.ASKED:
        told = {"changed_at": work.now, "changed_by": work.actor.name}
        _win(work, wish, ErasureState.BEING_HANDLED, **told)
    else:
        _win(work, wish, wish.state)


def step_back(work: Work, erasure_id: uuid.UUID) -> None:
    """By either person, until both have agreed."""
    work.require(Action.CONFIRM_ERASURE)
    erasure = _waiting(work, erasure_id)
    _record(work, Event.ERASURE_STEPPED_BACK, erasure)
    work.session.delete(erasure)
    work.session.commit()


def confirm(work: Work, erasure_id: uuid.UUID, typed: str) -> Erasure:
    """The second person's step: from its commit on there is no way back."""
    work.require(Action.CONFIRM_ERASURE)
    wish, erasure = _open_wish(work, erasure_id), _waiting(work, erasure_id)
    rules.check_second(erasure.begun_by_id, work.actor.id)
    rules.check_named(typed, wish.patient.name)
    _win(work, wish, rules.move(wish.state, ErasureState.DONE))
    erasure.step, erasure.confirmed_at = Step.CONFIRMED, work.now
    erasure.confirmed_by, erasure.confirmed_by_id = work.actor.name, work.actor.id
    _record(work, Event.ERASURE_CONFIRMED, erasure)
    work.session.commit()
    work.nudge(erasing.JOB, erasure.id)
    return erasure


def _win(work: Work, wish: ErasureRequest, to: ErasureState, **values: Any) -> None:
    """Against the patient who takes it back at the same moment."""
    settled = work.wins(
        update(ErasureRequest)
        .where(ErasureRequest.id == wish.id, ErasureRequest.state == wish.state)
        .values(state=to, **values)
    )
    if not settled:
        work.session.rollback()
        raise Conflict(MEANWHILE)


def go_on(work: Work, erasure_id: uuid.UUID) -> None:
    """Once more, where a fault of the disk kept it from its end."""
    work.require(Action.CONFIRM_ERASURE)
    if work.session.get(Erasure, erasure_id) is None:
        raise NotFound()
    work.nudge(erasing.JOB, erasure_id)


def begun(work: Work) -> Sequence[Erasure]:
    """All that were begun or done, latest first."""
    work.require(Action.HANDLE_ERASURE)
    return work.session.scalars(select(Erasure).order_by(Erasure.begun_at.desc())).all()


def to_confirm(work: Work) -> Sequence[Erasure]:
    """What waits for this person as the second."""
    work.require(Action.CONFIRM_ERASURE)
    query = select(Erasure).where(Erasure.step == Step.WAITING).order_by(Erasure.begun_at)
    return [each for each in work.session.scalars(query) if each.begun_by_id != work.actor.id]


def _open_wish(work: Work, erasure_id: uuid.UUID) -> ErasureRequest:
    wish = work.session.get(ErasureRequest, erasure_id, populate_existing=True)
    if wish is None:
        raise NotFound()
    if wish.state not in OPEN:
        raise Conflict(MEANWHILE)
    return wish


def _waiting(work: Work, erasure_id: uuid.UUID) -> Erasure:
    erasure = work.session.get(Erasure, erasure_id, populate_existing=True)
    if erasure is None or erasure.step is not Step.WAITING:
        raise Conflict(MEANWHILE)
    return erasure


def _record(work: Work, event: Event, erasure: Erasure) -> None:
    work.record(event, patient_id=erasure.patient_id, subject_id=erasure.id)
