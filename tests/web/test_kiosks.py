"""The waiting room's tablet: what it reaches, and how the clinic has it again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.models import Person
from progress.rules.access import SYSTEM
from tests import examples
from tests.conftest import PASSWORD, AtWork, Cast, errand, make_app
from tests.web.test_captures import token_in

HTML = {"Accept": "text/html"}
GALLERY = "/gallery/kiosk"
LEAVE = "/waiting-room/leave"


@pytest.fixture
def slug(app: Flask, cast: Cast) -> str:
    """A case that is shown in the clinic."""
    with errand(app, SYSTEM) as work:
        return examples.cases(work, cast, examples.factories.photo)[1].slug


@pytest.fixture
def tablet(staff: FlaskClient) -> FlaskClient:
    """Staff's browser, in the waiting room."""
    answer = staff.post("/waiting-room")
    assert answer.location == GALLERY
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    return staff


def test_it_shows_the_gallery(tablet: FlaskClient, slug: str) -> None:
    page = tablet.get(GALLERY).text
    assert slug in page
    assert "Staff" not in page
    assert f'href="{LEAVE}"' in page
    for path in (f"{GALLERY}/{slug}", f"{GALLERY}/{slug}/later", f"{GALLERY}/shown"):
        assert tablet.get(path).status_code == 200


def test_every_other_address_leads_back(tablet: FlaskClient, cast: Cast) -> None:
    for path in ("/", "/patients", f"/patients/{cast.patient_id}", "/gallery/teaching"):
        assert tablet.get(path, headers=HTML).location == GALLERY
    for path in ("/password", "/verify", "/waiting-room", "/gallery/settings"):
        assert tablet.get(path, headers=HTML).location == GALLERY
    lost = tablet.get(f"{GALLERY}/nothing", headers=HTML)
    assert lost.status_code == 404
    assert "Staff" not in lost.text


def test_only_the_password_brings_the_clinic_back(
    tablet: FlaskClient, cast: Cast, at_work: AtWork
) -> None:
    assert "the password of Staff" in tablet.get(LEAVE).text
    refused = tablet.post(LEAVE, data={"password": "not-the-password"})
    assert refused.status_code == 422
    assert "not the password of Staff" in refused.text
    with at_work(cast.admin) as work:
        assert work.session.get_one(Person, cast.staff.id).failed_sign_ins == 1
    assert tablet.get("/patients").location == GALLERY
    back = tablet.post(LEAVE, data={"password": PASSWORD})
    assert back.location == "/gallery"
    assert back.headers["Clear-Site-Data"] == '"cache"'
    assert tablet.get("/patients").status_code == 200
    assert "Tablets in the waiting room now" not in tablet.get("/waiting-room").text


@pytest.mark.parametrize("who", ["waiting room", "patient"])
def test_guesses_are_limited_on_every_tablet(
    who: str, stage: tuple[Path, Cast], tmp_path: Path
) -> None:
    """Right passwords do not count."""
    shutil.copytree(stage[0], tmp_path / "hurried")
    app = make_app(tmp_path / "hurried", sign_in_limit="3 per minute")
    with errand(app, SYSTEM) as work:
        request_id = examples.make(work, stage[1])["request_id"]
    begin, leave = {
        "waiting room": ("/waiting-room", LEAVE),
        "patient": (f"/consent-requests/{request_id}/hand-over", "/tablet"),
    }[who]
    tablet = app.test_client()
    tablet.set_cookie("progress", stage[1].cookies["staff"])
    passwords = [PASSWORD, "wrong", "wrong", "wrong", PASSWORD]
    answers = []
    for password in passwords:
        tablet.post(begin)
        answers.append(tablet.post(leave, data={"password": password}).status_code)
    assert answers == [303, 422, 422, 422, 429]


def test_who_has_no_password_is_asked_for_none(
    tablet: FlaskClient, cast: Cast, at_work: AtWork
) -> None:
    with at_work(cast.admin) as work:
        work.session.get_one(Person, cast.staff.id).password = None
        work.session.commit()
    page = tablet.get(LEAVE).text
    assert 'type="password"' not in page
    assert "sign out here" in page


def test_a_cookie_from_the_waiting_room_is_worth_nothing(app: Flask, tablet: FlaskClient) -> None:
    """The one that it had in the waiting room, once it is back."""
    narrow = tablet.get_cookie("progress")
    tablet.post(LEAVE, data={"password": PASSWORD})
    other = app.test_client()
    other.set_cookie("progress", narrow.value)
    assert other.get(GALLERY).status_code == 401


def test_it_is_ended_from_another_computer(tablet: FlaskClient, admin: FlaskClient) -> None:
    page = admin.get("/waiting-room").text
    [address] = re.findall(r'action="(/waiting-room/[^"]+/end)"', page)
    assert tablet.get(GALLERY).status_code == 200
    assert admin.post(address).status_code == 303
    assert tablet.get(GALLERY, headers=HTML).location.startswith("/sign-in")
    assert "Tablets in the waiting room now" not in admin.get("/waiting-room").text


def test_a_colleague_sees_it_and_cannot_end_it(tablet: FlaskClient, clinician: FlaskClient) -> None:
    page = clinician.get("/waiting-room").text
    assert "Tablets in the waiting room now" in page
    assert "/end" not in page


def test_signed_out_it_is_over(app: Flask, tablet: FlaskClient, admin: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    token = token_in(tablet.get(LEAVE).text)
    assert tablet.post("/sign-out", data={"csrf_token": token}).status_code == 302
    assert tablet.get(GALLERY, headers=HTML).location.startswith("/sign-in")
    assert "Tablets in the waiting room now" not in admin.get("/waiting-room").text


def test_who_shows_the_gallery_as_themselves_has_nothing_to_take_back(staff: FlaskClient) -> None:
    assert staff.get(LEAVE).status_code == 404
    assert LEAVE not in staff.get(GALLERY).text
