"""What patients were asked, what they signed, and what they took back. Nothing here is changed
after it was signed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from progress.db import Base, Identified
from progress.rules.consents import Disguise
from progress.rules.signing import Kind, Place, Relation


class ConsentTemplate(Base, Identified):
    """A text that the clinic has patients sign, in its versions."""

    __tablename__ = "consent_templates"

    name: Mapped[str] = mapped_column(sa.String(120))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    versions: Mapped[list[ConsentVersion]] = relationship(
        back_populates="template", order_by="ConsentVersion.number"
    )


class ConsentVersion(Base, Identified):
    """A draft until `published_at`, and from then on as it is for ever."""

    __tablename__ = "consent_versions"
    __table_args__ = (sa.UniqueConstraint("template_id", "number"),)

    template_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("consent_templates.id"))
    number: Mapped[int]
    texts: Mapped[dict[str, Any]]
    """By language: title, body, scopes (questions by slug), disguises (words by slug), withdrawing:
    see rules.consent_texts."""
    scopes: Mapped[list[str]]
    """Slugs of rules.consents.Scope, in the order in which they are asked."""
    disguises: Mapped[list[str]]
    valid_months: Mapped[int]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(sa.String(120))

    template: Mapped[ConsentTemplate] = relationship(back_populates="versions")


class Bounded:
    """Which photos a row speaks of: of a course, of a view of it, or these alone."""

    view: Mapped[str | None] = mapped_column(sa.String(40))
    photo_ids: Mapped[list[str] | None]


class ConsentRequest(Base, Identified, Bounded):
    """Open until it is answered or cancelled."""

    __tablename__ = "consent_requests"

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("consent_versions.id"))
    asked_by: Mapped[str] = mapped_column(sa.String(120))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]

    version: Mapped[ConsentVersion] = relationship()

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.cancelled_at is None


class Consent(Base, Identified, Bounded):
    """What was signed lies encrypted in the store, as it was read; here is what is asked of it."""

    __tablename__ = "consents"

    request_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("consent_requests.id"), unique=True)
    """One signature for each request, whoever presses the button twice."""
    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    course_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("courses.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("consent_versions.id"))
    language: Mapped[str] = mapped_column(sa.String(10))
    scopes: Mapped[list[str]]
    """Slugs of what was allowed."""
    disguise: Mapped[Disguise]
    signer: Mapped[str] = mapped_column(sa.String(160))
    guardian: Mapped[Relation | None]
    signature: Mapped[Kind]
    witness: Mapped[str] = mapped_column(sa.String(160), default="")
    taken_by: Mapped[str | None] = mapped_column(sa.String(120))
    """Who of the clinic handed the tablet over; None at home."""
    place: Mapped[Place]
    given_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    document_sha256: Mapped[str] = mapped_column(sa.String(64))
    """Of the JSON at `consents/<id>/signed` in the store."""

    version: Mapped[ConsentVersion] = relationship()


class Withdrawal(Base, Identified, Bounded):
    """A consent taken back: for a course or, without one, for everything."""

    __tablename__ = "withdrawals"

    patient_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("patients.id"), index=True)
    course_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("courses.id"))
    scopes: Mapped[list[str] | None]
    """Slugs of what was taken back; None is everything."""
    held_photo_ids: Mapped[list[str] | None]
    """Those of the view at that moment, where one was named."""
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(120))
    place: Mapped[Place]
    receipt: Mapped[dict[str, Any]]
    """What it took away: `photos`, how many were covered; `scopes`, slugs that held; `outside`,
    slugs of places where copies may be; `cases`, what was pulled, and `copies`, those that a person
    must ask for elsewhere: see services.case_pulls."""
