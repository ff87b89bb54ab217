"""One dated encounter of a course, and the treatment that was given at it, or stopped."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.courses import Course
from progress.rules.treatment import VisitKind


class Visit(Base, Identified):
    __tablename__ = "visits"

    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"))
    on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[VisitKind]
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How hair and skin were for the photo: fields of rules.treatment.HairState or SkinState."""
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]

    course: Mapped[Course] = relationship(back_populates="visits")
    treatment: Mapped[Treatment | None] = relationship(back_populates="visit")
    stopped: Mapped[list[StoppedTreatment]] = relationship(
        back_populates="visit", order_by="StoppedTreatment.stopped_at"
    )

    __table_args__ = (sa.Index("ix_visits_course_id_on", "course_id", "on"),)


class Treatment(Base, Identified):
    __tablename__ = "treatments"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visits.id"), unique=True)
    solutions: Mapped[list[str]]
    solution_notes: Mapped[str] = mapped_column(sa.Text, default="")
    delivery: Mapped[str | None] = mapped_column(sa.String(40))
    anaesthesia: Mapped[str | None] = mapped_column(sa.String(40))
    adjuncts: Mapped[list[str]]
    checklist: Mapped[dict[str, Any]]
    """Answers by slug of the checklist item."""
    side_effects: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """At the visit: severity by slug of the side effect."""
    side_effects_later: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The same, 24-48 hours later; empty until somebody asked."""
    therapist: Mapped[str] = mapped_column(sa.String(120), default="")
    overridden_by: Mapped[str | None] = mapped_column(sa.String(120))
    override_reason: Mapped[str | None] = mapped_column(sa.Text)
    recorded_by: Mapped[str] = mapped_column(sa.String(120))
    recorded_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship(back_populates="treatment")


class StoppedTreatment(Base, Identified):
    """A session that the answers of the checklist stopped. It stays when a treatment follows."""

    __tablename__ = "stopped_treatments"

    visit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("visits.id"), index=True)
    reasons: Mapped[list[str]]
    """Sentences, as the person read them."""
    checklist: Mapped[dict[str, Any]]
    """Answers by slug of the checklist item."""
    stopped_at: Mapped[datetime]
    answered_by: Mapped[str] = mapped_column(sa.String(120))

    visit: Mapped[Visit] = relationship(back_populates="stopped")
