"""What was done, by whom and when: entries that are added, chained, and never changed."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from progress.db import Base, Identified
from progress.rules import chain
from progress.rules.audit import Event

SALT_BYTES = 16
TIP = 1
NOT_FOUND = (
    "What is there fits together, but the seal that was noted is not among it. "
    "The record was written anew, or its end was cut off, since it was noted."
)


class AuditEntry(Base):
    """Plain values instead of foreign keys: an entry outlives what it speaks of."""

    __tablename__ = "audit"
    __table_args__ = (
        sa.Index("ix_audit_patient_id_id", "patient_id", "id"),
        sa.Index("ix_audit_event_id", "event", "id"),
        sa.Index("ix_audit_actor_id_id", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    event: Mapped[Event]
    patient_id: Mapped[uuid.UUID | None]
    subject_id: Mapped[uuid.UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    salt: Mapped[str] = mapped_column(sa.String(2 * SALT_BYTES))
    """Empty once the name is erased."""
    name_seal: Mapped[str] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64))
    """See rules.chain."""

    def sealed_after(self, before: str) -> str:
        """The seal that this entry must have after the one with the seal `before`."""
        return chain.seal(
            before,
            chain.Entry(
                self.at,
                self.actor_id,
                self.name_seal,
                self.event,
                self.patient_id,
                self.subject_id,
                self.detail,
            ),
        )


class AuditTip(Base):
    """The one row that says how many entries there are, and how the last is sealed."""

    __tablename__ = "audit_tip"

    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int]
    seal: Mapped[str] = mapped_column(sa.String(64))


class AuditCheck(Base, Identified):
    """One walk along the chain, and how far it came; see services.audit_chain."""

    __tablename__ = "audit_checks"

    begun_by: Mapped[str] = mapped_column(sa.String(120))
    begun_at: Mapped[datetime]
    expected: Mapped[int]
    """Entries there were when it began."""
    noted: Mapped[str] = mapped_column(sa.String(64), default="")
    """A seal that somebody wrote down outside, to be found again; or ""."""
    noted_as: Mapped[int | None]
    """How many entries the record had when it was written down; None: not found (yet)."""

    entries: Mapped[int] = mapped_column(default=0)
    seal: Mapped[str] = mapped_column(sa.String(64), default=chain.FIRST)
    """Of the last entry that fits."""
    reached: Mapped[int] = mapped_column(default=0)
    """Number of that entry."""
    since: Mapped[datetime | None]
    """When the first entry was written."""
    broken: Mapped[int | None]
    """Number of the first entry that does not fit, and when it says that it was written."""
    broken_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(sa.Text, default="")
    finished_at: Mapped[datetime | None]

    @property
    def fault(self) -> str:
        """Of a finished check: what is wrong with the record, or ""."""
        if self.broken is not None:
            return f"The record is broken at entry {self.broken}. {self.why}"
        if self.why:
            return f"The record is broken after {self.entries} entries. {self.why}"
        return NOT_FOUND if self.noted and not self.noted_as else ""


@event.listens_for(AuditEntry, "before_insert")
def _chain(_mapper: Any, connection: sa.Connection, entry: AuditEntry) -> None:
    """Counting locks the tip until the transaction ends, so that entries queue up one by one."""
    counted = sa.update(AuditTip).where(AuditTip.id == TIP).values(entries=AuditTip.entries + 1)
    before = connection.execute(counted.returning(AuditTip.seal)).scalar_one()
    entry.salt = secrets.token_hex(SALT_BYTES)
    entry.name_seal = chain.name_seal(entry.actor_name, entry.salt)
    entry.seal = entry.sealed_after(before)
    connection.execute(sa.update(AuditTip).where(AuditTip.id == TIP).values(seal=entry.seal))
