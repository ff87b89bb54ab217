"""An upload in pieces, until it has become a photo."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class Transfer(Base, Identified):
    """How much of a file has arrived. Its pieces live in the store under `transfers/<id>/`,
    encrypted as photos are, until the photo is kept or refused."""

    __tablename__ = "transfers"

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"))
    visit_id: Mapped[uuid.UUID]
    """No foreign key: a visit may be taken away meanwhile, and then the photo is refused."""
    sent_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("people.id"))

    length: Mapped[int]
    arrived: Mapped[int] = mapped_column(default=0)
    """How many bytes are kept: where the next piece goes on."""
    pieces: Mapped[list[str]] = mapped_column(default=list)
    """Names in the store, in the order of their bytes."""

    filename: Mapped[str] = mapped_column(sa.String(255), default="")
    view: Mapped[str | None] = mapped_column(sa.String(40))
    view_label: Mapped[str] = mapped_column(sa.String(60), default="")
    taken_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    """Local time, as the device that sends it says; the photo's own EXIF is believed first."""
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    """Of the whole file, where the sender could reckon it."""

    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    photo_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("photos.id"))
    refusal: Mapped[str | None] = mapped_column(sa.Text)

    @property
    def is_whole(self) -> bool:
        return self.arrived == self.length
