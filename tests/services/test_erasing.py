"""Markers of two patients are planted wherever words and bytes are kept; one patient is erased, and
the raw bytes of everything on disk are searched."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from progress.models import (
    AuditEntry,
    Consent,
    Erasure,
    OutgoingMail,
    Patient,
)
from progress.rules.access import SYSTEM
from progress.rules.erasures import Step
from progress.rules.mails import Message
from progress.services import (
    audit_chain,
    belongings,
    erasing,
    erasures,
    mails,
    resets,
    search,
)
from progress.services.work import Work
from progress.storage.keyring import KeyDestroyed
from tests.conftest import Cast, make_app
from tests.services.planted import LATER, WORDS, Planted, agree, found_on_disk, plant


@pytest.fixture
def folder(app: Flask) -> Path:
    return Path(app.instance_path).parent


@pytest.fixture
def posted() -> list[Message]:
    return []


@pytest.fixture
def system(work: Work, posted: list[Message]) -> Work:
    return replace(work, actor=SYSTEM, post=posted.append)


@pytest.fixture
def one(app: Flask, work: Work, cast: Cast) -> Planted:
    return plant(app, work, cast, cast.patient_id, "1")


@pytest.fixture
def other(app: Flask, work: Work, cast: Cast) -> Planted:
    return plant(app, work, cast, cast.stranger_id, "2")


@pytest.fixture
def wish(one: Planted, work: Work, cast: Cast) -> UUID:
    return erasures.ask(replace(work, actor=cast.patient)).id


def test_nothing_of_the_patient_is_left_on_disk(
    system: Work,
    cast: Cast,
    folder: Path,
    one: Planted,
    other: Planted,
    wish: UUID,
    posted: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = found_on_disk(folder, one.traces)
    caplog.set_level(logging.INFO)
    plain = [word for word in WORDS if word not in ("exif", "witness")]
    for word in plain:
        assert any(one.marker(word) in line for line in before), word
    theirs = _everything(system, other)
    agree(system, cast, wish)
    erasing.carry_out(system, wish)
    _send(system)
    assert found_on_disk(folder, one.traces) == []
    assert [message.receiver for message in posted] == [f"{one.marker('mail')}@home.example"]
    assert _everything(system, other) == theirs
    assert len(found_on_disk(folder, other.traces)) > len(WORDS)
    assert not audit_chain.verify(system).fault
    logged = "".join(each.getMessage() for each in caplog.get_records("setup")) + caplog.text
    assert not [trace for trace in one.traces if trace.decode() in logged]
    assert search.find(system.session, one.marker("name"), None, 5) == []
    assert len(search.find(system.session, other.marker("name"), None, 5)) == 1


def _send(work: Work) -> None:
    """What the worker does with mail that is due."""
    for mail in work.session.scalars(select(OutgoingMail).where(OutgoingMail.patient_id.is_(None))):
        mail.next_try_at = work.now
        work.session.commit()
        mails.send(work, mail.id, resets.address)


def _everything(work: Work, it: Planted) -> Any:
    """How many rows there are of whom, and the bytes of their photos."""
    found = belongings.rows(work.session, it.patient_id)
    keys = [key for place in belongings.folders(found) for key in work.store.blobs.list(place)]
    opened = {key: work.store.get(str(it.patient_id), key) for key in keys}
    assert opened
    return {name: sorted(map(str, ids)) for name, ids in found.items()}, opened


def test_what_is_kept_names_nobody_and_says_what_was_allowed(
    system: Work, cast: Cast, one: Planted, wish: UUID
) -> None:
    consent = system.session.scalars(select(Consent)).one()
    digest = consent.document_sha256
    agree(system, cast, wish)
    erasing.carry_out(system, wish)
    erasure = system.session.get_one(Erasure, wish)
    assert (erasure.begun_by, erasure.confirmed_by) == ("Admin", "Clinician")
    assert erasure.step is Step.DONE and erasure.finished_at
    assert [each["sha256"] for each in erasure.kept["consents"]] == [digest]
    assert len(erasure.kept["withdrawals"]) == 1
    assert erasure.erased["photos"] == 2 and erasure.erased["patients"] == 1
    names = system.session.scalars(
        select(AuditEntry.actor_name).where(AuditEntry.actor_id == cast.patient.id)
    ).all()
    assert names and set(names) == {""}


@pytest.mark.parametrize("fails_at", list(erasing.STEPS))
def test_whatever_cuts_it_off_it_goes_on_at_the_start(
    system: Work,
    cast: Cast,
    folder: Path,
    one: Planted,
    wish: UUID,
    fails_at: Step,
    monkeypatch: Any,
) -> None:
    """Each step is done, and the process dies before the row says so."""
    agree(system, cast, wish)
    step, reached = erasing.STEPS[fails_at]

    def die(work: Work, erasure: Erasure) -> None:
        step(work, erasure)
        work.session.rollback()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(erasing.STEPS, fails_at, (die, reached))
        with pytest.raises(KeyboardInterrupt):
            erasing.carry_out(system, wish)
    assert system.session.get_one(Erasure, wish, populate_existing=True).step is fails_at
    erasing.recover(system)
    assert system.session.get_one(Erasure, wish).step is Step.DONE
    _send(system)
    assert found_on_disk(folder, one.traces) == []


@pytest.fixture
def restored(
    app: Flask, system: Work, cast: Cast, folder: Path, one: Planted, wish: UUID, tmp_path: Path
) -> Iterator[Work]:
    """Database and uploads of before the erasure, with the keyring of after it."""
    backup = tmp_path / "backup"
    shutil.copytree(folder / "uploads", backup / "uploads")
    (backup / "instance").mkdir()
    ours, copied = (each / "instance" / "progress.db" for each in (folder, backup))
    with closing(connect(ours)) as database, closing(connect(copied)) as copy:
        database.backup(copy)
    agree(system, cast, wish)
    erasing.carry_out(system, wish)
    shutil.copytree(folder / "instance" / "keyring", backup / "instance" / "keyring")
    for secret in (folder / "instance").glob("*.secret"):
        shutil.copy(secret, backup / "instance")
    old = make_app(backup)
    with old.app_context():
        yield old.extensions["progress"](SYSTEM, LATER)


def test_an_older_backup_opens_no_photo(restored: Work, one: Planted) -> None:
    """Before anything else is done to it."""
    found = belongings.rows(restored.session, one.patient_id)
    keys = [key for place in belongings.folders(found) for key in restored.store.blobs.list(place)]
    assert len(keys) >= 8
    for key in keys:
        with pytest.raises(KeyDestroyed):
            restored.store.get(str(one.patient_id), key)
        sealed = restored.store.blobs.get(key)
        assert not any(trace in sealed for trace in one.traces)


def test_an_older_backup_is_erased_again(restored: Work, one: Planted, tmp_path: Path) -> None:
    assert found_on_disk(tmp_path / "backup", one.traces)
    assert erasing.recover(restored) == 1
    assert found_on_disk(tmp_path / "backup", one.traces) == []
    erasure = restored.session.scalars(select(Erasure)).one()
    assert (erasure.begun_by, erasure.confirmed_by) == ("Admin", "Clinician")
    assert erasure.step is Step.DONE and erasure.repeated_at == LATER
    assert not audit_chain.verify(restored).fault
    assert erasing.recover(restored) == 0


def test_a_statement_that_fails_is_told_without_its_values(system: Work, cast: Cast) -> None:
    twice = {"id": cast.patient_id, "name": "zqloggedqz", "name_folded": "", "created_at": LATER}
    with pytest.raises(IntegrityError) as refused:
        system.session.execute(insert(Patient).values(**twice))
    assert "zqloggedqz" not in str(refused.value)


def test_a_tombstone_without_a_note_still_erases(system: Work, cast: Cast) -> None:
    system.store.keyring.destroy(str(cast.patient_id))
    assert erasing.recover(system) == 1
    assert system.session.get(Patient, cast.patient_id) is None
