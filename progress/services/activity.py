"""What was done, by whom and when."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from progress.models import AuditEntry, Patient
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.services import paging
from progress.services.paging import Page
from progress.services.work import Work

PAGE_SIZE = 50


@dataclass(frozen=True)
class Activity:
    """A page of the audit, latest first, and the names of the patients that it speaks of."""

    page: Page[AuditEntry]
    names: Mapping[uuid.UUID, str]


def read(
    work: Work,
    event: Event | None = None,
    patient_id: uuid.UUID | None = None,
    before: int | None = None,
) -> Activity:
    """A page of what happened; `before` is the last entry of the page before."""
    work.require(Action.SEE_ACTIVITY)
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1)
    if event:
        query = query.where(AuditEntry.event == event)
    if patient_id:
        query = query.where(AuditEntry.patient_id == patient_id)
    if before:
        query = query.where(AuditEntry.id < before)
    page = paging.page(work.session.scalars(query).all(), PAGE_SIZE)
    return Activity(page, _names(work, page, patient_id))


def _names(work: Work, page: Page[AuditEntry], asked_for: uuid.UUID | None) -> dict[uuid.UUID, str]:
    wanted = {entry.patient_id for entry in page.rows} | {asked_for}
    found = work.session.execute(select(Patient.id, Patient.name).where(Patient.id.in_(wanted)))
    return {row.id: row.name for row in found}
