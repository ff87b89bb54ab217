"""Passkeys: signing in by what unlocks one's phone, without a password (W3C Web Authentication)."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_security import AsaList, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class Passkey(Base, Identified, WebAuthnMixin):
    """The public half; the private one never leaves its device. Names are the sign-in library's."""

    __tablename__ = "passkeys"

    user_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("people.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), index=True, unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    backup_state: Mapped[bool]
    """Whether its maker keeps a copy, so that it outlives the device."""
    device_type: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    lastuse_datetime: Mapped[datetime]
