"""Photos over the wire: sent, refused, shown and corrected, with scripts and without."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from progress.models import Photo
from progress.rules.photos import PhotoState
from tests import factories, pictures
from tests.conftest import AtWork, Cast

AS_SCRIPT = {"Accept": "application/json"}
AS_HTMX = {"HX-Request": "true"}


def send(
    browser: FlaskClient, visit_id: UUID, data: bytes, name: str = "vertex.jpg"
) -> TestResponse:
    return browser.post(
        f"/visits/{visit_id}/photos", data={"photo": (BytesIO(data), name)}, headers=AS_SCRIPT
    )


def kept(at_work: AtWork, cast: Cast) -> list[dict[str, object]]:
    with at_work(cast.clinician) as work:
        return [
            {"view": photo.view, "label": photo.view_label, "confirmed": photo.view_confirmed,
             "day": photo.taken_at.date(), "aside": photo.set_aside_at is not None,
             "baseline": photo.is_baseline}
            for photo in work.session.query(Photo).order_by(Photo.received_at)
        ]  # fmt: skip


class TestAdd:
    def test_a_new_photo(self, staff: FlaskClient, visit_id: UUID, jpeg: bytes) -> None:
        answer = send(staff, visit_id, jpeg)
        assert answer.status_code == 201
        assert answer.json and answer.json["message"] == "Kept."
        thumb = staff.get(answer.json["thumb"])
        assert thumb.mimetype == "image/jpeg" and thumb.data.startswith(b"\xff\xd8")

    def test_one_that_we_have(self, staff: FlaskClient, visit_id: UUID, jpeg: bytes) -> None:
        send(staff, visit_id, jpeg)
        again = send(staff, visit_id, jpeg)
        assert again.status_code == 200 and again.json
        assert again.json["duplicate"] and "is here already" in again.json["message"]

    def test_one_of_another_day(self, staff: FlaskClient, visit_id: UUID) -> None:
        answer = send(staff, visit_id, pictures.photo(moment=datetime(2026, 3, 2)))
        assert answer.json and "taken on 2 March 2026" in answer.json["message"]

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [(b"", "empty"), (b"GIF89a" + bytes(500), "cannot read"), (pictures.photo()[:3000], "cut")],
        ids=["empty", "gif", "cut"],
    )
    def test_what_is_no_photo(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID, data: bytes,
        sentence: str,
    ) -> None:  # fmt: skip
        answer = send(staff, visit_id, data)
        assert answer.status_code == 422
        assert answer.json and sentence in answer.json["message"]
        assert kept(at_work, cast) == []

    def test_more_than_is_taken(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        answer = send(staff, visit_id, bytes(63 << 20))
        assert answer.status_code == 413
        assert answer.json and "fewer or smaller" in answer.json["message"]
        assert kept(at_work, cast) == []

    @pytest.mark.parametrize(
        "body",
        [
            {"data": {}},
            {"data": {"photo": "words"}},
            {"data": b"no multipart", "content_type": "multipart/form-data; boundary=x"},
            {"data": b"--x\r\n", "content_type": "multipart/form-data"},
        ],
        ids=["nothing", "a-field", "broken", "no-boundary"],
    )
    def test_a_form_without_a_photo(
        self, staff: FlaskClient, visit_id: UUID, body: dict[str, object]
    ) -> None:
        answer = staff.post(f"/visits/{visit_id}/photos", headers=AS_SCRIPT, **body)
        assert 400 <= answer.status_code < 500
        assert answer.json and answer.json["message"].endswith(".")

    def test_the_name_of_a_file_is_only_a_name(
        self, staff: FlaskClient, visit_id: UUID, jpeg: bytes
    ) -> None:
        send(staff, visit_id, jpeg, '../../<img src=x onerror="alert(1)">.jpg')
        page = staff.get(f"/visits/{visit_id}").text
        assert "<img src=x" not in page

    def test_a_patient_sends_none(self, patient: FlaskClient, visit_id: UUID, jpeg: bytes) -> None:
        assert send(patient, visit_id, jpeg).status_code == 403

    def test_without_scripts_many_go_at_once(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID
    ) -> None:
        files = [
            (BytesIO(pictures.photo(1)), "midline.jpg"),
            (BytesIO(b"%PDF"), "letter.pdf"),
            (BytesIO(pictures.photo(2)), "crown.jpg"),
        ]
        answer = staff.post(
            f"/visits/{visit_id}/photos", data={"photo": files}, follow_redirects=True
        )
        assert answer.status_code == 200
        assert "midline.jpg: kept." in answer.text
        assert "letter.pdf: Progress cannot read this file." in answer.text
        assert sorted(photo["view"] for photo in kept(at_work, cast)) == ["midline", "vertex"]


class TestPixels:
    @pytest.fixture
    def address(self, clinician: FlaskClient, visit_id: UUID, jpeg: bytes) -> str:
        answer = send(clinician, visit_id, jpeg).json
        assert answer
        return f"/photos/{answer['id']}"

    def test_own_photos_are_seen(self, patient: FlaskClient, address: str) -> None:
        for size in ("thumb", "view", "full"):
            answer = patient.get(f"{address}/{size}")
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "private, no-cache"

    def test_a_strangers_are_not_there(self, stranger: FlaskClient, address: str) -> None:
        for size in ("thumb", "view", "full"):
            assert stranger.get(f"{address}/{size}").status_code == 404

    def test_a_size_that_does_not_exist(self, clinician: FlaskClient, address: str) -> None:
        assert clinician.get(f"{address}/original").status_code == 404

    def test_opened_again_it_costs_no_bytes(self, patient: FlaskClient, address: str) -> None:
        etag = patient.get(f"{address}/thumb").headers["ETag"]
        again = patient.get(f"{address}/thumb", headers={"If-None-Match": etag})
        assert again.status_code == 304 and again.data == b""


class TestCorrect:
    @pytest.fixture
    def photo_id(self, clinician: FlaskClient, visit_id: UUID, jpeg: bytes) -> str:
        answer = send(clinician, visit_id, jpeg).json
        assert answer
        return str(answer["id"])

    def one(self, at_work: AtWork, cast: Cast) -> dict[str, object]:
        (photo,) = kept(at_work, cast)
        return photo

    def test_a_view_is_confirmed_with_one_tap(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, photo_id: str
    ) -> None:
        answer = staff.post(f"/photos/{photo_id}/place", data={"view": "vertex"}, headers=AS_HTMX)
        assert answer.status_code == 200 and 'id="visit-photos"' in answer.text
        assert "View to confirm" not in answer.text
        assert self.one(at_work, cast)["confirmed"]

    def test_a_close_up_without_a_name_gets_a_sentence(
        self, staff: FlaskClient, photo_id: str
    ) -> None:
        data = {"view": "close-up"}
        answer = staff.post(f"/photos/{photo_id}/place", data=data, headers=AS_HTMX)
        assert answer.status_code == 422
        assert answer.json == {"message": "Say in a few words what the close-up shows."}

    @pytest.mark.parametrize("view", ["", "left-oblique", "elbow"])
    def test_a_view_that_does_not_exist(self, staff: FlaskClient, photo_id: str, view: str) -> None:
        answer = staff.post(f"/photos/{photo_id}/place", data={"view": view}, headers=AS_HTMX)
        assert answer.status_code in (404, 422)

    def test_a_date(self, staff: FlaskClient, at_work: AtWork, cast: Cast, photo_id: str) -> None:
        staff.post(f"/photos/{photo_id}/date", data={"taken_on": "2026-11-19"})
        assert self.one(at_work, cast)["day"] == date(2026, 11, 19)
        assert staff.post(f"/photos/{photo_id}/date", data={"taken_on": "soon"}).status_code == 422

    def test_set_aside_can_be_undone(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, photo_id: str
    ) -> None:
        answer = staff.post(f"/photos/{photo_id}/set-aside", headers=AS_HTMX)
        undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
        assert "1 set aside" in answer.text and self.one(at_work, cast)["aside"]
        assert staff.post(undo).status_code == 303
        assert not self.one(at_work, cast)["aside"]

    def test_without_scripts_the_undo_stands_on_the_page(
        self, staff: FlaskClient, photo_id: str
    ) -> None:
        page = staff.post(f"/photos/{photo_id}/set-aside", follow_redirects=True).text
        assert "The photo is set aside." in page and f"/photos/{photo_id}/restore" in page

    def test_a_baseline(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, photo_id: str
    ) -> None:
        assert staff.post(f"/photos/{photo_id}/baseline").status_code == 409
        with at_work(cast.clinician) as work:
            work.session.get_one(Photo, UUID(photo_id)).state = PhotoState.READY
            work.session.commit()
        assert staff.post(f"/photos/{photo_id}/baseline").status_code == 303
        assert self.one(at_work, cast)["baseline"]

    def test_a_photo_of_another_visits_day_is_moved_with_one_tap(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast
    ) -> None:
        with at_work(cast.clinician) as work:
            course = factories.course(work, cast.patient_id)
            right, wrong = (factories.visit(work, course, date(2026, 11, day)) for day in (1, 20))
            photo = factories.photo(
                work, wrong, taken_from="exif", taken_at=datetime(2026, 11, 1, 10)
            )
            at_home = factories.photo(work, right)
            places = {"right": f"/visits/{right.id}/photos", "wrong": f"/visits/{wrong.id}/photos"}
            move = f"/photos/{photo.id}/move/{right.id}"
            home = f"/photos/{at_home.id}/move/"
        shown = staff.get(places["wrong"], headers=AS_HTMX).text
        assert move in shown and "Move it to Session 1<" in shown
        answer = staff.post(move, headers=AS_HTMX)
        assert "No photos yet." in answer.text
        moved = staff.get(places["right"], headers=AS_HTMX).text
        assert f"photo-{photo.id}" in moved and home not in moved and move not in moved
        staff.post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"], headers=AS_HTMX)
        assert move in staff.get(places["wrong"], headers=AS_HTMX).text

    @pytest.mark.parametrize("step", ["place", "date", "baseline", "set-aside", "restore", "again"])
    def test_a_patient_corrects_nothing(
        self, patient: FlaskClient, photo_id: str, step: str
    ) -> None:
        assert patient.post(f"/photos/{photo_id}/{step}").status_code == 403

    def test_all_proposals_at_once(
        self, staff: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID, photo_id: str
    ) -> None:
        send(staff, visit_id, pictures.photo(2), "midline.jpg")
        staff.post(f"/visits/{visit_id}/photos/confirm")
        assert [photo["confirmed"] for photo in kept(at_work, cast)] == [True, True]


class TestFragment:
    def test_it_asks_again_only_while_there_is_work(
        self, clinician: FlaskClient, at_work: AtWork, cast: Cast, visit_id: UUID, jpeg: bytes
    ) -> None:
        address = f"/visits/{visit_id}/photos"
        send(clinician, visit_id, jpeg)
        assert "every 2s" in clinician.get(address, headers=AS_HTMX).text
        with at_work(cast.clinician) as work:
            work.session.query(Photo).one().state = PhotoState.ALIGNED
            work.session.commit()
        assert "every 2s" not in clinician.get(address, headers=AS_HTMX).text

    def test_by_itself_it_is_the_page(self, clinician: FlaskClient, visit_id: UUID) -> None:
        answer = clinician.get(f"/visits/{visit_id}/photos")
        assert answer.location == f"/visits/{visit_id}"
