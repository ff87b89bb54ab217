"""Whoever is signed in and asks for what they may not: it stands in the record.

Once for each person, kind of address and hour, so that nobody fills the disk by asking: which of a
kind was asked for first is written down, and that there was more is seen from the hour after. What
does not exist is nobody's, and is not recorded: an address with a slip in it is no trespass.
"""

from __future__ import annotations

import uuid

from progress.rules.audit import Event
from progress.services import seldom
from progress.services.work import Work


def note(work: Work, kind: str, patient_id: uuid.UUID | None = None) -> None:
    """`kind`: of the address, without what stands in it; `patient_id`: whose it is, where that is
    known. What was under way is given up."""
    work.session.rollback()
    seldom.record(work, Event.ACCESS_REFUSED, patient_id=patient_id, kind=kind)
