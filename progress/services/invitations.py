"""Links that let somebody in once: made, shown once, revoked, answered.

The token leaves this file once; what is kept is its fingerprint. Whatever is wrong with a link, the
answer is the same sentence, so that nobody learns whether there is such a patient.
"""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select, update

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import Invitation, OutgoingMail, Patient, Person
from progress.rules import invitations as rules
from progress.rules import sign_in_names
from progress.rules.access import Action, Role
from progress.rules.audit import Event
from progress.rules.invitations import Kind, Question, Standing
from progress.rules.languages import ENGLISH
from progress.rules.mails import Purpose
from progress.rules.words import told
from progress.services import mails, patients, people
from progress.services.work import Work

CLOSED = told("This link does not work. Please ask the clinic for a new one.")
NOT_RIGHT = told("That is not what the clinic has written down. Please look again.")
NOTHING_TO_ASK = (
    "Write down the date of birth or a phone number first: whoever opens the invitation is asked "
    "for it, so that nobody else gets in."
)
GUESSED_SUBJECT = "An invitation was ended"
GUESSED_TEXT = (
    f"Somebody gave {rules.WRONG_ANSWERS} wrong answers to an invitation that you made, so it was "
    "ended. Nobody got in. The patient's page shows it; make a new one there when the patient asks."
)


@dataclass(frozen=True)
class Made:
    """A new invitation, with the only copy of its token."""

    invitation: Invitation
    token: str

    @property
    def code(self) -> str:
        return rules.code_of(self.token)


@dataclass(frozen=True)
class Access:
    """How a patient stands with their sign-in."""

    person: Person | None
    invitation: Invitation | None
    """The last one."""
    standing: Standing | None
    can_be_asked: bool


@dataclass(frozen=True)
class Opened:
    """A link that lets somebody in, and what has to be answered first."""

    invitation: Invitation
    question: Question | None
    """None for people of the clinic."""


# -- the clinic ----------------------------------------------------------------------------------


def invite(work: Work, patient_id: uuid.UUID) -> Made:
    """Invite a patient. What let them in before ends now: an older invitation, the password, the
    passkeys and every session. Whoever could sign in is told, where mail reached them until now."""
    patient = patients.find(work, patient_id, Action.INVITE_PATIENT)
    if rules.question(patient) is None:
        raise InvalidInput(NOTHING_TO_ASK)
    person = _person_of(work, patient_id)
    if person and not person.active:
        raise Conflict("An administrator closed this patient's sign-in, and can open it again.")
    _revoke_waiting(work, Invitation.patient_id == patient_id)
    letters = _tell_patient(work, patient, person) if person else []
    if person:
        people.end_access(person)
    made = make(work, Kind.INVITATION, patient_id, person)
    work.record(Event.INVITATION_MADE, patient_id=patient_id, subject_id=made.invitation.id)
    work.session.commit()
    mails.nudge(work, *letters)
    return made


def _tell_patient(work: Work, patient: Patient, person: Person) -> list[OutgoingMail]:
    address = mails.address_of(work, person)
    if work.post is None or address is None or not person.can_sign_in_again:
        return []
    words = rules.RENEWED[patient.language or ENGLISH]
    letter = mails.queue(
        work,
        to=address,
        subject=words["subject"],
        text=words["text"],
        purpose=Purpose.RENEWED,
        patient_id=patient.id,
    )
    return [letter]


def make(work: Work, kind: Kind, patient_id: uuid.UUID | None, person: Person | None) -> Made:
    """In the transaction that is under way."""
    token = secrets.token_urlsafe(rules.TOKEN_BYTES)
    invitation = Invitation(
        id=uuid.uuid4(),
        kind=kind,
        patient_id=patient_id,
        person_id=person.id if person else None,
        token_hash=rules.fingerprint(token),
        code_hash=rules.fingerprint(rules.code_of(token)),
        made_by=work.actor.id,
        made_at=work.now,
        expires_at=work.now + kind.length,
        wrong_answers=0,
    )
    work.session.add(invitation)
    return Made(invitation, token)


def access_of(work: Work, patient_id: uuid.UUID) -> Access:
    patient = patients.find(work, patient_id, Action.INVITE_PATIENT)
    query = select(Invitation).where(
        Invitation.patient_id == patient_id, Invitation.kind == Kind.INVITATION
    )
    last = work.session.scalar(query.order_by(Invitation.made_at.desc()).limit(1))
    return Access(
        person=_person_of(work, patient_id),
        invitation=last,
        standing=rules.standing(last, work.now) if last else None,
        can_be_asked=rules.question(patient) is not None,
    )


def revoke(work: Work, invitation_id: uuid.UUID) -> Invitation:
    """End an invitation at once; one that was used or has ended stays as it is."""
    invitation = work.session.get(Invitation, invitation_id)
    if invitation is None or invitation.patient_id is None:
        raise NotFound("There is no such invitation.")
    work.require(Action.INVITE_PATIENT, invitation.patient_id)
    if rules.standing(invitation, work.now) is Standing.WAITING:
        _revoke_waiting(work, Invitation.id == invitation_id)
    work.session.commit()
    return invitation


def _revoke_waiting(work: Work, *which: Any) -> None:
    query = select(Invitation).where(
        *which, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
    )
    for invitation in work.session.scalars(query):
        invitation.revoked_at = work.now
        patient_id = invitation.patient_id
        work.record(Event.INVITATION_REVOKED, patient_id=patient_id, subject_id=invitation.id)


def waiting_of(work: Work, patient_id: uuid.UUID, token: str) -> Made:
    """The invitation of this patient that was just made, for a letter or a mail."""
    work.require(Action.INVITE_PATIENT, patient_id)
    opened = find(work, token)
    if opened.invitation.patient_id != patient_id:
        raise NotFound(CLOSED)
    return Made(opened.invitation, token)


# -- whoever opens the link ----------------------------------------------------------------------


def find(work: Work, secret: str) -> Opened:
    """What a token or a typed code opens; looking changes nothing. Raises NotFound, always with the
    same sentence."""
    found = work.session.scalar(
        select(Invitation).where(
            or_(
                Invitation.token_hash == rules.fingerprint(secret),
                Invitation.code_hash == rules.fingerprint(rules.typed_code(secret)),
            )
        )
    )
    if found is None or rules.standing(found, work.now) is not Standing.WAITING:
        raise NotFound(CLOSED)
    if found.patient_id is None:
        return Opened(found, None)
    asked = rules.question(work.session.get_one(Patient, found.patient_id))
    if asked is None:
        raise NotFound(CLOSED)
    return Opened(found, asked)


def accept(work: Work, secret: str, answer: str, country_code: str) -> Person:
    """Let somebody in who answers rightly; of two at the same moment, one. Raises InvalidInput for
    a wrong answer, and NotFound as `find` does. A try is counted before it is looked at, so that
    many at once are no more than a few."""
    invitation = find(work, secret).invitation
    _count_try(work, invitation)
    patient = work.session.get(Patient, invitation.patient_id) if invitation.patient_id else None
    if patient and not rules.is_right(patient, answer):
        _answered_wrongly(work, invitation)
    person = _enter(work, invitation, patient, country_code)
    invitation.used_at, invitation.wrong_answers = work.now, invitation.wrong_answers - 1
    _revoke_waiting(work, Invitation.person_id == person.id, Invitation.kind == Kind.RESET)
    used = Event.RESET_USED if invitation.kind is Kind.RESET else Event.INVITATION_USED
    own = replace(work, actor=person.actor)
    own.record(used, patient_id=invitation.patient_id, subject_id=invitation.id)
    work.session.commit()
    return person


def _count_try(work: Work, invitation: Invitation) -> None:
    """Whoever counts holds the row until the commit: of two at the same moment, one is here."""
    counted = work.wins(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.wrong_answers < rules.WRONG_ANSWERS,
        )
        .values(wrong_answers=Invitation.wrong_answers + 1)
        .execution_options(synchronize_session=False)
    )
    if not counted:
        work.session.rollback()
        raise NotFound(CLOSED)
    work.session.refresh(invitation)


def _answered_wrongly(work: Work, invitation: Invitation) -> None:
    """Keep the count, tell the clinic after the last, and raise."""
    over = rules.standing(invitation, work.now) is Standing.GUESSED
    work.record(
        Event.INVITATION_ANSWERED_WRONGLY,
        patient_id=invitation.patient_id,
        subject_id=invitation.id,
        wrong_answers=invitation.wrong_answers,
    )
    letters = _tell_maker(work, invitation) if over else []
    work.session.commit()
    mails.nudge(work, *letters)
    raise NotFound(CLOSED) if over else InvalidInput(NOT_RIGHT)


def _tell_maker(work: Work, invitation: Invitation) -> list[OutgoingMail]:
    maker = work.session.get(Person, invitation.made_by) if invitation.made_by else None
    address = mails.address_of(work, maker) if maker else None
    if work.post is None or address is None:
        return []
    letter = mails.queue(
        work, to=address, subject=GUESSED_SUBJECT, text=GUESSED_TEXT, purpose=Purpose.GUESSED
    )
    return [letter]


def _enter(
    work: Work, invitation: Invitation, patient: Patient | None, country_code: str
) -> Person:
    """Who comes in: with nothing that let them in before, and to choose anew how they sign in."""
    person = _owner(work, invitation)
    if person is None and patient is not None:
        return _new_person(work, invitation, patient, country_code)
    if person is None or not person.active:
        raise NotFound(CLOSED)
    people.end_access(person)
    return person


def _owner(work: Work, invitation: Invitation) -> Person | None:
    if invitation.person_id:
        return work.session.get(Person, invitation.person_id)
    return _person_of(work, invitation.patient_id)


def _person_of(work: Work, patient_id: uuid.UUID | None) -> Person | None:
    query = select(Person).where(Person.patient_id == patient_id).order_by(Person.created_at)
    return work.session.scalars(query).unique().first()


def _new_person(work: Work, invitation: Invitation, patient: Patient, country_code: str) -> Person:
    person = Person(
        id=uuid.uuid4(),
        sign_in_name=_free_name(work, patient, country_code),
        name=patient.name,
        fs_uniquifier=uuid.uuid4().hex,
        roles=[people.role(work, Role.PATIENT)],
        patient_id=patient.id,
        created_at=work.now,
    )
    work.session.add(person)
    work.session.flush()
    invitation.person_id = person.id
    work.record(Event.PERSON_ADDED, subject_id=person.id, patient_id=patient.id, roles=["patient"])
    return person


def _free_name(work: Work, patient: Patient, country_code: str) -> str:
    """The patient's own address or number; a made-up name where these are another's already, of
    whom a family's phone must not tell."""
    for known in (patient.email, patient.phone):
        name = sign_in_names.normal(known or "", country_code)
        if name and not people.is_taken(work, name):
            return name
    while True:
        name = sign_in_names.made_up(patient.name, secrets.randbelow(10_000))
        if not people.is_taken(work, name):
            return name
