"""A photo is made ready, whatever happens in between."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from progress.models import Photo
from progress.rules.photos import PhotoState
from progress.services import preparation, uploads
from progress.services.photos import key
from progress.services.work import Work
from progress.vision.align import Prepared
from tests import factories, pictures
from tests.conftest import Cast


@pytest.fixture
def photo(work: Work, cast: Cast) -> Photo:
    visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 20))
    return uploads.add(work, visit.id, pictures.photo(seed=1), "vertex.jpg").photo


def features(work: Work, photo: Photo) -> bytes:
    return work.store.get(str(photo.patient_id), key(photo.id, "features"))


def test_features_and_quality_are_found(work: Work, photo: Photo) -> None:
    preparation.prepare(work, photo.id)
    assert photo.state is PhotoState.READY
    assert photo.quality
    size = Prepared.from_bytes(features(work, photo)).full_size
    assert tuple(size) == (photo.width, photo.height)


def test_doing_it_twice_changes_nothing(work: Work, photo: Photo) -> None:
    preparation.prepare(work, photo.id)
    before = features(work, photo)
    preparation.prepare(work, photo.id)
    assert features(work, photo) == before and photo.attempts == 0


def test_a_photo_that_is_gone_is_no_fault(work: Work) -> None:
    preparation.prepare(work, uuid4())


def test_an_original_that_cannot_be_read_ends_with_a_reason(work: Work, photo: Photo) -> None:
    work.store.put(str(photo.patient_id), key(photo.id, "original"), b"not a photo any more")
    preparation.prepare(work, photo.id)
    assert photo.state is PhotoState.UNREADABLE
    assert photo.reason and "cannot read" in photo.reason


def test_the_fourth_try_is_not_made(
    work: Work, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when decoding kills the process: each try is counted before it begins."""

    def dies(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(preparation, "original", dies)
    for _ in range(preparation.MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            preparation.prepare(work, photo.id)
        work.session.rollback()
    preparation.prepare(work, photo.id)
    assert photo.state is PhotoState.UNREADABLE
    assert (
        photo.reason == "Progress tried several times and failed. The photo is kept as it arrived."
    )


def test_what_was_left_unfinished_is_found_oldest_first(work: Work, photo: Photo) -> None:
    ready = factories.photo(
        work,
        photo.visit,
        state=PhotoState.READY,
        received_at=photo.received_at + timedelta(hours=1),
    )
    factories.photo(work, photo.visit, state=PhotoState.ALIGNED)
    factories.photo(work, photo.visit, state=PhotoState.READY, set_aside_at=work.now)
    told: list[tuple[str, UUID]] = []
    preparation.recover(
        Work(work.session, work.store, work.actor, work.now, lambda *it: told.append(it))
    )
    assert told == [("prepare", photo.id), ("align", ready.id)]
    assert preparation.unfinished(work) == 2
