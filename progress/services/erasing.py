"""A patient's wish is carried out: two people agree, then step by step until nothing is left.

Each step may be done twice and the row says how far it came, so that whatever is cut off goes on.
The key goes first: from then on nobody reads a photo, here or in any backup. A note beside the
keyring says who was erased, so that an older database that is restored is erased again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from progress.models import (
    AuditEntry,
    Consent,
    ConsentRequest,
    Erasure,
    OutgoingMail,
    Patient,
    Person,
    Withdrawal,
)
from progress.rules import sign_in_names
from progress.rules.audit import Event
from progress.rules.erasures import ANSWERS, UNDER_WAY, Step
from progress.rules.languages import ENGLISH
from progress.rules.mails import Purpose
from progress.services import (
    belongings,
    gone_addresses,
    mails,
    outside_copies,
    search,
    withdrawal_notes,
)
from progress.services.scrubbing import scrub
from progress.services.work import Work

JOB = "erase"


def carry_out(work: Work, erasure_id: uuid.UUID) -> None:
    """All that is left to do. Of two who do it at once, one goes on."""
    erasure = work.session.get(Erasure, erasure_id, populate_existing=True)
    while erasure is not None and erasure.step in STEPS:
        step, reached = STEPS[erasure.step]
        step(work, erasure)
        if not _reach(work, erasure, reached):
            return


def _reach(work: Work, erasure: Erasure, step: Step) -> bool:
    """In the commit of what was done, and only from where the row stands."""
    work.session.flush()
    reached = work.wins(
        update(Erasure)
        .where(Erasure.id == erasure.id, Erasure.step == erasure.step)
        .values(step=step)
    )
    if not reached:
        work.session.rollback()
        return False
    work.session.commit()
    return True


def recover(work: Work) -> int:
    """At the start: finish what was cut off, and erase again whom an older backup brought back.
    How many that were."""
    for erasure_id in _cut_off(work):
        carry_out(work, erasure_id)
    returned = [
        (uuid.UUID(patient), note)
        for patient, note in work.store.keyring.destroyed()
        if work.session.get(Patient, uuid.UUID(patient))
    ]
    for patient_id, note in returned:
        carry_out(work, _again(work, patient_id, json.loads(note or b"{}")))
    return len(returned)


def nudge_cut_off(work: Work) -> None:
    """Tell the worker of what an earlier process left."""
    for erasure_id in _cut_off(work):
        work.nudge(JOB, erasure_id)


def _cut_off(work: Work) -> Sequence[uuid.UUID]:
    return work.session.scalars(select(Erasure.id).where(Erasure.step.in_(UNDER_WAY))).all()


def _again(work: Work, patient_id: uuid.UUID, note: dict[str, str]) -> uuid.UUID:
    """The row of an erasure that the restored database does not know, from the note."""
    erasure = Erasure(
        id=uuid.UUID(note["id"]) if "id" in note else uuid.uuid4(),
        patient_id=patient_id,
        step=Step.CONFIRMED,
        asked_at=_time(note, "asked_at"),
        begun_at=_time(note, "begun_at") or work.now,
        begun_by=note.get("begun_by", ""),
        confirmed_at=_time(note, "confirmed_at"),
        confirmed_by=note.get("confirmed_by"),
        repeated_at=work.now,
    )
    erasure = work.session.merge(erasure)
    work.record(Event.ERASED_AGAIN, patient_id=patient_id, subject_id=erasure.id)
    work.session.commit()
    return erasure.id


def _time(note: dict[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(note[name]) if note.get(name) else None


# -- the steps -----------------------------------------------------------------------------------


def _destroy_key(work: Work, erasure: Erasure) -> None:
    """Their sign-in is closed with it, so that no session of theirs begins meanwhile."""
    closed = update(Person).where(Person.patient_id == erasure.patient_id).values(active=False)
    work.session.execute(closed)
    work.session.commit()
    work.store.keyring.destroy(str(erasure.patient_id), _note(erasure))


def _note(erasure: Erasure) -> bytes:
    """What an older database has to be told: no word of the patient's."""
    said = {
        "id": str(erasure.id),
        "asked_at": erasure.asked_at and erasure.asked_at.isoformat(),
        "begun_at": erasure.begun_at.isoformat(),
        "begun_by": erasure.begun_by,
        "confirmed_at": erasure.confirmed_at and erasure.confirmed_at.isoformat(),
        "confirmed_by": erasure.confirmed_by,
    }
    return json.dumps(said).encode()


def _delete_files(work: Work, erasure: Erasure) -> None:
    for folder in belongings.folders(belongings.rows(work.session, erasure.patient_id)):
        for key in list(work.store.blobs.list(folder)):
            work.store.delete(key)


def _end_sessions(work: Work, erasure: Erasure) -> None:
    """Before the rows go that say what to look for. A colleague in whose session the name stands,
    in a message that was not shown yet, signs in again."""
    traces = _traces(work, erasure.patient_id)
    work.forget(traces.names | traces.marks)


@dataclass(frozen=True)
class Traces:
    """What a patient is called, how they are reached, and what their sessions carry."""

    people: list[uuid.UUID]
    names: frozenset[str]
    marks: frozenset[str]


def _traces(work: Work, patient_id: uuid.UUID) -> Traces:
    patient = work.session.get(Patient, patient_id)
    query = select(Person).where(Person.patient_id == patient_id)
    people = list(work.session.scalars(query).unique())
    names = {each for person in people for each in (person.name, person.sign_in_name)}
    if patient:
        names |= {patient.name, patient.phone or "", patient.email or ""} - {""}
    asked = select(ConsentRequest.id).where(ConsentRequest.patient_id == patient_id)
    # A tablet's session knows the question, and a guardian's name, but not whose they are.
    marks = {str(each) for each in (patient_id, *work.session.scalars(asked))}
    marks |= {each for person in people for each in (person.fs_uniquifier, str(person.id))}
    ids = [each.id for each in people]
    return Traces(ids, frozenset(names), frozenset(marks))


def _delete_rows(work: Work, erasure: Erasure) -> None:
    """In one commit with the facts that are kept, and with the mail that tells of it."""
    patient = work.session.get(Patient, erasure.patient_id)
    if patient is None:
        return
    traces = _traces(work, patient.id)
    erasure.kept = _facts(work, patient.id)
    erasure.answered = erasure.repeated_at is None and _answer(work, patient)
    gone_addresses.remember(work, patient.id)
    withdrawal_notes.forget(work, patient.id)
    outside_copies.outlive(work, patient.id, traces.names)
    _forget_names(work, patient.id, traces)
    work.session.flush()
    erasure.erased = belongings.delete(
        work.session, belongings.rows(work.session, erasure.patient_id)
    )
    search.rebuild(work.session)
    work.record(Event.ERASED, patient_id=erasure.patient_id, subject_id=erasure.id)


def _facts(work: Work, patient_id: uuid.UUID) -> dict[str, Any]:
    """That consent was given or taken back, when and for what: it has to be shown afterwards that
    what was published until then was allowed. Names, words and signatures go."""
    given = select(Consent).where(Consent.patient_id == patient_id).order_by(Consent.given_at)
    taken = select(Withdrawal).where(Withdrawal.patient_id == patient_id).order_by(Withdrawal.at)
    return {
        "consents": [
            {
                "id": str(each.id),
                "version": str(each.version_id),
                "language": each.language,
                "scopes": each.scopes,
                "disguise": each.disguise,
                "place": each.place,
                "given_at": each.given_at.isoformat(),
                "ends_at": each.ends_at.isoformat(),
                "sha256": each.document_sha256,
            }
            for each in work.session.scalars(given)
        ],
        "withdrawals": [
            {
                "id": str(each.id),
                "scopes": each.scopes,
                "place": each.place,
                "at": each.at.isoformat(),
            }
            for each in work.session.scalars(taken)
        ],
    }


def _answer(work: Work, patient: Patient) -> bool:
    """Queue the last mail to them; it alone keeps their address, until it is sent or given up."""
    query = select(Person).where(Person.patient_id == patient.id)
    person = work.session.scalars(query).unique().first()
    address = mails.address_of(work, person) if person else patient.email
    if work.post is None or not address or not sign_in_names.is_address(address):
        return False
    words = ANSWERS[patient.language or ENGLISH]
    chased = words["elsewhere"] if outside_copies.there_of(work, patient.id) else ""
    text = words["text"] + chased
    mails.queue(work, to=address, subject=words["subject"], text=text, purpose=Purpose.ERASED)
    return True


def _forget_names(work: Work, patient_id: uuid.UUID, traces: Traces) -> None:
    """In the record, whose seals hold without them, and in mail that was addressed by hand."""
    theirs = or_(
        AuditEntry.actor_id.in_(traces.people),
        (AuditEntry.patient_id == patient_id) & AuditEntry.actor_name.in_(traces.names),
    )
    work.session.execute(update(AuditEntry).where(theirs).values(actor_name="", salt=""))
    others = (OutgoingMail.receiver.in_(traces.names)) & (OutgoingMail.purpose != Purpose.ERASED)
    for mail in work.session.scalars(select(OutgoingMail).where(others)):
        work.session.delete(mail)


def _finish(work: Work, erasure: Erasure) -> None:
    """The session is closed first: the database is written anew while nobody holds it."""
    erasure.finished_at = work.now
    work.session.commit()
    scrub(work.session.get_bind().engine)
    query = select(OutgoingMail).where(OutgoingMail.purpose == Purpose.ERASED)
    mails.nudge(work, *work.session.scalars(query))


STEPS: dict[Step, tuple[Callable[[Work, Erasure], None], Step]] = {
    Step.CONFIRMED: (_destroy_key, Step.KEY_DESTROYED),
    Step.KEY_DESTROYED: (_delete_files, Step.FILES_DELETED),
    Step.FILES_DELETED: (_end_sessions, Step.SESSIONS_ENDED),
    Step.SESSIONS_ENDED: (_delete_rows, Step.ROWS_DELETED),
    Step.ROWS_DELETED: (_finish, Step.DONE),
}
"""From where: what is done, and where that leads."""
