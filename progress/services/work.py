"""What every service is given: who asks, when, and where rows and bytes live."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, select
from sqlalchemy.orm import Session

from progress.errors import ConfigurationError, NotAllowed, NotFound, OutOfReach, SessionEnded
from progress.exchange.credentials import Signer
from progress.models import AuditEntry, CaptureSession
from progress.rules.access import Action, Actor, CaptureScope, can, may_reach
from progress.rules.audit import Event
from progress.rules.captures import ENDED
from progress.rules.mails import Message
from progress.storage.encrypted import PhotoStore

Nudge = Callable[..., None]
"""nudge(job, row_id, delay=timedelta(0)): tell the worker that a row has work left."""
Forget = Callable[[Collection[str]], int]
"""forget(words): end every session in which one of these words stands."""
Post = Callable[[Message], None]
"""Sends a mail, or raises MailDelayed or MailRefused."""


def no_nudge(_job: str, _row_id: uuid.UUID, _delay: timedelta = timedelta(0)) -> None:
    """For callers that run the jobs themselves."""


def no_sessions(_words: Collection[str]) -> int:
    """For callers that keep none."""
    return 0


def no_signer() -> Signer:
    """For callers that make no pictures for others."""
    raise ConfigurationError("There is nobody in whose name pictures are signed.")


@dataclass(frozen=True)
class Work:
    """One request's errand. `nudge` tells the worker that a row has work left; `post` sends mail,
    and is None where the clinic has none; `signer` is in whose name pictures leave."""

    session: Session
    store: PhotoStore
    actor: Actor
    now: datetime
    nudge: Nudge = field(default=no_nudge)
    post: Post | None = None
    forget: Forget = field(default=no_sessions)
    signer: Callable[[], Signer] = field(default=no_signer)

    @property
    def today(self) -> date:
        return self.now.astimezone().date()

    @property
    def own_id(self) -> uuid.UUID:
        """Of the patient who asks about themselves; NotFound where it is somebody else."""
        if self.actor.patient_id is None:
            raise NotFound("This sign-in belongs to no patient.")
        return self.actor.patient_id

    def require(
        self,
        action: Action,
        patient_id: uuid.UUID | None = None,
        course_id: uuid.UUID | None = None,
        part_id: uuid.UUID | None = None,
    ) -> None:
        """Refuse what the policy does not allow.

        Another patient's record is reported as missing, so that nobody learns that it exists. A
        phone or a tablet reaches only what is known to lie in its course, and in its visit or
        question (`part_id`).
        """
        if not can(self.actor, action):
            raise NotAllowed("Your sign-in does not allow this.")
        self._require_live()
        if patient_id and not may_reach(self.actor, action, patient_id, course_id, part_id):
            raise OutOfReach(patient_id)

    def _require_live(self) -> None:
        """A capture session that is ended ends within a request too: between two pieces of an
        upload, say."""
        if not isinstance(self.actor.scope, CaptureScope):
            return
        row = select(CaptureSession.ended_at).where(
            CaptureSession.id == self.actor.scope.session_id
        )
        found = self.session.execute(row).one_or_none()
        if found is None or found.ended_at is not None:
            raise SessionEnded(ENDED)

    def wins(self, change: Update) -> bool:
        """Whether a conditional UPDATE found its row as it says: of several that ask at the same
        moment, one wins. The transaction stays open; whoever loses decides what becomes of it."""
        outcome: CursorResult[Any] = self.session.execute(change)  # type: ignore[assignment]
        return bool(outcome.rowcount)

    def alone(self) -> None:
        """Write what is pending, a line of audit among it, and forget what was read: that line
        keeps every other writer waiting until the commit, so that what is read now stays so."""
        self.session.flush()
        self.session.expire_all()

    def record(
        self,
        event: Event,
        *,
        patient_id: uuid.UUID | None = None,
        subject_id: uuid.UUID | None = None,
        **detail: Any,
    ) -> None:
        """Add the line of audit to the transaction that is under way."""
        if self.actor.scope:
            detail |= self.actor.scope.trace
        self.session.add(
            AuditEntry(
                at=self.now,
                actor_id=self.actor.id,
                actor_name=self.actor.name,
                event=event,
                patient_id=patient_id,
                subject_id=subject_id,
                detail=detail,
            )
        )
