"""Whoever changes the record is found out."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from progress.cli_audit import audit_command
from progress.errors import NotAllowed
from progress.models import AuditEntry, AuditTip
from progress.rules.audit import Event
from progress.services import audit_chain
from progress.services.work import Work
from tests.conftest import AtWork, Cast, errand


@pytest.fixture
def work(at_work: AtWork, cast: Cast) -> Work:
    with at_work(cast.admin) as work:
        for number in range(4):
            work.record(Event.PHOTO_SEEN, patient_id=cast.patient_id, number=number, size="view")
        work.session.commit()
        yield work


def newest(work: Work, back: int = 0) -> int:
    return (work.session.scalar(select(func.max(AuditEntry.id))) or 0) - back


def test_what_was_written_holds(work: Work) -> None:
    found = audit_chain.verify(work)
    assert not found.fault
    assert found.entries == work.session.scalar(select(func.count(AuditEntry.id)))


@pytest.mark.parametrize(
    "change",
    [
        {"event": Event.PHOTO_ADDED},
        {"detail": {"number": 2, "size": "thumb"}},
        {"patient_id": None},
        {"actor_id": None},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"name_seal": "0" * 64},
    ],
)
def test_a_changed_entry_is_named(work: Work, change: dict) -> None:
    changed = newest(work, 1)
    work.session.execute(
        update(AuditEntry.__table__).where(AuditEntry.__table__.c.id == changed).values(**change)
    )
    work.session.commit()
    assert audit_chain.verify(work).broken == changed


def test_another_name_is_noticed_and_an_erased_one_is_not(work: Work) -> None:
    row = work.session.get_one(AuditEntry, newest(work, 1))
    row.actor_name = "Somebody Else"
    work.session.commit()
    assert audit_chain.verify(work).why == "The name in it was changed."
    row.actor_name, row.salt = "", ""
    work.session.commit()
    assert not audit_chain.verify(work).fault


def test_an_entry_taken_out_breaks_the_next(work: Work) -> None:
    gone = newest(work, 2)
    work.session.execute(delete(AuditEntry).where(AuditEntry.id == gone))
    work.session.commit()
    assert audit_chain.verify(work).broken == gone + 1


def test_an_end_taken_away_is_noticed(work: Work) -> None:
    work.session.execute(delete(AuditEntry).where(AuditEntry.id == newest(work)))
    work.session.commit()
    found = audit_chain.verify(work)
    assert found.broken is None
    assert "Its end is missing" in found.why


def test_an_entry_put_in_is_noticed(work: Work) -> None:
    table = AuditEntry.__table__
    row = work.session.execute(select(table).where(table.c.id == newest(work))).one()
    work.session.execute(insert(table).values(row._asdict() | {"id": newest(work) + 1}))
    work.session.commit()
    assert audit_chain.verify(work).broken == newest(work)


def test_a_transaction_that_fails_leaves_no_gap(work: Work) -> None:
    before = work.session.get_one(AuditTip, 1).entries
    work.record(Event.PHOTO_SEEN)
    work.session.flush()
    work.session.rollback()
    assert work.session.get_one(AuditTip, 1).entries == before
    assert not audit_chain.verify(work).fault


def test_many_at_once_make_one_chain(app: Flask, cast: Cast) -> None:
    def write() -> None:
        for _ in range(10):
            with errand(app, cast.admin) as work:
                work.session.scalar(select(func.count(AuditEntry.id)))
                work.record(Event.PHOTO_SEEN)
                work.session.commit()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with errand(app, cast.admin) as work:
        found = audit_chain.verify(work)
        assert not found.fault
        seen = select(func.count(AuditEntry.id)).where(AuditEntry.event == Event.PHOTO_SEEN)
        assert work.session.scalar(seen) == 40


def test_only_administrators_ask(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.staff) as work, pytest.raises(NotAllowed):
        audit_chain.verify(work)


class TestCommand:
    """`python -m progress audit verify`."""

    def run(self, app: Flask) -> Result:
        return app.test_cli_runner().invoke(audit_command, ["verify"])

    def test_it_names_the_first_broken_link(self, app: Flask, at_work: AtWork, cast: Cast) -> None:
        said = self.run(app)
        assert (said.exit_code, said.output[:16]) == (0, "The record holds")
        with at_work(cast.admin) as work:
            first = work.session.scalar(select(func.min(AuditEntry.id)))
            work.session.execute(
                update(AuditEntry).where(AuditEntry.id == first).values(event=Event.SIGNED_OUT)
            )
            work.session.commit()
        said = self.run(app)
        assert said.exit_code == 1
        assert f"broken at entry {first}" in said.output
