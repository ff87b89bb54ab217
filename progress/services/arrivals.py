"""Bytes come before their row: until then the row of an arrival stands for them.

Whatever is cut off in between belongs to nobody: the arrival's row names it, and it is swept.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from progress.errors import ProgressError
from progress.models import Arrival
from progress.services.work import Work

LONGEST = timedelta(minutes=30)
"""From the first byte in the store to the row: seconds in truth."""


@contextmanager
def kept(
    work: Work, arrival_id: uuid.UUID, patient_id: uuid.UUID, blobs: Mapping[str, bytes]
) -> Iterator[None]:
    """Store `blobs`, by their keys; then commit the rows that the block adds, or leave nothing.

    The first blob is read back, since nothing can make it again. In the block the database is
    ours alone.
    """
    work.session.add(Arrival(id=arrival_id, at=work.now, keys=list(blobs)))
    work.session.commit()
    try:
        _write(work, str(patient_id), blobs)
    except BaseException:
        _take_back(work, arrival_id, blobs)
        raise
    work.session.execute(delete(Arrival).where(Arrival.id == arrival_id))
    try:
        yield
        work.session.commit()
    except (IntegrityError, ProgressError):
        # After any other fault nobody knows whether the rows are there. The sweep will.
        work.session.rollback()
        _take_back(work, arrival_id, blobs)
        raise


def _write(work: Work, patient: str, blobs: Mapping[str, bytes]) -> None:
    for number, (key, data) in enumerate(blobs.items()):
        work.store.put(patient, key, data, verify=number == 0)


def _take_back(work: Work, arrival_id: uuid.UUID, keys: Mapping[str, bytes]) -> None:
    for key in keys:
        work.store.delete(key)
    work.session.execute(delete(Arrival).where(Arrival.id == arrival_id))
    work.session.commit()


def sweep(work: Work) -> int:
    """Remove what was cut off; returns how many arrivals they were."""
    query = select(Arrival).where(Arrival.at < work.now - LONGEST)
    cut_off = work.session.scalars(query).all()
    for arrival in cut_off:
        for key in arrival.keys:
            work.store.delete(key)
        work.session.delete(arrival)
    work.session.commit()
    return len(cut_off)
