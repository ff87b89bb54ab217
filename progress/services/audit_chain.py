"""Whether the record is what was written: every seal is worked out again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from progress.models import AuditEntry, AuditTip
from progress.models.audit import TIP
from progress.rules import chain
from progress.rules.access import Action
from progress.services.work import Work

AT_ONCE = 1000


@dataclass(frozen=True)
class Verified:
    """How far the chain holds: all `entries`, or up to the one that is `broken`."""

    entries: int
    seal: str
    broken: int | None = None
    """Number of the first entry that does not fit."""
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.why


def verify(work: Work) -> Verified:
    """Walk the whole chain. What only a copy of an earlier seal can show is that all of it was
    written anew: keep the seal of a day somewhere else."""
    work.require(Action.SEE_ACTIVITY)
    count, seal = 0, chain.FIRST
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=AT_ONCE)
    for entry in work.session.scalars(query):
        if entry.seal != entry.sealed_after(seal):
            why = "It was changed, or an entry before it was taken out or put in."
            return Verified(count, seal, entry.id, why)
        if entry.salt and chain.name_seal(entry.actor_name, entry.salt) != entry.name_seal:
            return Verified(count, seal, entry.id, "The name in it was changed.")
        count, seal = count + 1, entry.seal
    return _ends_at_the_tip(work, count, seal)


def _ends_at_the_tip(work: Work, count: int, seal: str) -> Verified:
    tip = work.session.get_one(AuditTip, TIP, populate_existing=True)
    if (tip.entries, tip.seal) == (count, seal):
        return Verified(count, seal)
    return Verified(count, seal, None, f"Its end is missing: {count} of {tip.entries} are there.")
