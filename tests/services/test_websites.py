"""Administrators say which websites are the clinic's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry
from progress.rules.audit import Event
from progress.rules.websites import MOST
from progress.services import websites
from progress.services.work import Work
from tests.conftest import AtWork, Cast


@pytest.fixture
def office(at_work: AtWork, cast: Cast) -> Iterator[Work]:
    with at_work(cast.admin) as work:
        yield work


def test_a_website_comes_and_goes_and_both_are_recorded(office: Work) -> None:
    added = websites.add(office, "https://Clinic.example/about")
    assert (added.origin, added.added_by) == ("https://clinic.example", "Admin")
    with pytest.raises(Conflict, match="there already"):
        websites.add(office, "clinic.example")
    assert websites.origins(office) == ["https://clinic.example"]
    websites.remove(office, added.id)
    with pytest.raises(NotFound):
        websites.remove(office, added.id)
    assert websites.origins(office) == []
    events = office.session.scalars(
        select(AuditEntry.event).where(AuditEntry.subject_id == added.id)
    )
    assert list(events) == [Event.WEBSITE_ADDED, Event.WEBSITE_REMOVED]


def test_there_are_only_so_many(office: Work) -> None:
    for number in range(MOST):
        websites.add(office, f"https://clinic-{number}.example")
    with pytest.raises(Conflict, match="remove one first"):
        websites.add(office, "https://another.example")
    assert len(websites.listed(office)) == MOST


def test_nobody_else_decides(work: Work) -> None:
    for ask in (
        lambda: websites.add(work, "https://clinic.example"),
        lambda: websites.remove(work, uuid.uuid4()),
        lambda: websites.listed(work),
    ):
        with pytest.raises(NotAllowed):
            ask()
    with pytest.raises(NotAllowed):
        websites.add(work, "")
    assert websites.origins(work) == []


def test_what_is_no_website_changes_nothing(office: Work) -> None:
    with pytest.raises(InvalidInput):
        websites.add(office, "https://clinic.example;script-src")
    assert websites.origins(office) == []
