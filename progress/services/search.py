"""Finding a patient by any part of the name, the record number or the phone, at any number of them.

A patient's search text and what a person types are folded in the same way, so that "jose" finds
"José" and "98100 12345" finds "+91-98100-12345". SQLite looks it up in a trigram index that
triggers keep (see migrations); `_containing` is the one place that knows which database it is.
"""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa

from progress.models import Patient

SHORTEST_INSIDE = 3
"""Letters from which on the trigram index answers; fewer are looked for where words begin."""
VIRAMA_CLASS = 9
ONLY_A_NUMBER = re.compile(r"[\d\s+()./-]+")

_found = sa.table("patients_search", sa.column("patient_id", sa.Uuid), sa.column("search_text"))


def index(patient: Patient) -> None:
    """Set the columns that lists and search look in, from what a person reads."""
    patient.name_folded = fold(patient.name)
    words = (patient.name_folded, *_forms(patient.record_number), _digits(patient.phone or ""))
    patient.search_text = " " + " ".join(word for word in words if word)


def fold(text: str) -> str:
    """Without case, accents and needless space; scripts whose vowels are marks keep them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (letter for letter in decomposed if unicodedata.combining(letter) in (0, VIRAMA_CLASS))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def matches(session_dialect: str, wanted: str) -> sa.ColumnElement[bool]:
    """The condition that a patient is one that `wanted` may mean."""
    if ONLY_A_NUMBER.fullmatch(wanted):
        wanted = _digits(wanted)
    words = [word.replace('"', "") for word in fold(wanted).split()]
    return sa.and_(sa.true(), *(_matches_word(session_dialect, word) for word in words if word))


def _matches_word(dialect: str, word: str) -> sa.ColumnElement[bool]:
    if len(word) == 1:
        return Patient.name_folded.between(word, word + "\U0010ffff")
    return _containing(dialect, word if len(word) >= SHORTEST_INSIDE else f" {word}")


def _containing(dialect: str, text: str) -> sa.ColumnElement[bool]:
    if dialect != "sqlite":
        return Patient.search_text.contains(text, autoescape=True)
    found = sa.select(_found.c.patient_id).where(_found.c.search_text.match(f'"{text}"'))
    return Patient.id.in_(found)


def _forms(record_number: str | None) -> tuple[str, ...]:
    """As it is written, and as somebody in a hurry types it."""
    folded = fold(record_number or "")
    return folded, re.sub(r"[\W_]", "", folded)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
