"""What patients took back stands beside the keys too, and what a later signature allows no longer:
an older database that is restored does not know of it, and would show again what was taken down. A
note says nothing of whom but an id."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from progress.models import Consent, Patient, Withdrawal
from progress.rules.consents import Extent, Scope, Withdrawn
from progress.rules.signing import Place
from progress.services.work import Work


@dataclass(frozen=True)
class Note:
    """One withdrawal, under the id of its row; or what a signature took back, under its own."""

    taken: Withdrawn
    patient_id: uuid.UUID
    place: Place


def write(work: Work, note: Note) -> None:
    taken, extent = note.taken, note.taken.extent
    said = {
        "patient_id": str(note.patient_id),
        "course_id": str(extent.course_id) if extent.course_id else None,
        "view": extent.view,
        "photo_ids": sorted(map(str, extent.photo_ids)) if extent.photo_ids else None,
        "scopes": None if taken.scopes is None else sorted(map(str, taken.scopes)),
        "held": sorted(map(str, taken.held)),
        "at": taken.at.isoformat(),
        "place": note.place,
    }
    work.store.keyring.keep_note(str(taken.id), json.dumps(said).encode())


def unknown(work: Work) -> list[Note]:
    """Those that the database has no row of, though it knows their patients; in order of time."""
    known = {
        str(each)
        for table in (Withdrawal, Consent)
        for each in work.session.scalars(select(table.id))
    }
    patients = set(work.session.scalars(select(Patient.id)))
    notes = work.store.keyring.notes()
    found = [_read(name, json.loads(note)) for name, note in notes.items() if name not in known]
    of_patients = [note for note in found if note.patient_id in patients]
    return sorted(of_patients, key=lambda note: note.taken.at)


def _read(name: str, said: dict[str, Any]) -> Note:
    photos = frozenset(map(uuid.UUID, said["photo_ids"])) if said["photo_ids"] else None
    course = uuid.UUID(said["course_id"]) if said["course_id"] else None
    scopes = None if said["scopes"] is None else frozenset(map(Scope, said["scopes"]))
    at = datetime.fromisoformat(said["at"])
    held = frozenset(map(uuid.UUID, said["held"]))
    taken = Withdrawn(uuid.UUID(name), Extent(course, said["view"], photos), scopes, at, held)
    return Note(taken, uuid.UUID(said["patient_id"]), Place(said["place"]))


def forget(work: Work, patient_id: uuid.UUID) -> None:
    """Before a patient's rows are deleted: nothing of theirs can be shown again."""
    for table in (Withdrawal, Consent):
        query = select(table.id).where(table.patient_id == patient_id)
        for row_id in work.session.scalars(query):
            work.store.keyring.drop_note(str(row_id))
