"""What a phone reaches once it is let in for a visit, and what ends it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry, CaptureSession, Photo, Visit
from progress.rules.treatment import VisitKind
from progress.services import captures
from tests import factories, pictures
from tests.conftest import PASSWORD, AtWork, Cast, errand
from tests.web.test_captures import HTML, HTMX, JSON, LetIn, is_let_in, token_in
from tests.web.test_transfers import PIECE, TUS, arrived, begin, patch

# -- within reach --------------------------------------------------------------------------------


def test_a_phone_sees_no_page_of_the_clinic(let_in: LetIn, visit_id: UUID) -> None:
    phone = let_in(visit_id)
    for path in ("/", "/patients", f"/visits/{visit_id}", "/password", "/activity"):
        answer = phone.get(path, headers=HTML)
        assert answer.status_code == 403, path
        assert "Back to the camera" in answer.text
        assert "Patients" not in answer.text
        assert "Asha" not in answer.text
    assert phone.get("/nowhere", headers=HTML).status_code == 404


def test_uploads_by_tus_come_through_and_are_counted(
    let_in: LetIn, staff: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    phone, jpeg = let_in(visit_id), pictures.photo(seed=1)
    address = begin(phone, visit_id, len(jpeg), view="vertex").headers["Location"]
    patch(phone, address, 0, jpeg[:5000])
    assert arrived(phone, address) == 5000
    patch(phone, address, 5000, jpeg[5000:])
    answer = phone.post(f"{address}/photo", headers=JSON)
    assert answer.status_code == 201
    with at_work(cast.staff) as work:
        photo = work.session.get_one(Photo, UUID(answer.json["id"]))
        assert (photo.visit_id, photo.view, photo.received_by) == (
            visit_id,
            "vertex",
            cast.staff.id,
        )
        [entry] = work.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == photo.id))
        assert entry.actor_name == "Staff"
        assert entry.detail["capture"]
    panel = staff.get(f"/visits/{visit_id}/captures?seen=0", headers=HTMX)
    assert "A phone is connected" in panel.text
    assert "1 photo came" in panel.text
    assert "visit-photos" in panel.headers["HX-Trigger"]
    assert (
        "HX-Trigger" not in staff.get(f"/visits/{visit_id}/captures?seen=1", headers=HTMX).headers
    )


def test_the_form_without_scripts_leads_back_to_the_camera(let_in: LetIn, visit_id: UUID) -> None:
    files = {"photo": (BytesIO(pictures.photo(seed=2)), "vertex.jpg"), "view": "vertex"}
    answer = let_in(visit_id).post(f"/visits/{visit_id}/photos", data=files, headers=HTML)
    assert (answer.status_code, answer.location) == (303, f"/visits/{visit_id}/capture")


def test_the_activity_page_tells_a_phone_from_its_person(
    let_in: LetIn, admin: FlaskClient, visit_id: UUID
) -> None:
    files = {"photo": (BytesIO(pictures.photo(seed=2)), "vertex.jpg")}
    let_in(visit_id).post(f"/visits/{visit_id}/photos", data=files, headers=JSON)
    page = admin.get("/activity").text
    assert page.count("Through a phone that was photographing.") == 2
    assert "Capture opened" in page
    assert "Capture connected" in page


def test_the_camera_is_told_what_it_needs(
    let_in: LetIn, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        visit = work.session.get_one(Visit, visit_id)
        before = factories.visit(work, visit.course, date(2026, 3, 3), VisitKind.BASELINE)
        first, now = factories.photo(work, before), factories.photo(work, visit)
        factories.alignment(work, first, now)
        first_id, now_id = str(first.id), str(now.id)
    phone = let_in(visit_id)
    told = phone.get(f"/visits/{visit_id}/capture/shots").json
    assert (told["patient"], told["visit"]["title"]) == ("Asha", "Session 1")
    assert datetime.fromisoformat(told["ends_at"]) > datetime.now(UTC)
    [shot] = [shot for shot in told["shots"] if shot["view"] == "vertex"]
    assert shot["instructions"] and shot["label"] == "Vertex (crown)"
    assert shot["ghosts"] == [
        {
            "photo": first_id,
            "url": f"/photos/{first_id}/view",
            "thumb": f"/photos/{first_id}/thumb",
            "label": "Baseline, 3 March 2026",
            "width": 3000,
            "height": 4000,
            "matrix": None,
            "baseline": True,
        }
    ]
    [taken] = shot["taken"]
    assert taken == phone.get(f"/photos/{now_id}/verdict").json
    assert taken == phone.post(f"/photos/{now_id}/choose").json
    assert (taken["state"], taken["chosen"], taken["reference"]) == ("aligned", True, first_id)
    assert taken["matrix"] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_a_repeat_is_chosen_on_the_page_of_its_visit(
    staff: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        visit = work.session.get_one(Visit, visit_id)
        minutes = (datetime(2026, 11, 20, 10, minute, tzinfo=UTC) for minute in range(2))
        photos = [factories.photo(work, visit, received_at=at) for at in minutes]
        ids = [photo.id for photo in photos]
    page = staff.get(f"/visits/{visit_id}").text
    assert "Repeat 1 of 2" in page
    assert "Repeat 2 of 2" in page
    answer = staff.post(f"/photos/{ids[1]}/choose", headers=HTMX)
    assert answer.text.count("Stands for this view") == 1
    other, chosen = (answer.text.index(f'id="photo-{each}"') for each in ids)
    assert other < chosen < answer.text.index("Stands for this view")
    assert staff.post(f"/photos/{ids[0]}/choose", headers=HTML).status_code == 303


# -- the end -------------------------------------------------------------------------------------


def live_session(at_work: AtWork, cast: Cast) -> UUID:
    with at_work(cast.staff) as work:
        return work.session.scalars(select(CaptureSession.id)).one()


def test_ended_on_the_computer_the_phone_is_out(
    let_in: LetIn, admin: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    phone = let_in(visit_id)
    panel = admin.post(f"/captures/{live_session(at_work, cast)}/end", headers=HTMX).text
    assert "A phone is connected" not in panel
    page = phone.get(f"/visits/{visit_id}/capture", headers=HTML)
    assert page.status_code == 401
    assert "This capture session has ended" in page.text
    told = phone.get(f"/visits/{visit_id}/capture/shots", headers=JSON)
    assert told.status_code == 401
    assert "scan the new code" in told.json["message"]
    assert told.headers["Clear-Site-Data"] == '"cache"'


def test_time_ends_the_session_of_a_phone(
    let_in: LetIn, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    phone = let_in(visit_id)
    assert is_let_in(phone, visit_id)
    with at_work(cast.staff) as work:
        work.session.scalars(select(CaptureSession)).one().expires_at = datetime.now(UTC)
        work.session.commit()
    assert not is_let_in(phone, visit_id)


def test_ended_while_a_photo_comes_the_rest_is_refused_and_what_came_is_kept(
    app: Flask, let_in: LetIn, staff: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    """The session ends while the server reads: the piece before counts, the piece after does not,
    and the person may go on with the upload under their own name."""
    phone, session_id, megabyte = let_in(visit_id), live_session(at_work, cast), 1 << 20
    address = begin(phone, visit_id, 3 * megabyte).headers["Location"]

    class Body(BytesIO):
        ended = False

        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1.5 * megabyte and not self.ended:
                self.ended = True
                with errand(app, cast.admin) as work:
                    captures.revoke(work, session_id)
            return super().read(size)

        def readinto(self, block: bytearray) -> int:  # type: ignore[override]
            data = self.read(len(block))
            block[: len(data)] = data
            return len(data)

    answer = phone.patch(
        address,
        input_stream=Body(bytes(3 * megabyte)),
        content_length=3 * megabyte,
        content_type=PIECE,
        headers=TUS | {"Upload-Offset": "0"},
    )
    assert answer.status_code == 401
    assert phone.head(address, headers=TUS).status_code == 401
    assert arrived(staff, address) == megabyte


def test_the_phone_says_that_it_has_finished(
    let_in: LetIn, staff: FlaskClient, visit_id: UUID
) -> None:
    phone = let_in(visit_id)
    page = phone.post(f"/visits/{visit_id}/capture/end", headers=HTML)
    assert page.status_code == 200
    assert phone.get("/", headers=HTML).location.startswith("/sign-in")
    assert not is_let_in(phone, visit_id)
    answer = staff.post(f"/visits/{visit_id}/capture/end", headers=HTML)
    assert answer.location == f"/visits/{visit_id}"
    assert staff.get("/patients").status_code == 200


def test_a_cookie_replayed_after_the_end_is_dead(let_in: LetIn, app: Flask, visit_id: UUID) -> None:
    phone = let_in(visit_id)
    cookie = phone.get_cookie("progress")
    assert cookie
    phone.post(f"/visits/{visit_id}/capture/end")
    thief = app.test_client()
    thief.set_cookie("progress", cookie.value)
    assert not is_let_in(thief, visit_id)


def test_after_the_end_somebody_may_sign_in_there(
    let_in: LetIn, admin: FlaskClient, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    phone = let_in(visit_id)
    admin.post(f"/captures/{live_session(at_work, cast)}/end")
    phone.post("/sign-in", data={"email": "clinician@clinic.example", "password": PASSWORD})
    assert phone.get("/patients").status_code == 200
    assert phone.get(f"/visits/{visit_id}/capture/shots").json["ends_at"] is None


def test_signing_out_on_the_phone_lets_it_out_and_ends_its_session(
    app: Flask, let_in: LetIn, staff: FlaskClient, visit_id: UUID
) -> None:
    phone = let_in(visit_id)
    assert "A phone is connected" in staff.get(f"/visits/{visit_id}/captures", headers=HTMX).text
    app.config["WTF_CSRF_ENABLED"] = True
    page = phone.get(f"/visits/{visit_id}/capture").text
    assert phone.post("/sign-out", data={"csrf_token": token_in(page)}).status_code == 302
    assert not is_let_in(phone, visit_id)
    assert "connected" not in staff.get(f"/visits/{visit_id}/captures", headers=HTMX).text


def test_signing_out_on_the_computer_leaves_the_phone_at_work(
    app: Flask, let_in: LetIn, staff: FlaskClient, visit_id: UUID
) -> None:
    phone = let_in(visit_id)
    app.config["WTF_CSRF_ENABLED"] = True
    staff.post("/sign-out", data={"csrf_token": token_in(staff.get("/patients").text)})
    assert staff.get("/patients", headers=HTML).status_code == 302
    assert is_let_in(phone, visit_id)
