"""Two photos of one patient, as they are shown to others."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.models.courses import Course
from progress.models.photos import Photo
from progress.rules.consents import Disguise, Subject
from progress.rules.galleries import Audience, CaseState, Pair
from progress.rules.identity import in_question
from progress.rules.looks import Box, Hiding, Look
from progress.rules.photos import usable


def as_pair(earlier: Photo, later: Photo, grade: str | None) -> Pair:
    both = earlier, later
    one, other = (Subject(each.course_id, each.view, each.id) for each in both)
    shown = all(map(usable, both)) and earlier.view == later.view
    return Pair((one, other), grade, shown, any(map(in_question, both)))


class Case(Base, Identified):
    """What is shown lies encrypted in the store at `cases/<id>/earlier` and `later`, exactly as it
    was approved. A row stays when its case is pulled: its addresses are answered with "gone"."""

    __tablename__ = "cases"
    __table_args__ = (sa.Index("ix_cases_state_audience", "state", "audience"),)

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    """Random, for addresses that people outside the record see; it names nobody."""
    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"))
    earlier_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("photos.id"))
    later_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("photos.id"))
    audience: Mapped[Audience]
    state: Mapped[CaseState]

    frame: Mapped[list[float]]
    """Boxes: left, top, right, bottom in parts of the earlier photo."""
    hiding: Mapped[Hiding]
    area: Mapped[list[float]]
    face: Mapped[list[float] | None]
    no_face: Mapped[bool] = mapped_column(default=False)
    disguise: Mapped[Disguise]
    """How recognisable the person is, as it was worked out of the look and the pictures."""
    earlier_sha256: Mapped[str] = mapped_column(sa.String(64))
    later_sha256: Mapped[str] = mapped_column(sa.String(64))

    days: Mapped[int]
    sessions: Mapped[int]
    grade: Mapped[str] = mapped_column(sa.String(1))

    made_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("people.id"))
    made_by: Mapped[str] = mapped_column(sa.String(120))
    made_at: Mapped[datetime]
    sent_back: Mapped[str] = mapped_column(sa.Text, default="")
    """What the second person asked to be changed."""
    approved_by: Mapped[str | None] = mapped_column(sa.String(120))
    published_at: Mapped[datetime | None]
    pulled_at: Mapped[datetime | None]
    pulled_by: Mapped[str | None] = mapped_column(sa.String(120))

    course: Mapped[Course] = relationship()
    earlier: Mapped[Photo] = relationship(foreign_keys=earlier_id)
    later: Mapped[Photo] = relationship(foreign_keys=later_id)

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        """Both photos, as consent speaks of them."""
        return self.pair.photos

    @property
    def pair(self) -> Pair:
        """Both photos as they are now, for the rules."""
        return as_pair(self.earlier, self.later, self.grade)

    @property
    def look(self) -> Look:
        face = Box(*self.face) if self.face else None
        return Look(Box(*self.frame), self.hiding, Box(*self.area), face, self.no_face)
