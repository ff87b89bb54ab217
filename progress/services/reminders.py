"""A patient is told, once, that a consent of theirs ends soon."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select, update

from progress.models import Consent, Patient, Person
from progress.rules.consent_texts import REMINDERS
from progress.rules.consents import State
from progress.rules.languages import ENGLISH
from progress.rules.mails import Purpose
from progress.services import consents, mails
from progress.services.consents import Ending
from progress.services.work import Work

JOB = "remind"
EVERY = timedelta(hours=6)
"""How often it is looked who is to be told: often enough for a clinic that closes at night."""


def send_due(work: Work, again: uuid.UUID) -> None:
    """Queue what is due, and be called again. Without mail nobody is told by mail: Today and the
    patient's own page tell it."""
    if work.post is not None:
        for ending in _untold(work):
            _tell(work, ending)
    work.nudge(JOB, again, EVERY)


def _untold(work: Work) -> Iterable[Ending]:
    return [
        ending
        for ending in consents.ending(work)
        if ending.held.standing.state is State.EXPIRING and ending.held.consent.reminded_at is None
    ]


def _tell(work: Work, ending: Ending) -> None:
    """The row remembers it in the commit that queues the mail, so that nobody is told twice."""
    address = _address(work, ending.patient)
    if address is None or not _is_first(work, ending.held.consent):
        return
    words = REMINDERS[ending.patient.language or ENGLISH]
    ends_on = ending.held.consent.ends_at.astimezone().date()
    mail = mails.queue(
        work,
        to=address,
        subject=words["subject"],
        text=words["text"].format(ends_on=f"{ends_on:%d/%m/%Y}"),
        purpose=Purpose.REMINDER,
        patient_id=ending.patient.id,
    )
    work.session.commit()
    mails.nudge(work, mail)


def _address(work: Work, patient: Patient) -> str | None:
    """Of a patient who can sign in, since that is what the mail asks for."""
    query = select(Person).where(Person.patient_id == patient.id, Person.active)
    person = work.session.scalars(query).unique().first()
    return mails.address_of(work, person) if person else None


def _is_first(work: Work, consent: Consent) -> bool:
    return work.wins(
        update(Consent)
        .where(Consent.id == consent.id, Consent.reminded_at.is_(None))
        .values(reminded_at=work.now)
    )
