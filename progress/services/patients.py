"""Patients: added, changed, found again."""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from progress.errors import Conflict, NotFound
from progress.models import Patient
from progress.rules import patients as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.patients import PatientDetails
from progress.services import paging, search
from progress.services.paging import Page
from progress.services.work import Work

PAGE_SIZE = 30


class ProbableDuplicate(Conflict):
    """Somebody of this name and date of birth is here already; `patients` are who."""

    def __init__(self, patients: list[Patient]) -> None:
        super().__init__("This patient may be here already. Please look before adding.")
        self.patients = patients


def find(work: Work, patient_id: uuid.UUID, action: Action = Action.SEE_PATIENT) -> Patient:
    """The patient, if the actor may do this."""
    work.require(action, patient_id)
    patient = work.session.get(Patient, patient_id)
    if patient is None:
        raise NotFound("There is no such patient.")
    return patient


def add(
    work: Work, details: PatientDetails, *, is_demo: bool = False, knowingly: bool = False
) -> Patient:
    """Add a patient. Raises ProbableDuplicate unless `knowingly`, and Conflict when the record
    number is another's."""
    work.require(Action.EDIT_PATIENT)
    details = _tidied(details)
    rules.check(details, work.today)
    _check_number(work, details.record_number, None)
    if not knowingly:
        _check_alike(work, details)
    patient = Patient(id=uuid.uuid4(), is_demo=is_demo, created_at=work.now)
    # Key before row: a key without a patient harms nobody, a patient without one can have no photo.
    work.store.keyring.create(str(patient.id))
    work.session.add(patient)
    return _keep(work, patient, details, Event.PATIENT_ADDED)


def change(work: Work, patient_id: uuid.UUID, details: PatientDetails) -> Patient:
    """Correct what is known of a patient."""
    patient = find(work, patient_id, Action.EDIT_PATIENT)
    details = _tidied(details)
    rules.check(details, work.today)
    _check_number(work, details.record_number, patient.id)
    return _keep(work, patient, details, Event.PATIENT_CHANGED)


def page(work: Work, wanted: str = "", after: uuid.UUID | None = None) -> Page[Patient]:
    """Patients with their courses: all of them by name, or those that `wanted` may mean.
    `after` is the last patient of the page before."""
    work.require(Action.FIND_PATIENTS)
    last = work.session.get(Patient, after) if after else None
    if wanted.strip():
        found = search.find(work.session, wanted, last, PAGE_SIZE + 1)
    else:
        found = list(work.session.scalars(search.in_order(last).limit(PAGE_SIZE + 1)))
    return paging.page(found, PAGE_SIZE)


def alike(work: Work, details: PatientDetails) -> list[Patient]:
    """Who has the same name and, where both are known, the same date of birth."""
    query = select(Patient).where(Patient.name_folded == search.fold(details.name))
    if details.born_on:
        query = query.where(or_(Patient.born_on.is_(None), Patient.born_on == details.born_on))
    return list(work.session.scalars(query.limit(5)))


def _check_alike(work: Work, details: PatientDetails) -> None:
    found = alike(work, details)
    if found:
        raise ProbableDuplicate(found)


def _tidied(details: PatientDetails) -> PatientDetails:
    """One space between words, and None for what was left empty."""
    words = {name: " ".join((getattr(details, name) or "").split()) for name in ("name", "phone")}
    return replace(
        details,
        name=words["name"],
        phone=words["phone"] or None,
        record_number=(details.record_number or "").strip() or None,
        email=(details.email or "").strip() or None,
        language=details.language or None,
        notes=details.notes.strip(),
    )


def _keep(work: Work, patient: Patient, details: PatientDetails, event: Event) -> Patient:
    patient.name, patient.record_number = details.name, details.record_number
    patient.born_on, patient.sex = details.born_on, details.sex
    patient.phone, patient.email, patient.notes = details.phone, details.email, details.notes
    patient.language = details.language
    search.index(patient)
    work.record(event, patient_id=patient.id)
    try:
        work.session.commit()
    except IntegrityError:
        work.session.rollback()
        raise Conflict("Somebody has just given this record number to another patient.") from None
    return patient


def _check_number(work: Work, record_number: str | None, own: uuid.UUID | None) -> None:
    if record_number is None:
        return
    owner = work.session.scalar(select(Patient).where(Patient.record_number == record_number))
    if owner and owner.id != own:
        raise Conflict(f"Record number {record_number} belongs to {owner.name}.")
