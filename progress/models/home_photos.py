"""A photo that a patient sent from home."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.courses import Course
from progress.models.patients import Patient
from progress.rules.home_photos import HomeState


class HomePhoto(Base, Identified):
    """Bytes live in the store under `home/<id>/` until it is accepted; then they are a photo's, and
    `photo_id` says which. Sizes are of the upright photo, in pixels."""

    __tablename__ = "home_photos"
    __table_args__ = (sa.UniqueConstraint("patient_id", "sha256"),)

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"))
    course_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("courses.id"))
    view: Mapped[str | None] = mapped_column(sa.String(40))
    """What it was taken for; neither is known of a photo that came with a report."""
    report_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("reports.id"), index=True)
    state: Mapped[HomeState] = mapped_column(index=True)

    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    filename: Mapped[str] = mapped_column(sa.String(255), default="")
    format: Mapped[str] = mapped_column(sa.String(10))
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(sa.DateTime)
    """Local time, by the camera's clock, else the phone's."""
    sent_at: Mapped[datetime]

    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(sa.String(120))
    reason: Mapped[str | None] = mapped_column(sa.String(40))
    """Why it was declined: a slug of rules.home_photos.Declined."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    photo_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("photos.id"))

    patient: Mapped[Patient] = relationship()
    course: Mapped[Course | None] = relationship()
