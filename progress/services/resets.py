"""Forgotten access: a link by mail, for those who are known here, and no sign of who is.

What is asked is only written down, whoever asks. Whether the name is anybody's is found out by the
worker, so that neither the answer nor its time tells.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import select

from progress.models import Invitation, OutgoingMail, Patient, Person
from progress.rules import invitations as rules
from progress.rules import sign_in_names
from progress.rules.audit import Event
from progress.rules.invitations import Kind, Standing
from progress.rules.mails import MailState, Purpose
from progress.services import invitations, mails
from progress.services.work import Work

LINK_END = "{link}"
"""Stands in a mail's text where the secret part of the link will."""
BETWEEN = timedelta(minutes=5)
"""Whoever asks more often gets no more mails: the first is on its way."""
MOST_LINKS = 3
"""That work at once. Asking ends no earlier one, or anybody who knows a name could see to it that
its owner always holds a dead link; and a mailbox is not flooded."""


def ask(work: Work, typed: str, country_code: str, subject: str, text: str) -> None:
    """Write down that somebody asks for a new way in; `text` has LINK_END in its link."""
    mail = mails.queue(
        work,
        to=sign_in_names.normal(typed, country_code) or "-",
        subject=subject,
        text=text,
        purpose=Purpose.RESET,
        state=MailState.UNADDRESSED,
    )
    work.session.commit()
    mails.nudge(work, mail)


def send(work: Work, mail_id: uuid.UUID) -> None:
    """The worker's job."""
    mails.send(work, mail_id, address)


def address(work: Work, mail: OutgoingMail) -> bool:
    """Find out whose name was typed, and make their link. A mail for nobody is taken away."""
    person = _known(work, mail.receiver)
    to = mails.address_of(work, person) if person else None
    if person is None or to is None or not _may_be_sent(work, person):
        work.session.delete(mail)
        work.session.commit()
        return False
    made = invitations.make(work, Kind.RESET, person.patient_id, person)
    mail.receiver, mail.state, mail.patient_id = to, MailState.WAITING, person.patient_id
    mail.text = mail.text.replace(LINK_END, made.token)
    work.record(Event.RESET_ASKED, subject_id=person.id, patient_id=person.patient_id)
    work.session.commit()
    return True


def _known(work: Work, name: str) -> Person | None:
    query = select(Person).where(Person.sign_in_name == name, Person.active)
    return work.session.scalars(query).unique().one_or_none()


def _may_be_sent(work: Work, person: Person) -> bool:
    """Nothing was sent just now, nor too much lately, and a patient can be asked the one thing."""
    query = select(Invitation).where(
        Invitation.person_id == person.id,
        Invitation.kind == Kind.RESET,
        Invitation.expires_at > work.now,
    )
    sent = work.session.scalars(query).all()
    just_now = any(each.made_at > work.now - BETWEEN for each in sent)
    alive = [each for each in sent if rules.standing(each, work.now) is Standing.WAITING]
    patient = work.session.get(Patient, person.patient_id) if person.patient_id else None
    askable = patient is None or rules.question(patient) is not None
    return askable and not just_now and len(alive) < MOST_LINKS
