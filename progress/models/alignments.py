"""How one photo is laid over another: an edge in the graph of a view's photos."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified


class Method(StrEnum):
    AUTOMATIC = "automatic"
    BY_HAND = "by-hand"


class Status(StrEnum):
    ALIGNED = "aligned"
    REFUSED = "refused"


class AlignmentRow(Base, Identified):
    """`matrix` maps full-size pixels of the moving photo to those of the reference, row by row."""

    __tablename__ = "alignments"
    __table_args__ = (sa.UniqueConstraint("reference_id", "moving_id", "method"),)

    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    reference_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("photos.id"))
    moving_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("photos.id"), index=True)
    method: Mapped[Method]
    status: Mapped[Status]
    matrix: Mapped[list[float] | None] = mapped_column(sa.JSON)
    error_px: Mapped[float | None]
    """Expected error at 1024 px long side of the reference."""
    trust: Mapped[float | None]
    grade: Mapped[str | None] = mapped_column(sa.String(1))
    reasons: Mapped[list[str]] = mapped_column(default=list)
    reason: Mapped[str | None] = mapped_column(sa.String(40))
    message: Mapped[str | None] = mapped_column(sa.Text)
    technique: Mapped[str] = mapped_column(sa.String(60), default="")
    made_by: Mapped[str | None] = mapped_column(sa.String(120))
    made_at: Mapped[datetime]
