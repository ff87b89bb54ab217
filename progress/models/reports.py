"""What a patient reported from home, and what the clinic answered."""

from __future__ import annotations

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.home_photos import HomePhoto
from progress.models.patients import Patient
from progress.models.visits import Visit


class Report(Base, Identified):
    """A side effect in the patient's words; slugs of rules.reports."""

    __tablename__ = "reports"

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    visit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("visits.id"), index=True)
    """The last session before it; None where there was none."""
    complaints: Mapped[list[str]]
    strength: Mapped[str | None] = mapped_column(sa.String(40))
    since: Mapped[date | None]
    signs: Mapped[list[str]]
    """Urgent ones: the patient was told whom to call."""
    words: Mapped[str] = mapped_column(sa.Text, default="")
    reported_at: Mapped[datetime]

    seen_at: Mapped[datetime | None] = mapped_column(index=True)
    seen_by: Mapped[str | None] = mapped_column(sa.String(120))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    """What the patient reads; may be empty."""
    taken_over_at: Mapped[datetime | None]
    """When its side effects were noted on the visit."""

    patient: Mapped[Patient] = relationship()
    visit: Mapped[Visit | None] = relationship()
    photos: Mapped[list[HomePhoto]] = relationship(order_by="HomePhoto.sent_at")
