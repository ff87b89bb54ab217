"""Finding a patient by any part of the name, the record number or the phone, at any number of them.

A patient's search text and what a person types are folded in the same way, so that "jose" finds
"José" and "98100 12345" finds "+91-98100-12345". Names that begin with what was typed come first,
straight from the index of names. For the others, words that few patients have are looked up in a
trigram index that triggers keep; words that many have turn up soon when walking the list by name.
`_looked_up` is the one place that knows the trigram index, which is SQLite's (see migrations).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from progress.models import Patient

SHORTEST_INDEXED = 3
"""Letters that the trigram index needs, the space before the beginning of a word included."""
SHORTEST_INSIDE = 3
"""Shorter words are only found where a word begins."""
MANY = 1000
VIRAMA_CLASS = 9
ONLY_A_NUMBER = re.compile(r"[\d\s+()./-]+")

_index = sa.table("patients_search", sa.column("patient_id", sa.Uuid), sa.column("search_text"))


def index(patient: Patient) -> None:
    """Set the columns that lists and search look in, from what a person reads."""
    patient.name_folded = fold(patient.name)
    words = (patient.name_folded, *_forms(patient.record_number), _digits(patient.phone or ""))
    patient.search_text = " " + " ".join(word for word in words if word)


def rebuild(session: Session) -> None:
    """Make the trigram index anew: it drops what was deleted only by and by."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("INSERT INTO patients_search(patients_search) VALUES ('rebuild')"))


def fold(text: str) -> str:
    """Without case, accents and needless space; scripts that write vowels as marks keep them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter for letter in decomposed if unicodedata.combining(letter) in (0, VIRAMA_CLASS))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def in_order(after: Patient | None = None) -> sa.Select[Patient]:
    """All patients by name with their courses, or those that follow one of them."""
    query = sa.select(Patient).order_by(Patient.name_folded, Patient.id)
    query = query.options(selectinload(Patient.courses))
    if after is None:
        return query
    place = sa.tuple_(Patient.name_folded, Patient.id)
    return query.where(place > sa.tuple_(after.name_folded, after.id))


def find(session: Session, wanted: str, after: Patient | None, size: int) -> list[Patient]:
    """At most `size` patients that `wanted` may mean, those first whose name begins with it; each
    part by name, after the patient with whom the page before ended."""
    typed = fold(wanted)
    found: list[Patient] = []
    if after is None or after.name_folded.startswith(typed):
        found += session.scalars(in_order(after).where(_begins_with(typed)).limit(size))
        after = None
    terms = _terms(wanted)
    if len(found) < size and any(map(_is_indexed, terms)):
        rest = in_order(after).where(~_begins_with(typed), *_contain(session, terms))
        found += session.scalars(rest.limit(size - len(found)))
    return found


def _contain(session: Session, terms: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """The conditions that every term is found in a patient."""
    conditions = [Patient.search_text.contains(term, autoescape=True) for term in terms]
    found = _looked_up(session, [term for term in terms if _is_indexed(term)])
    return conditions if found is None else [*conditions, Patient.id.in_(found)]


def _is_indexed(term: str) -> bool:
    return len(term) >= SHORTEST_INDEXED


def _terms(wanted: str) -> list[str]:
    if ONLY_A_NUMBER.fullmatch(wanted):
        wanted = _digits(wanted)
    return [word if len(word) >= SHORTEST_INSIDE else f" {word}" for word in fold(wanted).split()]


def _begins_with(typed: str) -> sa.ColumnElement[bool]:
    """As a range, which the index of names answers; a database must collate by code point."""
    return Patient.name_folded.between(typed, typed + "\U0010ffff")


def _looked_up(session: Session, terms: Sequence[str]) -> sa.Select[tuple[Any]] | None:
    """The ids in the index that have all terms; None where that would not be quicker."""
    if session.get_bind().dialect.name != "sqlite":
        return None
    phrases = " ".join('"' + term.replace('"', '""') + '"' for term in terms)
    found = sa.select(_index.c.patient_id).where(_index.c.search_text.match(phrases))
    counted = sa.select(sa.func.count()).select_from(found.limit(MANY).subquery())
    return None if session.scalar(counted) == MANY else found


def _forms(record_number: str | None) -> tuple[str, ...]:
    """As it is written, and as somebody in a hurry types it."""
    folded = fold(record_number or "")
    return folded, re.sub(r"[\W_]", "", folded)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
