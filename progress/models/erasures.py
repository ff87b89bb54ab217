"""A patient's wish to be forgotten, and what was done about it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.patients import Patient
from progress.rules.erasures import ErasureState, Step


class ErasureRequest(Base, Identified):
    """At most one of a patient is open."""

    __tablename__ = "erasure_requests"
    __table_args__ = (
        sa.Index(
            "ix_erasure_requests_open",
            "patient_id",
            unique=True,
            sqlite_where=sa.text("state IN ('asked', 'being-handled')"),
            postgresql_where=sa.text("state IN ('asked', 'being-handled')"),
        ),
    )

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    state: Mapped[ErasureState]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(sa.String(120))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why it was not carried out, as the patient reads it."""

    patient: Mapped[Patient] = relationship()


class Erasure(Base):
    """A wish that is carried out, under the wish's own id. Plain values instead of foreign keys: it
    outlives what it speaks of."""

    __tablename__ = "erasures"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[uuid.UUID] = mapped_column(index=True)
    """Leads nowhere once it is done."""
    step: Mapped[Step] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    begun_at: Mapped[datetime]
    begun_by: Mapped[str] = mapped_column(sa.String(120))
    begun_by_id: Mapped[uuid.UUID | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(sa.String(120))
    confirmed_by_id: Mapped[uuid.UUID | None]
    finished_at: Mapped[datetime | None]
    repeated_at: Mapped[datetime | None]
    """When an older backup brought the patient back, and they were erased again."""
    erased: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How many rows of each table went."""
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`consents` and `withdrawals` as facts without a name."""
    answered: Mapped[bool] = mapped_column(default=False)
    """Whether the patient was told by mail."""
