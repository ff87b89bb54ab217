"""The only door to pixels: access, decryption, audit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from progress.errors import NotFound
from progress.models import Photo
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.services import consent_requests, home_photos
from progress.services.photos import Size, find, key, original
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.vision import codec


@dataclass(frozen=True)
class Pixels:
    """A re-encoded JPEG without metadata. A photo never changes, so its etag never does."""

    etag: str
    jpeg: bytes | None
    """None when the browser said that it has this one."""


def open_pixels(work: Work, photo_id: uuid.UUID, size: Size, known: frozenset[str]) -> Pixels:
    """What the browser may show; `known` are the etags that it holds already."""
    photo = find(work, photo_id)
    etag = f"{photo.id.hex}-{size}"
    jpeg = None if etag in known else _jpeg(work, photo, size)
    if size is not Size.THUMB:
        # Seen is seen, from the browser's own store too: somebody else may sit before it now.
        work.record(Event.PHOTO_SEEN, patient_id=photo.patient_id, subject_id=photo.id, size=size)
        work.session.commit()
    return Pixels(etag, jpeg)


def open_named(
    work: Work, request_id: uuid.UUID, photo_id: uuid.UUID, known: frozenset[str]
) -> Pixels:
    """A small picture of a photo that a question of consent names, for whoever may answer it: who
    signs sees what for."""
    request = consent_requests.find(work, request_id, Action.SIGN_CONSENT)
    for photo in consent_requests.named(work, request):
        if photo.id == photo_id:
            etag = f"{photo.id.hex}-{Size.THUMB}"
            return Pixels(etag, None if etag in known else _jpeg(work, photo, Size.THUMB))
    raise NotFound()


def _jpeg(work: Work, photo: Photo, size: Size) -> bytes:
    if size is Size.FULL:
        return codec.encode_jpeg(codec.decode(original(work, photo)))
    try:
        return work.store.get(str(photo.patient_id), key(photo.id, size))
    except BlobMissing:
        return _derive_again(work, photo, size)


def _derive_again(work: Work, photo: Photo, size: Size) -> bytes:
    """Everything but the original can be thrown away and made again."""
    derived = codec.derivatives(original(work, photo))
    work.store.put(str(photo.patient_id), key(photo.id, Size.VIEW), derived.view)
    work.store.put(str(photo.patient_id), key(photo.id, Size.THUMB), derived.thumb)
    return derived.view if size is Size.VIEW else derived.thumb


def open_from_home(
    work: Work, home_photo_id: uuid.UUID, size: Size, known: frozenset[str]
) -> Pixels:
    """The same of a photo from home; once it is accepted, the photo that it became is shown."""
    photo = home_photos.find(work, home_photo_id)
    if photo.photo_id:
        return open_pixels(work, photo.photo_id, size, known)
    etag = f"{photo.id.hex}-{size}"
    part = home_photos.key(photo.id, Size.VIEW if size is Size.FULL else size)
    jpeg = None if etag in known else work.store.get(str(photo.patient_id), part)
    if size is not Size.THUMB:
        home_photos.record(work, Event.HOME_PHOTO_SEEN, photo, size=size)
        work.session.commit()
    return Pixels(etag, jpeg)
