"""How somebody came in who then signed a consent at home.

Whoever makes a patient's invitation could use it too. Nothing here keeps them from it: it is seen.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from progress.models import Consent, Invitation, Person
from progress.rules import signing as rules
from progress.rules.access import SYSTEM
from progress.rules.invitations import Kind
from progress.services.work import Work


@dataclass(frozen=True)
class WayIn:
    """A link that was used shortly before a consent was signed."""

    used_at: datetime
    by: str | None
    """Who of the clinic made it; None where it was mailed after forgotten access."""
    anew: bool
    """Whether the patient had a sign-in before, which ended with it."""


def before(
    work: Work, patient_id: uuid.UUID, consents: Sequence[Consent]
) -> dict[uuid.UUID, WayIn]:
    """By the ids of those among a patient's consents that were signed at home soon after a link was
    used."""
    if not any(each.place is rules.Place.HOME for each in consents):
        return {}
    ways = _ways(work, patient_id)
    found = {}
    for consent in consents:
        soon = [way for way in ways if rules.soon_after(way.used_at, consent.given_at)]
        if soon and consent.place is rules.Place.HOME:
            found[consent.id] = soon[-1]
    return found


def _ways(work: Work, patient_id: uuid.UUID) -> list[WayIn]:
    """In the order in which they were used."""
    query = (
        select(Invitation, Person.name)
        .outerjoin(Person, Person.id == Invitation.made_by)
        .where(Invitation.patient_id == patient_id, Invitation.used_at.is_not(None))
        .order_by(Invitation.used_at)
    )
    person = work.session.scalars(
        select(Person).where(Person.patient_id == patient_id).order_by(Person.created_at)
    )
    first = person.unique().first()
    since = first and first.created_at
    return [_way(invitation, maker, since) for invitation, maker in work.session.execute(query)]


def _way(used: Invitation, maker: str | None, since: datetime | None) -> WayIn:
    """`since`: when the patient's sign-in was made; one that the link itself made is not anew."""
    assert used.used_at
    by = (maker or SYSTEM.name) if used.kind is Kind.INVITATION else None
    return WayIn(used.used_at, by, since is None or since < used.used_at)
