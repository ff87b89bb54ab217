"""What is cut off between bytes and their row leaves nothing, and what we have stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from progress.errors import Conflict, StorageError
from progress.models import Arrival, AuditEntry
from progress.rules.audit import Event
from progress.services import arrivals
from progress.services.work import Work
from tests.conftest import Cast

BLOBS = {"some/original": b"bytes", "some/view": b"fewer"}
REFUSALS = [Conflict("No."), IntegrityError("", None, Exception())]
UNKNOWN = OperationalError("The connection was lost.", None, Exception())


class Killed(BaseException):
    """As if the process ended."""


def keep(work: Work, patient_id: UUID, fault: BaseException | None = None) -> None:
    with arrivals.kept(work, uuid4(), patient_id, BLOBS):
        work.record(Event.PHOTO_ADDED, patient_id=patient_id)
        if fault:
            raise fault


def left(work: Work) -> tuple[int, int, int]:
    """Rows that were added, arrivals, and blobs."""
    work.session.rollback()
    added = select(AuditEntry).where(AuditEntry.event == Event.PHOTO_ADDED)
    rows = [len(work.session.scalars(query).all()) for query in (added, select(Arrival))]
    return rows[0], rows[1], len(list(work.store.blobs.list("some")))


def test_bytes_and_row_are_kept_together(work: Work, cast: Cast) -> None:
    keep(work, cast.patient_id)
    assert left(work) == (1, 0, 2)
    assert work.store.get(str(cast.patient_id), "some/view") == b"fewer"


@pytest.mark.parametrize("fault", REFUSALS, ids=["conflict", "twice"])
def test_what_is_refused_leaves_nothing(work: Work, cast: Cast, fault: Exception) -> None:
    with pytest.raises(type(fault)):
        keep(work, cast.patient_id, fault)
    assert left(work) == (0, 0, 0)


def test_a_full_disk_leaves_nothing(
    work: Work, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = work.store.blobs.put

    def full(key: str, data: bytes) -> None:
        if key.endswith("view"):
            raise StorageError("The disk is full.")
        put(key, data)

    monkeypatch.setattr(work.store.blobs, "put", full)
    with pytest.raises(StorageError):
        keep(work, cast.patient_id)
    assert left(work) == (0, 0, 0)


@pytest.mark.parametrize("fault", [Killed(), UNKNOWN], ids=["killed", "unknown"])
def test_what_was_cut_off_is_swept_when_it_can_arrive_no_more(
    work: Work, cast: Cast, fault: BaseException
) -> None:
    with pytest.raises(type(fault)):
        keep(work, cast.patient_id, fault)
    assert left(work) == (0, 1, 2)
    assert arrivals.sweep(replace(work, now=work.now + arrivals.LONGEST)) == 0
    assert left(work) == (0, 1, 2)
    later = work.now + arrivals.LONGEST + timedelta(seconds=1)
    assert arrivals.sweep(replace(work, now=later)) == 1
    assert left(work) == (0, 0, 0)


def test_what_we_have_stays(work: Work, cast: Cast) -> None:
    keep(work, cast.patient_id)
    assert arrivals.sweep(replace(work, now=work.now + timedelta(days=400))) == 0
    assert left(work) == (1, 0, 2)
