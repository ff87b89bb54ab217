"""What the clinic says about its galleries, and whether strangers see one."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base

ONLY = 1


class PublishingSettings(Base):
    """One row. Plain values instead of foreign keys: who opened the gallery is said whatever
    becomes of their sign-in."""

    __tablename__ = "publishing"

    id: Mapped[int] = mapped_column(primary_key=True)
    web_open: Mapped[bool]
    """As an administrator left it; a warning that nobody has read closes it all the same."""
    warning_read: Mapped[str | None] = mapped_column(sa.String(40))
    """Which version of rules.publishing.WARNING they read before."""
    opened_by_id: Mapped[uuid.UUID | None]
    opened_by: Mapped[str | None] = mapped_column(sa.String(120))
    opened_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(sa.Text)
    """The clinic's own, at the end of each case and gallery."""
    appointment_url: Mapped[str] = mapped_column(sa.String(300))
    appointment_phone: Mapped[str] = mapped_column(sa.String(40))
