"""Lines of the record that are written once an hour, however often the same is done.

For what a page does by itself, many times a minute, and for what somebody may do on purpose to
fill the disk: that it was done is what matters, not how often.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from progress.models import AuditEntry
from progress.rules.audit import Event
from progress.services.work import Work

WITHIN = timedelta(hours=1)


def record(
    work: Work,
    event: Event,
    *,
    patient_id: uuid.UUID | None = None,
    subject_id: uuid.UUID | None = None,
    **detail: Any,
) -> None:
    """Commit the line, unless this person left one of this event on the same subject, with the same
    detail, within the hour. Two at the same moment may leave two."""
    lately = AuditEntry.at > work.now - WITHIN
    same = (
        AuditEntry.event == event,
        AuditEntry.actor_id == work.actor.id,
        # By their numbers, which the index of events has: an hour is few of them.
        AuditEntry.id >= select(func.min(AuditEntry.id)).where(lately).scalar_subquery(),
        lately,
    )
    query = select(AuditEntry.subject_id, AuditEntry.detail).where(*same)
    known = work.session.execute(query).all()
    if any(row.subject_id == subject_id and detail.items() <= row.detail.items() for row in known):
        return
    work.record(event, patient_id=patient_id, subject_id=subject_id, **detail)
    work.session.commit()
