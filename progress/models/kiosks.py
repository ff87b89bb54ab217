"""A tablet in the waiting room."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class KioskSession(Base, Identified):
    """Begun on the tablet itself by somebody of the clinic, and over at `expires_at` at the
    latest."""

    __tablename__ = "kiosk_sessions"

    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("people.id"))
    opened_as: Mapped[str] = mapped_column(sa.String(64))
    """Person.fs_uniquifier at the time: what ends all of a person's sessions ends this one."""
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
