"""Addresses of cases that were erased: they are known again, and nothing else of them is."""

from __future__ import annotations

import hashlib
import uuid

from sqlalchemy import select

from progress.errors import Expired, NotFound, ProgressError
from progress.models import Case, GoneAddress, OutsideCopy
from progress.rules.words import told
from progress.services.work import Work

GONE = told("This is no longer shown.")


def remember(work: Work, patient_id: uuid.UUID) -> None:
    """Before a patient's cases are deleted: whatever names one of them in an address."""
    cases = select(Case.slug, Case.id).where(Case.patient_id == patient_id)
    copies = select(OutsideCopy.id).join(Case).where(Case.patient_id == patient_id)
    for row in (*work.session.execute(cases), *work.session.execute(copies)):
        for part in row:
            work.session.merge(GoneAddress(sha256=_digest(part)))


def missing(work: Work, part: str | uuid.UUID) -> ProgressError:
    """What to raise where nothing is found by this part of an address: Expired where something
    was, else NotFound."""
    known = work.session.get(GoneAddress, _digest(part))
    return Expired(GONE) if known else NotFound()


def _digest(part: str | uuid.UUID) -> str:
    return hashlib.sha256(str(part).encode()).hexdigest()
