"""A course of treatment of one region."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.patients import Patient
from progress.rules.views import Region

if TYPE_CHECKING:
    from progress.models.visits import Visit


class Course(Base, Identified):
    __tablename__ = "courses"

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    region: Mapped[Region]
    indications: Mapped[list[str]]
    """Slugs of rules.treatment.Indication."""
    views: Mapped[list[str]]
    """Slugs of the standard views that this course photographs at each visit, in shooting order."""
    sessions_planned: Mapped[int]
    interval_days: Mapped[int]
    started_on: Mapped[date]
    closed_on: Mapped[date | None]
    next_due: Mapped[date | None] = mapped_column(index=True)
    """Kept by services.visits, so that the page of today costs the same at any size."""
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]

    @property
    def planned(self) -> bool:
        """Whether somebody has said what it is for; an imported course waits for that."""
        return bool(self.indications)

    patient: Mapped[Patient] = relationship(back_populates="courses")
    visits: Mapped[list[Visit]] = relationship(
        back_populates="course", order_by="Visit.on, Visit.created_at"
    )
