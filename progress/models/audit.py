"""What was done, by whom and when."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base
from progress.rules.audit import Event


class AuditEntry(Base):
    """Plain values instead of foreign keys: an entry outlives what it speaks of."""

    __tablename__ = "audit"
    __table_args__ = (
        sa.Index("ix_audit_patient_id_id", "patient_id", "id"),
        sa.Index("ix_audit_event_id", "event", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    event: Mapped[Event]
    patient_id: Mapped[uuid.UUID | None]
    subject_id: Mapped[uuid.UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
