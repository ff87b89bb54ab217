"""What was done, by whom and when: searched by an administrator."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from progress.models import (
    AuditEntry,
    Case,
    Consent,
    ConsentRequest,
    ConsentTemplate,
    ConsentVersion,
    Course,
    Erasure,
    ErasureRequest,
    HomePhoto,
    Invitation,
    OutsideCopy,
    Patient,
    Person,
    Photo,
    Report,
    Visit,
    Withdrawal,
)
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.audit_groups import GROUPS, Group
from progress.services import paging
from progress.services.paging import Page
from progress.services.work import Work

PAGE_SIZE = 50
SUBJECTS: dict[Any, list[Any]] = {
    Photo: [],
    HomePhoto: [],
    Visit: [],
    Course: [],
    Case: [joinedload(Case.earlier)],
    OutsideCopy: [],
    Consent: [joinedload(Consent.version).joinedload(ConsentVersion.template)],
    ConsentRequest: [joinedload(ConsentRequest.version).joinedload(ConsentVersion.template)],
    ConsentTemplate: [],
    ConsentVersion: [joinedload(ConsentVersion.template)],
    Withdrawal: [],
    Report: [],
    Invitation: [],
    ErasureRequest: [],
    Erasure: [],
}
"""What an entry may be about, beside people and patients, and what is read with it."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None is anything."""

    group: Group | None = None
    event: Event | None = None
    person_id: uuid.UUID | None = None
    """Who did it."""
    by_program: bool = False
    """What nobody did but Progress itself."""
    patient_id: uuid.UUID | None = None
    since: date | None = None
    until: date | None = None
    """Both days are among it, by the clinic's clock."""


@dataclass(frozen=True)
class Subject:
    """A row that an entry is about, and its table's name."""

    kind: str
    row: Any


@dataclass(frozen=True)
class Activity:
    """A page of the record, latest first, and what it speaks of as far as that is still there."""

    page: Page[AuditEntry]
    patients: Mapping[uuid.UUID, str]
    """Their names; whoever was erased is not among them."""
    people: Mapping[uuid.UUID, Person]
    subjects: Mapping[uuid.UUID, Subject]

    def name(self, patient_id: uuid.UUID | None) -> str | None:
        return self.patients.get(patient_id) if patient_id else None


def read(work: Work, wanted: Wanted | None = None, before: int | None = None) -> Activity:
    """A page of what happened; `before` is the last entry of the page before. However long the
    record is and whatever it speaks of, it takes the same number of queries."""
    work.require(Action.SEE_ACTIVITY)
    wanted = wanted or Wanted()
    query = select(AuditEntry).where(*_conditions(wanted)).order_by(AuditEntry.id.desc())
    if before:
        query = query.where(AuditEntry.id < before)
    page = paging.page(work.session.scalars(query.limit(PAGE_SIZE + 1)).all(), PAGE_SIZE)
    return Activity(
        page,
        _patients(work, {entry.patient_id for entry in page.rows} | {wanted.patient_id}),
        _people(work, page.rows),
        _subjects(work, {entry.subject_id for entry in page.rows}),
    )


def doers(work: Work, wanted: Wanted) -> list[Person]:
    """Who may be asked for: the clinic's people, and the patient's own sign-ins."""
    work.require(Action.SEE_ACTIVITY)
    asked_for = [Person.patient_id.is_(None), Person.id == wanted.person_id]
    if wanted.patient_id:
        asked_for.append(Person.patient_id == wanted.patient_id)
    query = select(Person).where(or_(*asked_for))
    return list(work.session.scalars(query.order_by(Person.name, Person.id)).unique())


# -- what is looked for ----------------------------------------------------------------------------


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [*_since(wanted.since), *_until(wanted.until)]
    if wanted.event:
        found.append(AuditEntry.event == wanted.event)
    elif wanted.group:
        found.append(AuditEntry.event.in_(GROUPS[wanted.group]))
    if wanted.by_program:
        found.append(AuditEntry.actor_id.is_(None))
    elif wanted.person_id:
        found.append(AuditEntry.actor_id == wanted.person_id)
    if wanted.patient_id:
        found.append(AuditEntry.patient_id == wanted.patient_id)
    return found


def _since(day: date | None) -> list[ColumnElement[bool]]:
    """The number too, since entries are read in its order: all before the first of that day is
    left out without being looked at. So below."""
    if day is None:
        return []
    at = AuditEntry.at >= _begins(day)
    return [at, AuditEntry.id >= _number(func.min(AuditEntry.id), at)]


def _until(day: date | None) -> list[ColumnElement[bool]]:
    if day is None:
        return []
    at = AuditEntry.at < _begins(day + timedelta(days=1))
    return [at, AuditEntry.id <= _number(func.max(AuditEntry.id), at)]


def _number(which: ColumnElement[int], at: ColumnElement[bool]) -> Any:
    query: Select[Any] = select(which).where(at)
    return query.scalar_subquery()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min).astimezone()


# -- what it speaks of -----------------------------------------------------------------------------


def _patients(work: Work, ids: set[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    query = select(Patient.id, Patient.name).where(Patient.id.in_(ids - {None}))
    return {row.id: row.name for row in work.session.execute(query)}


def _people(work: Work, entries: Sequence[AuditEntry]) -> dict[uuid.UUID, Person]:
    """Who did it, and whose sign-in it was about."""
    ids = {each for entry in entries for each in (entry.actor_id, entry.subject_id)} - {None}
    query = select(Person).where(Person.id.in_(ids))
    return {person.id: person for person in work.session.scalars(query).unique()}


def _subjects(work: Work, ids: set[uuid.UUID | None]) -> dict[uuid.UUID, Subject]:
    found = dict[uuid.UUID, Subject]()
    for model, options in SUBJECTS.items():
        query = select(model).where(model.id.in_(ids - {None})).options(*options)
        rows = work.session.scalars(query)
        found |= {row.id: Subject(model.__tablename__, row) for row in rows}
    return found
