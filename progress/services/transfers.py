"""A file arrives in pieces, through as many connections as it takes, and becomes a photo once.

A piece is encrypted and durable before its row counts it, so that what was acknowledged outlives
any crash. The last piece hands the whole to `uploads.add`, just as a form does; asking again is
answered from the rows, and the same bytes never make a second photo.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from progress.errors import (
    Conflict,
    Expired,
    Garbled,
    NotFound,
    ProgressError,
    SessionEnded,
    StorageError,
    TooLarge,
    UnusablePhoto,
)
from progress.models import Person, Photo, Transfer, Visit
from progress.rules import photos as photo_rules
from progress.rules import transfers as rules
from progress.rules import views
from progress.rules.access import SYSTEM, Action
from progress.services import uploads
from progress.services.uploads import Added
from progress.services.work import Work


@dataclass(frozen=True)
class Announced:
    """What a sender says of a file before the first byte; `sha256` is of the whole, in hex."""

    length: int
    filename: str = ""
    view: str | None = None
    view_label: str = ""
    taken_at: datetime | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Checksum:
    """What a sender reckoned of one piece: the name of a hash of hashlib, and its digest."""

    algorithm: str
    digest: bytes

    def fits(self, data: bytes | bytearray) -> bool:
        return hashlib.new(self.algorithm, data, usedforsecurity=False).digest() == self.digest


def begin(
    work: Work, visit_id: uuid.UUID, announced: Announced, most: int = photo_rules.MAX_BYTES
) -> Transfer:
    """Make room for a file of `announced.length` bytes, of at most `most`."""
    visit = work.session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("There is no such visit.")
    work.require(Action.ADD_PHOTOS, visit.course.patient_id, visit.course_id, visit.id)
    rules.check_length(announced.length, most)
    if announced.view:
        views.view_of(visit.course.region, announced.view)
    sweep(work)
    transfer = _row(work, visit, announced)
    work.session.add(transfer)
    work.session.commit()
    return transfer


def _row(work: Work, visit: Visit, announced: Announced) -> Transfer:
    return Transfer(
        id=uuid.uuid4(),
        patient_id=visit.course.patient_id,
        visit_id=visit.id,
        sent_by=work.actor.id,
        length=announced.length,
        filename=announced.filename[-255:],
        view=announced.view or None,
        view_label=announced.view_label[:60],
        taken_at=announced.taken_at,
        sha256=announced.sha256,
        begun_at=work.now,
        expires_at=work.now + rules.PATIENCE,
    )


def find(work: Work, transfer_id: uuid.UUID) -> Transfer:
    """One's own transfer: another person's is answered as one that does not exist."""
    work.require(Action.ADD_PHOTOS)
    transfer = work.session.get(Transfer, transfer_id)
    if transfer is None or transfer.sent_by != work.actor.id:
        raise NotFound()
    work.require(Action.ADD_PHOTOS, transfer.patient_id, part_id=transfer.visit_id)
    if transfer.expires_at <= work.now and not transfer.is_whole:
        raise Expired("This upload waited too long for its rest. Please send the photo again.")
    return transfer


# -- bytes ---------------------------------------------------------------------------------------


def append(
    work: Work,
    transfer_id: uuid.UUID,
    offset: int,
    blocks: Iterable[bytes],
    checksum: Checksum | None = None,
    size: int | None = None,
) -> Transfer:
    """Keep bytes while they come, `size` of them if that is known, and what came before they were
    cut off; a checksum is of all of them, so that they count together or not at all. The last byte
    makes the photo, or raises UnusablePhoto."""
    transfer = find(work, transfer_id)
    if offset != transfer.arrived:
        raise Conflict(f"{transfer.arrived} bytes are here, so that the next piece starts there.")
    _check_reach(size or 0, transfer.length - offset)
    pieces = _checked(blocks, checksum, transfer.length - offset) if checksum else _cut(blocks)
    for piece in pieces:
        _keep(work, transfer_id, offset, piece)
        offset += len(piece)
    transfer = find(work, transfer_id)
    if transfer.is_whole:
        take_in(work, transfer_id)
    return transfer


def _cut(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks gathered to pieces that are worth a file each."""
    piece, due = bytearray(), time.monotonic() + rules.PIECE_SECONDS
    for block in blocks:
        piece += block
        if len(piece) >= rules.PIECE_BYTES or time.monotonic() >= due:
            yield bytes(piece)
            piece, due = bytearray(), time.monotonic() + rules.PIECE_SECONDS
    if piece:
        yield bytes(piece)


def _checked(blocks: Iterable[bytes], checksum: Checksum, most: int) -> Iterator[bytes]:
    piece = bytearray()
    for block in blocks:
        piece += block
        _check_reach(len(piece), most)
    if not checksum.fits(piece):
        raise Garbled("A piece of the file did not arrive as it was sent. It is sent again.")
    if piece:
        yield bytes(piece)


def _check_reach(length: int, most: int) -> None:
    if length > most:
        raise TooLarge("More bytes arrived than were announced.")


def _keep(work: Work, transfer_id: uuid.UUID, offset: int, piece: bytes) -> None:
    """The piece first, then the row that counts it. Of two connections that go on from one place,
    one wins; the other's piece is forgotten."""
    transfer = find(work, transfer_id)
    _check_reach(len(piece), transfer.length - offset)
    name = secrets.token_hex(8)
    work.store.put(str(transfer.patient_id), _key(transfer_id, name), piece)
    counted = work.wins(
        update(Transfer)
        .where(Transfer.id == transfer_id, Transfer.arrived == offset)
        .values(
            arrived=offset + len(piece),
            pieces=[*transfer.pieces, name],
            expires_at=work.now + rules.PATIENCE,
        )
    )
    work.session.commit()
    if not counted:
        work.store.delete(_key(transfer_id, name))
        raise Conflict("Another connection has gone on with this upload.")


def _key(transfer_id: uuid.UUID, name: str) -> str:
    return f"transfers/{transfer_id}/{name}"


# -- the photo -----------------------------------------------------------------------------------


def take_in(work: Work, transfer_id: uuid.UUID) -> Added:
    """The photo of a transfer that is whole. Doing it twice changes nothing, and says the same."""
    transfer = find(work, transfer_id)
    if not transfer.is_whole:
        raise Conflict(f"{transfer.arrived} of {transfer.length} bytes are here.")
    if transfer.photo_id is None and transfer.refusal is None:
        _make_photo(work, transfer)
    if transfer.refusal is not None:
        raise UnusablePhoto(transfer.refusal)
    return _outcome(work, transfer)


def _make_photo(work: Work, transfer: Transfer) -> None:
    transfer_id = transfer.id
    # Counted before the try, so that a file that kills the process is not opened at every start.
    transfer.attempts += 1
    work.session.commit()
    try:
        if transfer.attempts > rules.MOST_ATTEMPTS:
            raise UnusablePhoto("Progress tried several times to open this file, and failed.")
        transfer.photo_id = _add(work, transfer).photo.id
    except (StorageError, Garbled, SessionEnded):
        if not _done_meanwhile(work, transfer_id):
            raise
        return
    except ProgressError as error:
        transfer.refusal = error.sentence
    work.session.commit()
    _drop_bytes(work, transfer_id)


def _add(work: Work, transfer: Transfer) -> Added:
    data = _whole(work, transfer)
    return uploads.add(
        work,
        transfer.visit_id,
        data,
        filename=transfer.filename,
        view=transfer.view,
        view_label=transfer.view_label,
        taken_at=transfer.taken_at,
    )


def _whole(work: Work, transfer: Transfer) -> bytes:
    patient = str(transfer.patient_id)
    pieces = [work.store.get(patient, _key(transfer.id, name)) for name in transfer.pieces]
    data = b"".join(pieces)
    if transfer.sha256 and hashlib.sha256(data).hexdigest() != transfer.sha256:
        _remove(work, transfer)
        raise Garbled("The photo did not arrive as it was sent. Please send it again.")
    return data


def _done_meanwhile(work: Work, transfer_id: uuid.UUID) -> bool:
    """Whether another connection has settled this transfer. If not, the fault was ours, and is not
    counted against the file."""
    work.session.rollback()
    transfer = work.session.get(Transfer, transfer_id, populate_existing=True)
    if transfer is None:
        return False
    if transfer.photo_id or transfer.refusal:
        return True
    transfer.attempts = 0
    work.session.commit()
    return False


def _outcome(work: Work, transfer: Transfer) -> Added:
    """A photo that was here before the transfer began was sent twice."""
    photo = work.session.get_one(Photo, transfer.photo_id)
    if photo.received_at < transfer.begun_at:
        return Added(photo, True, photo_rules.duplicate_sentence(photo))
    return Added(photo, False, photo_rules.date_sentence(photo.taken_at.date(), photo.visit.on))


# -- the end -------------------------------------------------------------------------------------


def remove(work: Work, transfer_id: uuid.UUID) -> None:
    """Forget a transfer and what has arrived of it; a photo that it became stays."""
    _remove(work, find(work, transfer_id))


def _remove(work: Work, transfer: Transfer) -> None:
    """The row goes first: without it no connection can add another piece."""
    transfer_id = transfer.id
    work.session.delete(transfer)
    work.session.commit()
    _drop_bytes(work, transfer_id)


def _drop_bytes(work: Work, transfer_id: uuid.UUID) -> None:
    for stored in list(work.store.blobs.list(f"transfers/{transfer_id}/")):
        work.store.delete(stored)


def sweep(work: Work) -> int:
    """Forget transfers whose rest is no longer waited for; returns how many."""
    expired = list(
        work.session.scalars(
            select(Transfer).where(Transfer.expires_at <= work.now, ~_is_to_be_taken_in())
        )
    )
    for transfer in expired:
        _remove(work, transfer)
    return len(expired)


def recover(work: Work) -> None:
    """After a crash: what had arrived whole becomes a photo, even if its sender stays away, or may
    send no more."""
    whole = select(Transfer.id, Person.id, Person.name).join(Person, Person.id == Transfer.sent_by)
    for transfer_id, sent_by, name in work.session.execute(whole.where(_is_to_be_taken_in())).all():
        sender = replace(SYSTEM, id=sent_by, name=name)
        try:
            take_in(replace(work, actor=sender), transfer_id)
        except ProgressError:
            continue


def _is_to_be_taken_in() -> ColumnElement[bool]:
    """All bytes are here, and the photo is still to be made of them."""
    return and_(
        Transfer.arrived == Transfer.length,
        Transfer.photo_id.is_(None),
        Transfer.refusal.is_(None),
    )
