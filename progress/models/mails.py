"""Mail that waits to be sent."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified
from progress.rules.mails import MailState, Purpose


class OutgoingMail(Base, Identified):
    """The row is the queue. Its words are erased as soon as it is sent or given up: a link in them
    would let somebody in."""

    __tablename__ = "outgoing_mails"

    purpose: Mapped[Purpose]
    receiver: Mapped[str] = mapped_column(sa.String(255))
    """An address; until it is addressed, the sign-in name that somebody typed."""
    patient_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("patients.id"))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[MailState] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    """Why the last try failed."""
    queued_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
