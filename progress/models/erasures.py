"""A patient's wish to be forgotten."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.patients import Patient
from progress.rules.erasures import ErasureState


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
