"""The clinic's own websites: patients allow those, and no others, to show their cases."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, select

from progress.errors import Conflict, NotFound
from progress.models import Website
from progress.rules import websites as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.services.work import Work


def origins(work: Work) -> list[str]:
    """Which may frame a case. It needs no right, since strangers' pages ask too."""
    return list(work.session.scalars(select(Website.origin).order_by(Website.origin)))


def listed(work: Work) -> list[Website]:
    work.require(Action.EDIT_PUBLISHING)
    return list(work.session.scalars(select(Website).order_by(Website.origin)))


def add(work: Work, address: str) -> Website:
    """Let pages of a website show cases. Raises InvalidInput for what is no address of one."""
    work.require(Action.EDIT_PUBLISHING)
    origin, known = rules.origin(address), origins(work)
    if origin in known:
        raise Conflict("This website is there already.")
    if len(known) >= rules.MOST:
        raise Conflict(f"There are {rules.MOST} websites already. Please remove one first.")
    website = Website(id=uuid.uuid4(), origin=origin, added_by=work.actor.name, added_at=work.now)
    work.session.add(website)
    work.record(Event.WEBSITE_ADDED, subject_id=website.id)
    work.session.commit()
    return website


def remove(work: Work, website_id: uuid.UUID) -> None:
    """From the next request on, its pages show a link instead."""
    work.require(Action.EDIT_PUBLISHING)
    found = work.session.execute(
        delete(Website).where(Website.id == website_id).returning(Website.id)
    ).all()
    if not found:
        raise NotFound()
    work.record(Event.WEBSITE_REMOVED, subject_id=website_id)
    work.session.commit()
