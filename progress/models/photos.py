"""A photo: the row that says what we have and what is left to do."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.visits import Visit
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind


class Photo(Base, Identified):
    """Bytes live in the store under `photos/<id>/`; sizes are of the upright photo, in pixels."""

    __tablename__ = "photos"
    __table_args__ = (
        sa.UniqueConstraint("patient_id", "sha256"),
        sa.Index("ix_photos_course_id_view_taken_at", "course_id", "view", "taken_at"),
        sa.Index("ix_photos_state_received_at", "state", "received_at"),
        sa.Index("ix_photos_identity", "identity"),
    )

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"))
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"))
    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visits.id"), index=True)

    view: Mapped[str] = mapped_column(sa.String(40))
    view_label: Mapped[str] = mapped_column(sa.String(60), default="")
    """What a close-up shows; close-ups of one label form one series."""
    view_confirmed: Mapped[bool] = mapped_column(default=False)
    taken_at: Mapped[datetime] = mapped_column(sa.DateTime)
    """Local time, as the camera's clock showed it: EXIF rarely knows the zone."""
    taken_from: Mapped[str] = mapped_column(sa.String(20))
    """Where the date came from: exif, device, visit or hand."""

    state: Mapped[PhotoState] = mapped_column(default=PhotoState.RECEIVED)
    reason: Mapped[str | None] = mapped_column(sa.Text)
    """The sentence that explains a terminal state to a person."""
    attempts: Mapped[int] = mapped_column(default=0)
    quality: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What vision.quality measured: enough to grade it beside any other photo."""

    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    filename: Mapped[str] = mapped_column(sa.String(255), default="")
    format: Mapped[str] = mapped_column(sa.String(10))
    width: Mapped[int]
    height: Mapped[int]

    is_baseline: Mapped[bool] = mapped_column(default=False)
    """Chosen by hand; without a choice the earliest usable photo serves."""
    is_chosen: Mapped[bool] = mapped_column(default=False)
    """Of several photos of its view at its visit, the one that stands for them, chosen by hand."""
    set_aside_at: Mapped[datetime | None]
    identity: Mapped[Identity] = mapped_column(default=Identity.NOT_COMPARED)
    identified_by: Mapped[str | None] = mapped_column(sa.String(120))
    """Who said that it is the patient's, and when."""
    identified_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    received_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("people.id"))

    visit: Mapped[Visit] = relationship()

    @property
    def from_home(self) -> bool:
        """Whether the patient took it at home."""
        return self.visit.kind is VisitKind.FROM_HOME


class Arrival(Base):
    """Bytes on their way into the store: the id is that of the row to be, which takes its place.

    One that stays was cut off; its blobs belong to nobody and are swept.
    """

    __tablename__ = "arrivals"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    keys: Mapped[list[str]]
    """Where the store may hold something of it."""
