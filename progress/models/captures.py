"""A phone that is let in to photograph one visit."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class CaptureSession(Base, Identified):
    """Opened on the computer, connected by the first phone that scans its code, and over at
    `expires_at` at the latest."""

    __tablename__ = "capture_sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """rules.captures.fingerprint of the code; the code itself is kept nowhere."""
    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"))
    visit_id: Mapped[uuid.UUID] = mapped_column(index=True)
    """No foreign key: a visit may be taken away meanwhile, and then the session is over."""
    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("people.id"))
    opened_as: Mapped[str] = mapped_column(sa.String(64))
    """Person.fs_uniquifier at the time: what ends all of a person's sessions ends this one."""
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    photos: Mapped[int] = mapped_column(default=0)
    """How many came through it."""
