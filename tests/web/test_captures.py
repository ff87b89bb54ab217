"""A visit's code, and the phone that comes in by it: what uses it up, and who stays outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry, CaptureSession
from progress.rules.captures import fingerprint
from tests import factories
from tests.conftest import AtWork, Cast, make_app

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}
ADDRESS = re.compile(r"capture-address\">([^<]+)<")
LetIn = Callable[..., FlaskClient]


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


def test_an_address_that_no_phone_finds_is_said_to_be_one(
    app: Flask, staff: FlaskClient, visit_id: UUID
) -> None:
    opening = f"/visits/{visit_id}/captures"
    assert "No phone finds this address" in staff.post(opening, headers=HTMX).text
    app.config["PUBLIC_URL"] = "https://192.168.1.5:8443"
    assert "No phone finds this address" not in staff.post(opening, headers=HTMX).text


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


def test_guessing_is_answered_with_wait_and_scanning_is_not(tmp_path: Path, code: str) -> None:
    browser = make_app(tmp_path / "clinic", sign_in_limit="3 per minute").test_client()
    assert [browser.get(code).status_code for _ in range(5)] == [200] * 5
    guesses = [browser.get(f"/capture/guess-{number}").status_code for number in range(3)]
    assert guesses == [404, 404, 404]
    assert browser.get("/capture/guess-4").status_code == 429
    assert browser.post("/capture/guess-4").status_code == 429


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
