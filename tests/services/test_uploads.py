"""A photo arrives: kept whole, once, and with nothing left behind when it cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select

from progress.demo import photos
from progress.demo.cast import PATIENTS
from progress.errors import InvalidInput, NotAllowed, NotFound, StorageError, UnusablePhoto
from progress.models import Arrival, AuditEntry, Photo, Visit
from progress.rules.audit import Event
from progress.rules.photos import PhotoState
from progress.rules.views import Region
from progress.services import uploads
from progress.services.photos import Size, key, original
from progress.services.work import Work
from progress.vision import weights
from tests import factories, pictures
from tests.conftest import AtWork, Cast, errand

DAY = date(2026, 11, 20)
ROHAN = PATIENTS[0]


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The networks' weights are not installed."""
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package")
    for cached in (weights._bundle, weights.load):
        cached.cache_clear()
    yield
    for cached in (weights._bundle, weights.load):
        cached.cache_clear()


def rendered(view: int, visit: int) -> bytes:
    return photos.shoot(ROHAN, view, visit, DAY, (540, 720))


def left_behind(work: Work, folder: Path) -> list[str]:
    """Rows of photos and arrivals, and files of the store."""
    rows = [
        f"{table.__name__}: {work.session.scalar(select(func.count()).select_from(table))}"
        for table in (Photo, Arrival)
        if work.session.scalar(select(func.count()).select_from(table))
    ]
    return rows + [str(path) for path in (folder / "clinic/uploads").rglob("*") if path.is_file()]


def test_the_original_is_kept_byte_for_byte(work: Work, visit_id: UUID, jpeg: bytes) -> None:
    photo = uploads.add(work, visit_id, jpeg, "vertex.jpg").photo
    assert original(work, photo) == jpeg
    assert (photo.width, photo.height) == (pictures.WIDTH, pictures.HEIGHT)
    assert (photo.state, photo.size, photo.format) == (PhotoState.RECEIVED, len(jpeg), "jpeg")


def test_what_is_served_is_made_at_once(work: Work, visit_id: UUID, jpeg: bytes) -> None:
    photo = uploads.add(work, visit_id, jpeg).photo
    for size in (Size.VIEW, Size.THUMB):
        served = work.store.get(str(photo.patient_id), key(photo.id, size))
        assert served.startswith(b"\xff\xd8") and b"Exif" not in served


def test_nothing_readable_lies_on_the_disk(
    work: Work, visit_id: UUID, jpeg: bytes, tmp_path: Path
) -> None:
    uploads.add(work, visit_id, jpeg)
    files = [path for path in (tmp_path / "clinic/uploads").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert not any(jpeg[100:200] in path.read_bytes() for path in files)
    assert not any(path.read_bytes().startswith(b"\xff\xd8") for path in files)


def test_it_is_written_down_who_brought_it(work: Work, visit_id: UUID, jpeg: bytes) -> None:
    photo = uploads.add(work, visit_id, jpeg).photo
    entry = work.session.scalars(
        select(AuditEntry).where(AuditEntry.event == Event.PHOTO_ADDED)
    ).one()
    assert (entry.subject_id, entry.actor_name) == (photo.id, "Clinician")
    assert photo.received_by == work.actor.id


def test_the_worker_is_told(app: Flask, cast: Cast, jpeg: bytes, visit_id: UUID) -> None:
    told: list[tuple[str, UUID]] = []
    with errand(app, cast.clinician) as one:
        work = Work(one.session, one.store, one.actor, one.now, lambda *it: told.append(it))
        photo = uploads.add(work, visit_id, jpeg).photo
    assert told == [("prepare", photo.id)]


class TestDuplicates:
    def test_the_same_bytes_again_are_the_same_photo(
        self, work: Work, visit_id: UUID, jpeg: bytes
    ) -> None:
        first = uploads.add(work, visit_id, jpeg, view="vertex")
        again = uploads.add(work, visit_id, jpeg, view="midline")
        assert again.duplicate and again.photo.id == first.photo.id
        assert again.note == (
            "This photo is here already: Vertex (crown), 20 November 2026. Nothing was added."
        )

    def test_another_patient_may_have_the_same_photo(
        self, work: Work, cast: Cast, visit_id: UUID, jpeg: bytes
    ) -> None:
        other = factories.visit(work, factories.course(work, cast.stranger_id), DAY)
        first = uploads.add(work, visit_id, jpeg).photo
        second = uploads.add(work, other.id, jpeg)
        assert not second.duplicate and second.photo.id != first.id

    def test_at_the_same_moment_they_still_make_one_photo(
        self, app: Flask, at_work: AtWork, cast: Cast, jpeg: bytes, tmp_path: Path
    ) -> None:
        with at_work(cast.clinician) as work:
            visit_id = factories.visit(work, factories.course(work, cast.patient_id), DAY).id
        together = Barrier(4)

        def send() -> tuple[UUID, bool]:
            with errand(app, cast.clinician) as work:
                together.wait()
                added = uploads.add(work, visit_id, jpeg)
                return added.photo.id, added.duplicate

        with ThreadPoolExecutor(4) as pool:
            answers = [future.result() for future in [pool.submit(send) for _ in range(4)]]
        assert len({photo_id for photo_id, _ in answers}) == 1
        assert sorted(duplicate for _, duplicate in answers) == [False, True, True, True]
        with at_work(cast.clinician) as work:
            assert work.session.scalar(select(func.count(Photo.id))) == 1
            assert work.session.scalar(select(func.count(Arrival.id))) == 0
        files = [path for path in (tmp_path / "clinic/uploads").rglob("*") if path.is_file()]
        assert len(files) == 3


class TestPlace:
    def test_a_view_that_is_given_is_confirmed(
        self, work: Work, visit_id: UUID, jpeg: bytes
    ) -> None:
        photo = uploads.add(work, visit_id, jpeg, view="midline").photo
        assert (photo.view, photo.view_confirmed) == ("midline", True)

    def test_a_view_in_the_name_is_proposed(self, work: Work, visit_id: UUID, jpeg: bytes) -> None:
        photo = uploads.add(work, visit_id, jpeg, "Crown_2.jpg").photo
        assert (photo.view, photo.view_confirmed) == ("vertex", False)

    @pytest.mark.usefixtures("blind")
    def test_without_a_name_the_next_of_the_shot_list_is(self, work: Work, visit_id: UUID) -> None:
        found = [
            uploads.add(work, visit_id, pictures.photo(seed), f"IMG_{seed}.jpg").photo.view
            for seed in range(6)
        ]
        course = ["frontal-hairline", "midline", "vertex", "left-temporal", "right-temporal"]
        assert found == [*course, "close-up"]

    def test_a_view_that_the_patients_own_photos_show_is_proposed(
        self, work: Work, visit_id: UUID, cast: Cast
    ) -> None:
        """Photographed in another order than the shot list's, a month later."""
        views = [view.slug for view in ROHAN.views]
        for at, view in enumerate(views):
            uploads.add(work, visit_id, rendered(at, visit=0), "IMG.jpg", view=view)
        course = work.session.get_one(Visit, visit_id).course
        later = factories.visit(work, course, DAY + timedelta(days=30)).id
        for at in reversed(range(len(views))):
            photo = uploads.add(work, later, rendered(at, visit=1), "IMG.jpg").photo
            assert (photo.view, photo.view_confirmed) == (views[at], False)

    def test_an_earlier_photo_that_is_damaged_stops_no_upload(
        self, work: Work, visit_id: UUID
    ) -> None:
        first = uploads.add(work, visit_id, rendered(0, visit=0), view="vertex").photo
        work.store.delete(key(first.id, Size.THUMB))
        assert not uploads.add(work, visit_id, rendered(1, visit=0)).duplicate

    @pytest.mark.usefixtures("blind")
    def test_what_was_set_aside_is_to_be_taken_again(self, work: Work, visit_id: UUID) -> None:
        first = uploads.add(work, visit_id, pictures.photo(1), "IMG_1.jpg").photo
        first.set_aside_at = work.now
        work.session.commit()
        assert uploads.add(work, visit_id, pictures.photo(2), "IMG_2.jpg").photo.view == first.view

    def test_a_view_of_another_region_is_refused(
        self, work: Work, visit_id: UUID, jpeg: bytes, tmp_path: Path
    ) -> None:
        with pytest.raises(InvalidInput, match="not a view of the scalp"):
            uploads.add(work, visit_id, jpeg, view="left-oblique")
        assert left_behind(work, tmp_path) == []

    def test_a_close_up_without_a_name_waits_for_one(
        self, work: Work, visit_id: UUID, jpeg: bytes
    ) -> None:
        photo = uploads.add(work, visit_id, jpeg, view="close-up").photo
        assert not photo.view_confirmed
        named = uploads.add(
            work, visit_id, pictures.photo(2), view="close-up", view_label=" Whorl "
        )
        assert (named.photo.view_label, named.photo.view_confirmed) == ("Whorl", True)


class TestDate:
    def test_the_camera_says_when(self, work: Work, visit_id: UUID) -> None:
        moment = datetime(2026, 11, 20, 16, 5)
        added = uploads.add(work, visit_id, pictures.photo(moment=moment))
        assert (added.photo.taken_at, added.photo.taken_from) == (moment, "exif")
        assert added.note is None

    def test_without_a_date_the_visit_does(self, work: Work, visit_id: UUID, jpeg: bytes) -> None:
        photo = uploads.add(work, visit_id, jpeg).photo
        assert (photo.taken_at.date(), photo.taken_from) == (DAY, "visit")

    def test_a_date_far_from_the_visit_is_said(self, work: Work, visit_id: UUID) -> None:
        added = uploads.add(work, visit_id, pictures.photo(moment=datetime(2026, 3, 2, 9)))
        assert added.note == (
            "This photo was taken on 2 March 2026, but the visit was on 20 November 2026. "
            "Is it filed under the right visit?"
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "empty"),
            (b"%PDF-1.7 not a photo at all" * 50, "cannot read this file"),
            (pictures.photo()[:4000], "cut short"),
            (pictures.jpeg(np.full((20, 20, 3), 90, np.uint8)), "too small"),
        ],
        ids=["empty", "pdf", "cut", "tiny"],
    )
    def test_what_is_no_photo_leaves_nothing_behind(
        self, work: Work, visit_id: UUID, data: bytes, sentence: str, tmp_path: Path
    ) -> None:
        with pytest.raises(UnusablePhoto, match=sentence):
            uploads.add(work, visit_id, data, "photo.jpg")
        assert left_behind(work, tmp_path) == []

    def test_a_store_that_fails_leaves_nothing_behind(
        self,
        work: Work,
        visit_id: UUID,
        jpeg: bytes,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        put = work.store.put

        def full(patient: str, name: str, data: bytes, verify: bool = False) -> None:
            if name.endswith(Size.THUMB):
                raise StorageError("The disk is full.")
            put(patient, name, data, verify=verify)

        monkeypatch.setattr(work.store, "put", full)
        with pytest.raises(StorageError):
            uploads.add(work, visit_id, jpeg)
        assert left_behind(work, tmp_path) == []

    def test_a_patient_adds_none(self, at_work: AtWork, cast: Cast, jpeg: bytes) -> None:
        with at_work(cast.clinician) as work:
            visit_id = factories.visit(work, factories.course(work, cast.patient_id), DAY).id
        with at_work(cast.patient) as work, pytest.raises(NotAllowed):
            uploads.add(work, visit_id, jpeg)

    def test_an_unknown_visit_takes_none(self, work: Work, cast: Cast, jpeg: bytes) -> None:
        with pytest.raises(NotFound):
            uploads.add(work, cast.patient_id, jpeg)


def test_a_face_is_placed_among_the_views_of_a_face(work: Work, cast: Cast, jpeg: bytes) -> None:
    course = factories.course(work, cast.patient_id, Region.FACE)
    visit = factories.visit(work, course, DAY)
    assert uploads.add(work, visit.id, jpeg, "left 45.jpg").photo.view == "left-oblique"
