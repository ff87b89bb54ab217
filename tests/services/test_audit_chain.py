"""Whoever changes the record is found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread
from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, func, insert, select, text, update

from progress.cli_audit import audit_command
from progress.errors import InvalidInput, NotAllowed
from progress.models import AuditCheck, AuditEntry, AuditTip
from progress.rules.audit import Event
from progress.services import audit_chain
from progress.services.work import Work
from tests.conftest import NOW, AtWork, Cast, errand


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
    row.salt = ""
    work.session.commit()
    assert audit_chain.verify(work).why == "The name in it was changed."
    row.actor_name = ""
    work.session.commit()
    assert not audit_chain.verify(work).fault


@pytest.mark.parametrize("column", ["detail", "at", "patient_id"])
def test_what_cannot_even_be_read_is_counted_up_to(work: Work, column: str) -> None:
    broken = newest(work, 1)
    work.session.execute(
        text(f"UPDATE audit SET {column} = 'nonsense' WHERE id = :id"), {"id": broken}
    )
    work.session.commit()
    before = work.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.id < broken))
    found = audit_chain.verify(work)
    assert found.entries == before
    assert f"broken after {before} entries" in found.fault


def test_an_event_that_this_version_does_not_know_is_named(work: Work) -> None:
    broken = newest(work, 1)
    work.session.execute(text("UPDATE audit SET event = 'x' WHERE id = :id"), {"id": broken})
    work.session.commit()
    assert audit_chain.verify(work).broken == broken


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


@pytest.mark.parametrize("number", [0, -5])
def test_an_entry_put_in_before_the_first_is_noticed(work: Work, number: int) -> None:
    table = AuditEntry.__table__
    row = work.session.execute(select(table).where(table.c.id == newest(work))).one()
    work.session.execute(insert(table).values(row._asdict() | {"id": number}))
    work.session.commit()
    found = audit_chain.verify(work)
    assert found.broken == number
    assert f"broken at entry {number}" in found.fault


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


class TestPartByPart:
    """A long record is walked a part at a time, and nobody waits for it."""

    @pytest.fixture(autouse=True)
    def short_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(audit_chain, "PART", 3)

    def finish(self, work: Work, check: AuditCheck) -> AuditCheck:
        while (found := audit_chain.latest(work)) and found.finished_at is None:
            audit_chain.carry_on(work, check.id)
        assert found and found.id == check.id
        return found

    def test_the_parts_say_what_one_walk_says(self, work: Work) -> None:
        check = self.finish(work, audit_chain.begin(work))
        at_once = audit_chain.verify(work)
        assert not check.fault
        assert (check.entries, check.seal) == (at_once.entries, at_once.seal)
        assert check.entries == audit_chain.tip(work).entries
        first = work.session.scalar(select(func.min(AuditEntry.id)))
        assert check.since == work.session.get_one(AuditEntry, first).at

    def test_a_broken_entry_in_a_later_part_ends_it(self, work: Work) -> None:
        broken = newest(work, 1)
        change = update(AuditEntry).where(AuditEntry.id == broken).values(patient_id=None)
        work.session.execute(change)
        work.session.commit()
        check = self.finish(work, audit_chain.begin(work))
        assert (check.broken, check.broken_at) == (broken, NOW)
        assert f"broken at entry {broken}" in check.fault

    def test_what_is_written_meanwhile_breaks_nothing(self, work: Work) -> None:
        check = audit_chain.begin(work)
        for _ in range(7):
            work.record(Event.PHOTO_SEEN)
            work.session.commit()
            audit_chain.carry_on(work, check.id)
        assert not self.finish(work, check).fault

    def test_the_worker_is_told_of_what_is_left_and_of_what_was_cut_off(self, work: Work) -> None:
        told: list[tuple[str, UUID]] = []
        work = replace(work, nudge=lambda job, row_id, *_: told.append((job, row_id)))
        check = audit_chain.begin(work)
        assert told == [(audit_chain.JOB, check.id)]
        audit_chain.recover(work)
        assert len(told) == 2
        self.finish(work, check)
        told.clear()
        audit_chain.recover(work)
        audit_chain.carry_on(work, check.id)
        assert told == []


class TestNotedOutside:
    """What no walk can show by itself."""

    def cut_off(self, work: Work, last: int) -> None:
        """As somebody would who can write the whole database: the end, and its count."""
        work.session.execute(delete(AuditEntry).where(AuditEntry.id > last))
        seal = work.session.get_one(AuditEntry, last).seal
        count = work.session.scalar(select(func.count(AuditEntry.id)))
        work.session.execute(update(AuditTip).values(entries=count, seal=seal))
        work.session.commit()

    def test_an_end_that_was_cut_off_with_its_count_is_found_out(self, work: Work) -> None:
        noted = audit_chain.tip(work).seal
        self.cut_off(work, newest(work, 2))
        assert not audit_chain.verify(work).fault, "the chain alone cannot know"
        assert "not among it" in audit_chain.verify(work, noted).fault

    def test_a_seal_is_found_again_however_it_was_written_down(self, work: Work) -> None:
        tip = audit_chain.tip(work)
        noted, entries = tip.seal, tip.entries
        work.record(Event.PHOTO_SEEN)
        work.session.commit()
        check = audit_chain.verify(work, f" {noted[:8].upper()} {noted[8:]}\n")
        assert not check.fault
        assert (check.noted_as, check.entries) == (entries, entries + 1)

    def test_what_is_no_seal_is_refused(self, work: Work) -> None:
        for noted in ("abc", "z" * 64, "a" * 65):
            with pytest.raises(InvalidInput):
                audit_chain.begin(work, noted)


def test_only_administrators_ask(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.staff) as work:
        for ask in (audit_chain.verify, audit_chain.begin, audit_chain.latest, audit_chain.tip):
            with pytest.raises(NotAllowed):
                ask(work)


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

    def test_it_looks_for_a_seal_that_was_noted(self, app: Flask, work: Work) -> None:
        noted = audit_chain.tip(work).seal
        runner = app.test_cli_runner()
        said = runner.invoke(audit_command, ["verify", "--noted", noted])
        assert (said.exit_code, "The seal that was noted" in said.output) == (0, True)
        said = runner.invoke(audit_command, ["verify", "--noted", "0" * 64])
        assert said.exit_code == 1
