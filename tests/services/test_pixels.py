"""The only door to pixels: who may pass, what passes, and what is written down."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import func, select

from progress.errors import NotFound
from progress.models import AuditEntry
from progress.rules.audit import Event
from progress.services import pixels, uploads
from progress.services.photos import Size, key
from progress.services.work import Work
from progress.vision import codec
from tests import factories, pictures
from tests.conftest import AtWork, Cast


@pytest.fixture
def photo_id(at_work: AtWork, cast: Cast) -> UUID:
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 20))
        jpeg = pictures.photo(moment=datetime(2026, 11, 20, 10))
        return uploads.add(work, visit.id, jpeg).photo.id


def seen(work: Work) -> int:
    query = select(func.count(AuditEntry.id)).where(AuditEntry.event == Event.PHOTO_SEEN)
    return work.session.scalar(query) or 0


@pytest.mark.parametrize(
    ("size", "long_side"), [(Size.THUMB, 320), (Size.VIEW, 640), (Size.FULL, 640)]
)
def test_each_size_is_a_jpeg_without_metadata(
    at_work: AtWork, cast: Cast, photo_id: UUID, size: Size, long_side: int
) -> None:
    with at_work(cast.patient) as work:
        jpeg = pixels.open_pixels(work, photo_id, size, frozenset()).jpeg
    assert jpeg
    facts = codec.inspect(jpeg)
    assert max(facts.width, facts.height) == long_side
    assert facts.taken_at is None and b"Exif" not in jpeg


def test_a_stranger_is_told_nothing(at_work: AtWork, cast: Cast, photo_id: UUID) -> None:
    with at_work(cast.stranger) as work, pytest.raises(NotFound):
        pixels.open_pixels(work, photo_id, Size.VIEW, frozenset())


def test_not_even_whether_they_hold_the_right_etag(
    at_work: AtWork, cast: Cast, photo_id: UUID
) -> None:
    with at_work(cast.patient) as work:
        etag = pixels.open_pixels(work, photo_id, Size.THUMB, frozenset()).etag
    with at_work(cast.stranger) as work, pytest.raises(NotFound):
        pixels.open_pixels(work, photo_id, Size.THUMB, frozenset({etag}))


def test_what_the_browser_has_is_not_sent_again(
    at_work: AtWork, cast: Cast, photo_id: UUID
) -> None:
    with at_work(cast.patient) as work:
        etag = pixels.open_pixels(work, photo_id, Size.VIEW, frozenset()).etag
        again = pixels.open_pixels(work, photo_id, Size.VIEW, frozenset({etag}))
        other = pixels.open_pixels(work, photo_id, Size.THUMB, frozenset({etag}))
    assert again.jpeg is None and other.jpeg


def test_looking_closely_is_written_down(at_work: AtWork, cast: Cast, photo_id: UUID) -> None:
    with at_work(cast.patient) as work:
        pixels.open_pixels(work, photo_id, Size.THUMB, frozenset())
        assert seen(work) == 0
        pixels.open_pixels(work, photo_id, Size.VIEW, frozenset())
        assert seen(work) == 1


@pytest.mark.parametrize("size", [Size.THUMB, Size.VIEW])
def test_what_is_gone_is_made_again_from_the_original(
    at_work: AtWork, cast: Cast, photo_id: UUID, size: Size
) -> None:
    with at_work(cast.clinician) as work:
        before = pixels.open_pixels(work, photo_id, size, frozenset()).jpeg
        work.store.delete(key(photo_id, size))
        assert pixels.open_pixels(work, photo_id, size, frozenset()).jpeg == before
        assert work.store.get(str(cast.patient_id), key(photo_id, size)) == before


def test_what_a_browser_shows_from_its_own_store_is_recorded_too(
    work: Work, visit_id, jpeg
) -> None:
    photo = uploads.add(work, visit_id, jpeg).photo
    known = frozenset({pixels.open_pixels(work, photo.id, Size.VIEW, frozenset()).etag})
    assert pixels.open_pixels(work, photo.id, Size.VIEW, known).jpeg is None
    seen = select(func.count(AuditEntry.id)).where(
        AuditEntry.event == Event.PHOTO_SEEN, AuditEntry.subject_id == photo.id
    )
    assert work.session.scalar(seen) == 2
