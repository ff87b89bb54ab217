"""How an invitation reaches a patient: on paper, or by mail."""

from __future__ import annotations

from progress.errors import Conflict
from progress.exchange.letter import Letter, invitation_letter
from progress.exchange.words import Translate
from progress.models import OutgoingMail, Patient
from progress.rules import invitations as rules
from progress.rules.audit import Event
from progress.rules.mails import Purpose
from progress.services import mails
from progress.services.invitations import Made
from progress.services.work import Work


def invitation(
    work: Work,
    made: Made,
    *,
    clinic: str,
    address: str,
    link: str,
    language: str,
    translate: Translate,
) -> bytes:
    """A PDF: a square with the link for a phone, the code for those who type it at `address`."""
    patient = work.session.get_one(Patient, made.invitation.patient_id)
    asked = rules.question(patient)
    letter = Letter(
        language=language,
        clinic=clinic,
        patient=patient.name,
        address=address,
        qr=link,
        code=made.code,
        asked=translate(asked.label) if asked else "",
        expires_at=made.invitation.expires_at.astimezone(),
        written_on=work.now.astimezone(),
    )
    pdf = invitation_letter(letter, translate)
    work.record(Event.LETTER_MADE, patient_id=patient.id, subject_id=made.invitation.id)
    work.session.commit()
    return pdf


def mail(work: Work, made: Made, *, subject: str, text: str) -> OutgoingMail:
    """Queue the invitation to the address that the record has."""
    patient = work.session.get_one(Patient, made.invitation.patient_id)
    if not patient.email:
        raise Conflict("The record has no e-mail address. Print the letter instead.")
    queued = mails.queue(
        work,
        to=patient.email,
        subject=subject,
        text=text,
        purpose=Purpose.INVITATION,
        patient_id=patient.id,
    )
    work.session.commit()
    mails.nudge(work, queued)
    return queued
