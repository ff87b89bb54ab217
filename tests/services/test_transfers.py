"""What arrives in pieces: kept before it is counted, encrypted, a photo once, swept in the end."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from progress.errors import Conflict, Expired, NotFound, StorageError, UnusablePhoto
from progress.models import Person, Photo, Transfer, Visit
from progress.rules import transfers as rules
from progress.services import transfers, uploads
from progress.services.photos import original
from progress.services.transfers import Announced
from progress.services.work import Work
from tests import factories
from tests.conftest import AtWork, Cast, errand

DAY = date(2026, 11, 20)


@pytest.fixture
def transfer(work: Work, visit_id: UUID, jpeg: bytes) -> Transfer:
    return transfers.begin(work, visit_id, Announced(len(jpeg), "vertex.jpg"))


def pieces(work: Work) -> list[str]:
    return list(work.store.blobs.list("transfers/"))


def photos(work: Work) -> int:
    return work.session.scalar(select(func.count(Photo.id))) or 0


def cut_off(data: bytes) -> Iterator[bytes]:
    yield data
    raise KeyboardInterrupt


def test_what_lies_on_the_disk_is_no_picture(
    work: Work, transfer: Transfer, jpeg: bytes, tmp_path: Path
) -> None:
    transfers.append(work, transfer.id, 0, [jpeg[:20_000]])
    files = [path for path in (tmp_path / "clinic/uploads").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert jpeg[:100] not in files[0].read_bytes()


def test_pieces_are_put_together_again(work: Work, transfer: Transfer, jpeg: bytes) -> None:
    middle = len(jpeg) // 2
    transfers.append(work, transfer.id, 0, [jpeg[:7], jpeg[7:middle]])
    transfers.append(work, transfer.id, middle, [jpeg[middle:]])
    photo = work.session.query(Photo).one()
    assert original(work, photo) == jpeg
    assert pieces(work) == []


def test_long_ones_are_kept_piece_by_piece(
    work: Work, visit_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfer = transfers.begin(work, visit_id, Announced(1000))
    monkeypatch.setattr(rules, "PIECE_BYTES", 100)
    with pytest.raises(KeyboardInterrupt):
        transfers.append(work, transfer.id, 0, (block for block in cut_off(bytes(250))))
    assert transfer.arrived == 250
    monkeypatch.setattr(rules, "PIECE_SECONDS", 0.0)
    transfers.append(work, transfer.id, 250, [b"1", b"2", b"3"])
    assert (transfer.arrived, len(transfer.pieces)) == (253, 4)


def test_of_two_connections_at_one_place_one_wins(
    app: Flask, at_work: AtWork, cast: Cast, jpeg: bytes
) -> None:
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), DAY)
        transfer_id = transfers.begin(work, visit.id, Announced(len(jpeg))).id
    together = Barrier(4)

    def blocks() -> Iterator[bytes]:
        together.wait()
        yield jpeg[:1000]

    def send() -> str:
        with errand(app, cast.clinician) as work:
            try:
                transfers.append(work, transfer_id, 0, blocks())
            except Conflict:
                return "lost"
            return "won"

    with ThreadPoolExecutor(4) as pool:
        fates = [future.result() for future in [pool.submit(send) for _ in range(4)]]
    assert sorted(fates) == ["lost", "lost", "lost", "won"]
    with at_work(cast.clinician) as work:
        transfer = work.session.get_one(Transfer, transfer_id)
        assert transfer.arrived == 1000
        assert pieces(work) == [f"transfers/{transfer_id}/{transfer.pieces[0]}"]
        transfers.append(work, transfer_id, 1000, [jpeg[1000:]])
        assert original(work, work.session.query(Photo).one()) == jpeg


def test_asked_by_many_at_once_it_makes_one_photo(
    app: Flask, at_work: AtWork, cast: Cast, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), DAY)
        transfer_id = transfers.begin(work, visit.id, Announced(len(jpeg))).id
        with monkeypatch.context() as patched:
            patched.setattr(transfers, "take_in", lambda *_: None)
            transfers.append(work, transfer_id, 0, [jpeg])
    together = Barrier(4)

    def ask() -> tuple[UUID, bool]:
        with errand(app, cast.clinician) as work:
            together.wait()
            added = transfers.take_in(work, transfer_id)
            return added.photo.id, added.duplicate

    with ThreadPoolExecutor(4) as pool:
        answers = {future.result() for future in [pool.submit(ask) for _ in range(4)]}
    assert len(answers) == 1 and not next(iter(answers))[1]
    with at_work(cast.clinician) as work:
        assert photos(work) == 1 and pieces(work) == []


def test_a_crash_between_the_photo_and_its_transfer_doubles_nothing(
    work: Work, transfer: Transfer, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = uploads.add

    def killed(*given: object, **more: object) -> uploads.Added:
        add(*given, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            transfers.append(work, transfer.id, 0, [jpeg])
    assert (photos(work), transfer.photo_id) == (1, None)
    added = transfers.take_in(work, transfer.id)
    assert not added.duplicate and photos(work) == 1


def test_after_a_crash_what_is_whole_becomes_a_photo_of_its_sender(
    work: Work, transfer: Transfer, jpeg: bytes, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(transfers, "take_in", lambda *_: None)
        transfers.append(work, transfer.id, 0, [jpeg])
    assert photos(work) == 0
    transfers.recover(work)
    assert work.session.query(Photo).one().received_by == cast.clinician.id


def test_what_is_whole_is_never_swept(
    work: Work, transfer: Transfer, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer was switched off for a weekend, and its sender left the clinic."""
    with monkeypatch.context() as patched:
        patched.setattr(transfers, "take_in", lambda *_: None)
        transfers.append(work, transfer.id, 0, [jpeg])
    sender = work.session.get_one(Person, transfer.sent_by)
    sender.active, sender.roles = False, []
    later = replace(work, now=work.now + 2 * rules.PATIENCE)
    assert transfers.sweep(later) == 0
    transfers.recover(later)
    assert work.session.query(Photo).one().received_by == sender.id
    assert transfers.sweep(later) == 1


def test_a_file_that_kills_the_process_is_not_tried_for_ever(
    work: Work, transfer: Transfer, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uploads, "add", dies)
    with pytest.raises(KeyboardInterrupt):
        transfers.append(work, transfer.id, 0, [jpeg])
    for _ in range(rules.MOST_ATTEMPTS - 1):
        with pytest.raises(KeyboardInterrupt):
            transfers.recover(work)
    transfers.recover(work)
    with pytest.raises(UnusablePhoto, match="several times"):
        transfers.take_in(work, transfer.id)


def test_a_full_disk_is_not_the_files_fault(
    work: Work, transfer: Transfer, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "add", full)
        with pytest.raises(StorageError):
            transfers.append(work, transfer.id, 0, [jpeg])
        for _ in range(rules.MOST_ATTEMPTS + 1):
            with pytest.raises(StorageError):
                transfers.take_in(work, transfer.id)
    assert not transfers.take_in(work, transfer.id).duplicate


def test_a_visit_that_was_taken_away_in_the_same_moment_refuses_what_was_on_its_way(
    work: Work, visit_id: UUID, transfer: Transfer, jpeg: bytes
) -> None:
    transfers.append(work, transfer.id, 0, [jpeg[:-1]])
    work.session.delete(work.session.get_one(Visit, visit_id))
    work.session.commit()
    with pytest.raises(UnusablePhoto, match="no such visit"):
        transfers.append(work, transfer.id, len(jpeg) - 1, [jpeg[-1:]])
    assert work.session.get(Visit, visit_id) is None and pieces(work) == []


def test_one_that_is_forgotten_meanwhile_keeps_nothing(
    app: Flask, work: Work, transfer: Transfer, cast: Cast, jpeg: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(rules, "PIECE_BYTES", 100)
    transfer_id = transfer.id

    def forget() -> None:
        with errand(app, cast.clinician) as other:
            transfers.remove(other, transfer_id)

    def blocks() -> Iterator[bytes]:
        yield jpeg[:100]
        with ThreadPoolExecutor(1) as pool:
            pool.submit(forget).result()
        yield jpeg[100:200]

    with pytest.raises((NotFound, Conflict)):
        transfers.append(work, transfer_id, 0, blocks())
    assert pieces(work) == []


def test_what_is_no_longer_waited_for_is_swept(work: Work, visit_id: UUID, jpeg: bytes) -> None:
    old = transfers.begin(work, visit_id, Announced(len(jpeg)))
    transfers.append(work, old.id, 0, [jpeg[:1000]])
    work.store.put(str(old.patient_id), f"transfers/{old.id}/left-by-a-crash", b"1")
    later = replace(work, now=work.now + rules.PATIENCE)
    with pytest.raises(Expired):
        transfers.find(later, old.id)
    young = transfers.begin(later, visit_id, Announced(10))
    assert [each.id for each in work.session.query(Transfer)] == [young.id]
    assert pieces(work) == []


def test_a_byte_more_is_waited_for_anew(work: Work, transfer: Transfer, jpeg: bytes) -> None:
    later = replace(work, now=work.now + timedelta(hours=47))
    transfers.append(later, transfer.id, 0, [jpeg[:10]])
    assert transfer.expires_at == later.now + rules.PATIENCE
