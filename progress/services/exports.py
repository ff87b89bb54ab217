"""Everything of one patient's, sent as one ZIP."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from progress.errors import ProgressError, StorageError, UnusablePhoto
from progress.exchange import archive
from progress.exchange.archive import File
from progress.rules.audit import Event
from progress.services import case_pulls, home_photos, papers
from progress.services.everything import Everything, FiledConsent
from progress.services.papers import Translators
from progress.services.photos import Size, key
from progress.services.record_data import record_data
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.storage.encrypted import PhotoStore
from progress.storage.keyring import KeyDestroyed
from progress.vision import codec


@dataclass(frozen=True)
class Readable:
    """The part for people, in their language: `index.html` and what goes with it."""

    page: str
    beside: Mapping[str, bytes]
    """By path, what the page needs: its style and its letters."""
    lost: str
    """What is said above the names of files that could not be read."""
    into: Translators
    """For the papers, each of which has a language of its own."""


def send(work: Work, everything: Everything, readable: Readable) -> Iterator[bytes]:
    """The ZIP, piece by piece. It is recorded now, and made while it is sent, from the store alone:
    no row is read any more, and nothing of it is written anywhere."""
    patient, photos = everything.patient, everything.photos
    data = json.dumps(record_data(work, everything), ensure_ascii=False, indent=1)
    ready = [
        File("index.html", readable.page.encode()),
        *(File(path, data) for path, data in readable.beside.items()),
        File("data.json", data.encode()),
        *(_paper(work, each, readable.into) for each in everything.consents),
    ]
    wanted = _wanted(everything)
    work.record(
        Event.EVERYTHING_DOWNLOADED
        if everything.with_photos
        else Event.TREATMENT_RECORD_DOWNLOADED,
        patient_id=patient.id,
        subject_id=patient.id,
        photos=len(photos),
    )
    work.session.commit()
    return archive.stream(_files(work.store, str(patient.id), ready, wanted, readable.lost))


def _paper(work: Work, filed: FiledConsent, into: Translators) -> File:
    try:
        return File(filed.path, papers.set_in_type(work, filed.held.consent, into))
    except ProgressError as error:
        return File(f"{filed.path}.txt", error.sentence.encode())


@dataclass(frozen=True)
class Wanted:
    """A file that is read when its turn comes."""

    path: str
    key: str
    original: str
    """The key of what it is made from again, should it be gone."""


def _wanted(everything: Everything) -> list[Wanted]:
    large = {each.photo.id for course in everything.courses for each in course.before_and_now}
    wanted = []
    for each in everything.photos:
        original = key(each.photo.id, "original")
        wanted.append(Wanted(each.path, original, original))
        if each.small:
            wanted.append(Wanted(each.small, key(each.photo.id, Size.THUMB), original))
        if each.large and (each.photo.id in large or not each.shown_anywhere):
            wanted.append(Wanted(each.large, key(each.photo.id, Size.VIEW), original))
    for sent in everything.from_home:
        original = home_photos.key(sent.photo.id, "original")
        wanted.append(Wanted(sent.path, original, original))
        wanted.append(Wanted(sent.small, home_photos.key(sent.photo.id, Size.THUMB), original))
    for filed in everything.cases:
        for side, path in zip(case_pulls.SIDES, filed.paths, strict=False):
            shown = case_pulls.key(filed.case.id, side)
            wanted.append(Wanted(path, shown, shown))
    return wanted


def _files(
    store: PhotoStore, patient: str, ready: Iterable[File], wanted: Iterable[Wanted], lost: str
) -> Iterator[File]:
    """A file that cannot be read is named at the end: one damaged photo must not keep the others
    from their patient."""
    yield from ready
    missing = []
    for each in wanted:
        try:
            data = _bytes(store, patient, each)
        except KeyDestroyed:
            raise
        except (StorageError, UnusablePhoto):
            missing.append(each.path)
        else:
            yield File(each.path, data)
    if missing:
        yield File("could-not-be-read.txt", "\n".join([lost, "", *missing, ""]).encode())


def _bytes(store: PhotoStore, patient: str, wanted: Wanted) -> bytes:
    try:
        return store.get(patient, wanted.key)
    except BlobMissing:
        if wanted.key == wanted.original:
            raise
    derived = codec.derivatives(store.get(patient, wanted.original))
    return derived.thumb if wanted.key.endswith(Size.THUMB) else derived.view
