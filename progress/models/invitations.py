"""Links that let one person in, once."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified
from progress.rules.invitations import Kind


class Invitation(Base, Identified):
    """For a patient, or for somebody of the clinic who forgot how to sign in. What rules say of it
    stands in rules/invitations.py."""

    __tablename__ = "invitations"

    kind: Mapped[Kind]
    patient_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    """Who signs in with it; None until a patient who is new has used theirs."""
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """rules.invitations.fingerprint; the token itself is kept nowhere."""
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """The same of the code, for those who type it from a letter."""
    made_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("people.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    wrong_answers: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
