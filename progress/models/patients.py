"""Whom the clinic treats."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified

if TYPE_CHECKING:
    from progress.models.courses import Course


class Patient(Base, Identified):
    __tablename__ = "patients"
    __table_args__ = (sa.Index("ix_patients_name_folded_id", "name_folded", "id"),)

    name: Mapped[str] = mapped_column(sa.String(160))
    name_folded: Mapped[str] = mapped_column(sa.String(160))
    """The name without case and accents: what lists are sorted by."""
    search_text: Mapped[str] = mapped_column(sa.Text, default="")
    """Name, record number and phone as search compares them: see services.search."""
    record_number: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    """The clinic's own file number."""
    born_on: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(sa.String(20))
    phone: Mapped[str | None] = mapped_column(sa.String(40))
    email: Mapped[str | None] = mapped_column(sa.String(255))
    language: Mapped[str | None] = mapped_column(sa.String(8))
    """What they read: "en" or "hi"; None until somebody chose."""
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    courses: Mapped[list[Course]] = relationship(
        back_populates="patient", order_by="Course.started_on"
    )
