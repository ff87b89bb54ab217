"""An older database is restored, which knows nothing of what was taken back since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from flask import Flask
from sqlalchemy import select

from progress.errors import Expired, StorageError
from progress.models import AuditEntry, Case, Withdrawal
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.rules.consents import Disguise, Extent, Scope
from progress.services import consents, erasing, erasures, galleries, outside_copies
from progress.services.work import Work
from progress.storage import BlobMissing
from tests import examples, factories
from tests.conftest import Cast, make_app
from tests.services.planted import LATER, agree


@pytest.fixture
def case(work: Work, cast: Cast) -> Case:
    return examples.cases(work, cast, factories.photo)[1]


@pytest.fixture
def backed_up(app: Flask, work: Work, case: Case, tmp_path: Path) -> None:
    """Database and uploads, while the case may be shown."""
    folder, backup = Path(app.instance_path).parent, tmp_path / "backup"
    factories.outside_copy(work, case, scope=Scope.TEACHING)
    shutil.copytree(folder / "uploads", backup / "uploads")
    (backup / "instance").mkdir()
    ours, copied = (each / "instance" / "progress.db" for each in (folder, backup))
    with closing(connect(ours)) as database, closing(connect(copied)) as copy:
        database.backup(copy)


@pytest.fixture
def taken(backed_up: None, work: Work, cast: Cast, case: Case) -> Withdrawal:
    """Taken back at home, since."""
    at_home = replace(work, actor=cast.patient, now=work.now + timedelta(minutes=5))
    return consents.withdraw(at_home, cast.patient_id, Extent(case.course_id), [Scope.DISPLAY])


@pytest.fixture
def restored(app: Flask, taken: Withdrawal, tmp_path: Path) -> Iterator[Work]:
    yield from from_backup(app, tmp_path)


def from_backup(app: Flask, tmp_path: Path) -> Iterator[Work]:
    """The backup, with the keyring of today."""
    instance, backup = Path(app.instance_path), tmp_path / "backup"
    shutil.copytree(instance / "keyring", backup / "instance" / "keyring")
    for secret in instance.glob("*.secret"):
        shutil.copy(secret, backup / "instance")
    old = make_app(backup)
    with old.app_context():
        yield old.extensions["progress"](SYSTEM, LATER)


def test_it_is_taken_back_again_at_the_start(restored: Work, taken: Withdrawal, case: Case) -> None:
    assert galleries.published(restored, case.slug, case.audience), "The backup shows it again."
    assert consents.withdraw_again(restored) == 1
    with pytest.raises(Expired):
        galleries.published(restored, case.slug, case.audience)
    with pytest.raises(BlobMissing):
        restored.store.get(str(case.patient_id), f"cases/{case.id}/earlier")
    again = restored.session.get_one(Withdrawal, taken.id)
    assert (again.at, again.place, again.course_id) == (taken.at, taken.place, case.course_id)
    assert (again.scopes, again.photo_ids) == (["display"], None)
    assert again.receipt == taken.receipt
    assert outside_copies.count(restored) == 1
    entry = restored.session.scalars(
        select(AuditEntry).where(AuditEntry.event == Event.CONSENT_WITHDRAWN)
    ).one()
    assert entry.detail == {"scopes": ["display"], "again": True}
    assert consents.withdraw_again(restored) == 0


NO = dict.fromkeys(examples.ASKED, False)
YES = dict.fromkeys(examples.ASKED, True)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"scopes": NO}, 1),
        ({"scopes": YES, "disguise": Disguise.NOT_RECOGNISABLE}, 1),
        ({"scopes": YES, "disguise": Disguise.RECOGNISABLE}, 0),
    ],
)
def test_what_a_later_signature_ended_ends_again(
    app: Flask, work: Work, case: Case, backed_up: None, tmp_path: Path, said: dict, ends: int
) -> None:
    later = replace(work, now=work.now + timedelta(minutes=5))
    factories.consent(later, case.course, **said)
    assert consents.withdraw_again(later) == 0
    for restored in from_backup(app, tmp_path):
        assert consents.withdraw_again(restored) == ends
        shown = galleries.allowed(restored, [restored.session.get_one(Case, case.id)])
        assert bool(shown) is not bool(ends)
        assert consents.withdraw_again(restored) == 0


def test_what_the_database_knows_is_not_taken_back_twice(work: Work, taken: Withdrawal) -> None:
    assert consents.withdraw_again(work) == 0
    assert len(work.session.scalars(select(Withdrawal)).all()) == 1


def test_a_store_that_fails_after_the_commit_costs_no_note(
    work: Work, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_key: str) -> None:
        raise StorageError("The store does not answer.")

    monkeypatch.setattr(work.store.blobs, "delete", full)
    with pytest.raises(StorageError):
        consents.withdraw(work, case.patient_id)
    assert list(work.store.keyring.notes()) == [
        str(work.session.scalars(select(Withdrawal.id)).one())
    ]


def test_a_note_says_nothing_of_whom_and_goes_with_them(
    app: Flask, work: Work, cast: Cast, case: Case, taken: Withdrawal
) -> None:
    [note] = work.store.keyring.notes().values()
    factories.consent(replace(work, now=LATER), case.course, scopes=NO)
    assert len(work.store.keyring.notes()) == 2
    assert b"Patient" not in note and b"Asha" not in note
    wish = erasures.ask(replace(work, actor=cast.patient)).id
    agree(work, cast, wish)
    erasing.carry_out(replace(work, actor=SYSTEM), wish)
    assert work.store.keyring.notes() == {}
