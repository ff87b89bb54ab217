"""A phone comes in by a code: what uses the code up, what its session reaches, what ends it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry, CaptureSession, Photo, Visit
from progress.rules.captures import fingerprint
from progress.rules.treatment import VisitKind
from progress.schema import upgrade
from progress.services import captures
from tests import factories, pictures
from tests.conftest import AtWork, Cast, errand, make_app
from tests.web.test_transfers import PIECE, TUS, arrived, begin, patch

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
ADDRESS = re.compile(r"capture-address\">([^<]+)<")
LetIn = Callable[..., FlaskClient]


@pytest.fixture
def visit_id(at_work: AtWork, cast: Cast) -> UUID:
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 20)).id


@pytest.fixture
def code(staff: FlaskClient, visit_id: UUID) -> str:
    """The path of a code, as the panel on the visit's page shows it."""
    return open_code(staff, visit_id)


def open_code(browser: FlaskClient, visit_id: UUID) -> str:
    panel = browser.post(f"/visits/{visit_id}/captures", headers=HTMX)
    address = ADDRESS.search(panel.text)
    assert address
    assert address[1].startswith("http://localhost/capture/")
    return address[1].removeprefix("http://localhost")


def token_in(page: str) -> str:
    found = re.search(r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', page)
    assert found
    return found[1]


def is_let_in(browser: FlaskClient, visit_id: UUID) -> bool:
    return browser.get(f"/visits/{visit_id}/capture", headers=HTML).status_code == 200


# -- the code ------------------------------------------------------------------------------------


def test_a_code_is_shown_once(staff: FlaskClient, visit_id: UUID) -> None:
    panel = staff.post(f"/visits/{visit_id}/captures", headers=HTMX).text
    assert 'class="qr"' in panel
    assert "Waiting for a phone" in panel
    assert "30 minutes left" in panel
    again = staff.get(f"/visits/{visit_id}").text
    assert 'class="qr"' not in again
    assert "Waiting for a phone" in again


def test_the_code_can_be_read_without_scripts(staff: FlaskClient, visit_id: UUID) -> None:
    page = staff.post(f"/visits/{visit_id}/captures", headers=HTML)
    assert page.status_code == 200
    assert "</html>" in page.text
    assert 'class="qr"' in page.text


def test_the_code_names_the_address_that_is_set(
    app: Flask, staff: FlaskClient, visit_id: UUID
) -> None:
    app.config["PUBLIC_URL"] = "https://progress.clinic.example/"
    panel = staff.post(f"/visits/{visit_id}/captures", headers=HTMX).text
    address = ADDRESS.search(panel)
    assert address
    assert address[1].startswith("https://progress.clinic.example/capture/")


def test_only_who_may_add_photos_is_offered_a_code(
    clinician: FlaskClient, patient: FlaskClient, visit_id: UUID
) -> None:
    assert "Photograph with the phone" in clinician.get(f"/visits/{visit_id}").text
    assert patient.post(f"/visits/{visit_id}/captures").status_code == 403


# -- coming in -----------------------------------------------------------------------------------


def test_looking_at_the_address_uses_nothing_up(
    app: Flask, visitor: FlaskClient, code: str, visit_id: UUID
) -> None:
    for preview in range(3):
        page = app.test_client().get(code, headers={"Sec-Purpose": "prefetch"} if preview else {})
        assert page.status_code == 200
    assert "Start photographing" in visitor.get(code).text
    answer = visitor.post(code)
    assert (answer.status_code, answer.location) == (303, f"/visits/{visit_id}/capture")
    assert is_let_in(visitor, visit_id)


def test_before_it_is_let_in_a_phone_learns_nothing(visitor: FlaskClient, code: str) -> None:
    page = visitor.get(code).text
    assert "Asha" not in page
    assert "Baseline" not in page
    assert visitor.get("/patients", headers=HTML).location.startswith("/sign-in")


def test_starting_needs_the_form_of_our_own_page(
    app: Flask, visitor: FlaskClient, code: str, visit_id: UUID
) -> None:
    """Over HTTPS the library also wants to know from where a form was sent: the page's policy tells
    the origin, and never the path with the token."""
    app.config["WTF_CSRF_ENABLED"] = True
    assert visitor.post(code).status_code == 400
    page = visitor.get(code, base_url="https://localhost")
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["Cache-Control"] == "no-store"
    answer = visitor.post(
        code,
        data={"csrf_token": token_in(page.text)},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )
    assert answer.status_code == 303


def test_a_second_phone_is_told_what_to_do(app: Flask, visitor: FlaskClient, code: str) -> None:
    visitor.post(code)
    second = app.test_client()
    for answer in (second.get(code), second.post(code)):
        assert answer.status_code == 409
        assert "scan the new code" in answer.text
    assert second.get("/", headers=HTML).location.startswith("/sign-in")


def test_the_phone_itself_may_scan_again(visitor: FlaskClient, code: str, visit_id: UUID) -> None:
    visitor.post(code)
    for answer in (visitor.get(code), visitor.post(code)):
        assert (answer.status_code, answer.location) == (303, f"/visits/{visit_id}/capture")


def test_a_session_id_from_before_is_not_let_in(
    app: Flask, visitor: FlaskClient, code: str, visit_id: UUID
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = visitor.get(code).text
    planted = visitor.get_cookie("progress")
    assert planted
    visitor.post(code, data={"csrf_token": token_in(form)})
    assert is_let_in(visitor, visit_id)
    own = visitor.get_cookie("progress")
    assert own
    assert own.value != planted.value
    attacker = app.test_client()
    attacker.set_cookie("progress", planted.value)
    assert not is_let_in(attacker, visit_id)


def test_a_planted_session_id_is_not_let_in(app: Flask, code: str, visit_id: UUID) -> None:
    """Even one that the server has never given."""
    victim, attacker = app.test_client(), app.test_client()
    for browser in (victim, attacker):
        browser.set_cookie("progress", "planted-by-an-attacker")
    victim.post(code)
    assert is_let_in(victim, visit_id)
    assert not is_let_in(attacker, visit_id)


def test_whoever_is_signed_in_stays_who_they_are(
    app: Flask, cast: Cast, admin: FlaskClient, visitor: FlaskClient, code: str, visit_id: UUID
) -> None:
    for answer in (admin.get(code), admin.post(code)):
        assert (answer.status_code, answer.location) == (303, f"/visits/{visit_id}/capture")
    assert admin.get("/patients").status_code == 200
    assert admin.get(f"/visits/{visit_id}/capture/shots").json["ends_at"] is None
    assert visitor.post(code).status_code == 303, "the code is not used up"


def test_a_patient_who_is_signed_in_is_not_let_in(patient: FlaskClient, code: str) -> None:
    for answer in (patient.get(code), patient.post(code)):
        assert answer.status_code == 409
        assert "Sign out" in answer.text


def test_a_phone_goes_on_to_another_visit(
    visitor: FlaskClient, staff: FlaskClient, code: str, visit_id: UUID, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.stranger_id)
        other_id = factories.visit(work, course, date(2026, 11, 21)).id
    visitor.post(code)
    visitor.post(open_code(staff, other_id))
    assert is_let_in(visitor, other_id)
    assert not is_let_in(visitor, visit_id)
    assert "A phone is connected" not in staff.get(f"/visits/{visit_id}").text


def test_guessing_is_answered_with_wait_and_scanning_is_not(tmp_path: Path, cast: Cast) -> None:
    hurried = make_app(tmp_path / "clinic", sign_in_limit="3 per minute")
    upgrade(hurried.config["SQLALCHEMY_ENGINES"]["default"])
    browser = hurried.test_client()
    statuses = [browser.get(f"/capture/guess-{number}").status_code for number in range(3)]
    assert statuses == [404, 404, 404]
    assert browser.get("/capture/guess-4").status_code == 429
    assert browser.post("/capture/guess-4").status_code == 429


def test_scanning_is_not_limited(app: Flask, code: str) -> None:
    assert {app.test_client().get(code).status_code for _ in range(20)} == {200}


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
    assert page.count("through a capture session") == 2
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
        photos = [factories.photo(work, visit) for _ in range(2)]
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


def test_signing_out_on_the_computer_leaves_the_phone_at_work(
    app: Flask, let_in: LetIn, staff: FlaskClient, visit_id: UUID
) -> None:
    phone = let_in(visit_id)
    app.config["WTF_CSRF_ENABLED"] = True
    staff.post("/sign-out", data={"csrf_token": token_in(staff.get("/patients").text)})
    assert staff.get("/patients", headers=HTML).status_code == 302
    assert is_let_in(phone, visit_id)


def test_the_token_is_not_in_the_record(
    code: str, visitor: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    visitor.post(code)
    token = code.rpartition("/")[2]
    with at_work(cast.admin) as work:
        assert token not in repr(
            [(e.detail, e.actor_name) for e in work.session.scalars(select(AuditEntry))]
        )
        assert work.session.scalars(select(CaptureSession.token_hash)).all() == [fingerprint(token)]
