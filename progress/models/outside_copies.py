"""A case's pictures where Progress cannot reach them, and addresses of cases that were erased."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.galleries import Case
from progress.rules.consents import Scope


class OutsideCopy(Base, Identified):
    """Both pictures of a case, taken to one place. Whether they may stay there is worked out when
    it is asked: see rules.outside_copies."""

    __tablename__ = "outside_copies"

    case_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    """None once the patient is erased: a copy that is still there has to be asked for, and no more
    than its place is needed for that."""
    scope: Mapped[Scope]
    place: Mapped[str] = mapped_column(sa.String(200))
    """The account, congress or journal; names nobody."""
    address: Mapped[str | None] = mapped_column(sa.String(500))
    taken_by: Mapped[str] = mapped_column(sa.String(120))
    taken_at: Mapped[datetime]
    taken_down_at: Mapped[datetime | None] = mapped_column(index=True)
    taken_down_by: Mapped[str | None] = mapped_column(sa.String(120))

    case: Mapped[Case | None] = relationship()


class GoneAddress(Base):
    """What stood in an address of a case that was erased: random letters, of which only the SHA-256
    is kept, so that the address is answered with "gone" and says nothing of whom."""

    __tablename__ = "gone_addresses"

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
