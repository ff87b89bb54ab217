"""Invitations on the web: made at the desk, opened by whoever has the link."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from progress.models import Person
from progress.rules.access import SYSTEM
from progress.schema import upgrade
from progress.services import invitations, people
from tests import factories
from tests.conftest import PASSWORD, AtWork, Cast, make_app

RIGHT = {"day": "31", "month": "5", "year": "1990"}
WRONG = RIGHT | {"day": "30"}
CLOSED = "This link opens nothing"


@pytest.fixture
def patient_id(at_work: AtWork, cast: Cast) -> UUID:
    with at_work(cast.staff) as work:
        return factories.patient(
            work, name="Nandini Rao", born_on=date(1990, 5, 31), phone="98123 45678"
        ).id


@pytest.fixture
def link(staff: FlaskClient, patient_id: UUID) -> str:
    """The path of a new invitation."""
    return made(staff, patient_id)


def made(client: FlaskClient, patient_id: UUID) -> str:
    page = client.post(f"/patients/{patient_id}/invitation").text
    found = re.search(r"data-link>http://localhost(/welcome/[\w-]+)<", page)
    assert found
    return found[1]


def test_staff_is_offered_to_invite(staff: FlaskClient, patient_id: UUID) -> None:
    assert f"/patients/{patient_id}/invitation" in staff.get(f"/patients/{patient_id}").text
    page = staff.get(f"/patients/{patient_id}/invitation").text
    assert "asks for the date of birth" in page


def test_a_password_is_handed_over_by_administrators_alone(
    admin: FlaskClient, staff: FlaskClient, patient_id: UUID
) -> None:
    assert "give this patient a sign-in" in admin.get(_page(patient_id)).text
    assert "give this patient a sign-in" not in staff.get(_page(patient_id)).text


def test_a_record_that_can_be_asked_nothing_says_so(staff: FlaskClient, cast: Cast) -> None:
    address = f"/patients/{cast.patient_id}/invitation"
    assert "Write down the date of birth or a phone number first" in staff.get(address).text
    assert staff.post(address).status_code == 422


def test_a_birth_date_and_a_password_lead_to_the_portal(
    app: Flask, visitor: FlaskClient, link: str
) -> None:
    asked = visitor.get(link)
    assert "When were you born?" in asked.text
    assert "Nandini" not in asked.text
    assert asked.headers["Referrer-Policy"] == "strict-origin"
    assert visitor.post(link, data=RIGHT).location == "/welcome/sign-in"
    assert visitor.get("/portal").location == "/welcome/sign-in", "choosing comes first"
    assert visitor.post("/welcome/sign-in", data={"password": "short"}).status_code == 422
    chosen = visitor.post("/welcome/sign-in", data={"password": "correct horse battery"})
    assert chosen.location == "/"
    assert visitor.get("/", follow_redirects=True).request.path == "/portal"
    assert visitor.get("/welcome/sign-in").location == "/"

    by_phone = {"email": "098123-45678", "password": "correct horse battery"}
    assert app.test_client().post("/sign-in", data=by_phone).status_code == 302


def test_wrong_answers_end_the_invitation(
    visitor: FlaskClient, staff: FlaskClient, link: str, patient_id: UUID
) -> None:
    for _ in range(4):
        answer = visitor.post(link, data=WRONG)
        assert answer.status_code == 422
        assert "not what the clinic has written down" in answer.text
    assert visitor.post(link, data=WRONG).status_code == 404
    assert CLOSED in visitor.post(link, data=RIGHT).text
    told = staff.get(f"/patients/{patient_id}/invitation").text
    assert "ended after 5 wrong answers" in told


def test_half_a_date_is_no_answer(visitor: FlaskClient, link: str) -> None:
    for _ in range(6):
        answer = visitor.post(link, data=RIGHT | {"year": ""})
        assert "such as 31 5 1990" in answer.text
    assert visitor.post(link, data=RIGHT).status_code == 303


def test_scanners_of_mail_change_nothing(app: Flask, link: str) -> None:
    for _ in range(100):
        assert app.test_client().get(link).status_code == 200
    assert app.test_client().post(link, data=RIGHT).status_code == 303


def test_every_link_that_opens_nothing_looks_alike(
    app: Flask, staff: FlaskClient, patient_id: UUID
) -> None:
    used = made(staff, patient_id)
    app.test_client().post(used, data=RIGHT)
    replaced, last = made(staff, patient_id), made(staff, patient_id)
    ended = re.search(r"/invitations/[\w-]+/revoke", staff.get(_page(patient_id)).text)
    assert ended
    assert staff.post(ended[0]).status_code == 303
    pages = {
        (answer.status_code, _without_own_values(answer.text))
        for path in (used, replaced, last, "/welcome/invented")
        for answer in (app.test_client().get(path), app.test_client().post(path, data=RIGHT))
    }
    assert len(pages) == 1
    [(status, page)] = pages
    assert status == 404
    assert CLOSED in page


def _without_own_values(page: str) -> str:
    """Without tokens, and without the address that was asked for."""
    return re.sub(r'(content|value)="[^"]*"', "", page)


def _page(patient_id: UUID) -> str:
    return f"/patients/{patient_id}/invitation"


def test_two_people_never_mix_in_one_browser(
    staff: FlaskClient, visitor: FlaskClient, link: str
) -> None:
    for answer in (staff.get(link), staff.post(link, data=RIGHT), staff.get("/welcome/invented")):
        assert answer.status_code == 409
        assert "Somebody is signed in here" in answer.text
    assert visitor.post(link, data=RIGHT).status_code == 303, "nothing was used up"


def test_inviting_anew_ends_the_old_way_in(
    app: Flask, staff: FlaskClient, visitor: FlaskClient, link: str, patient_id: UUID
) -> None:
    visitor.post(link, data=RIGHT)
    visitor.post("/welcome/sign-in", data={"password": "correct horse battery"})
    assert visitor.get("/portal").status_code == 200
    made(staff, patient_id)
    assert visitor.get("/portal", headers={"Accept": "text/html"}).status_code == 302
    old = {"email": "98123 45678", "password": "correct horse battery"}
    assert app.test_client().post("/sign-in", data=old).status_code == 200


@pytest.mark.parametrize(("language", "word"), [("en", "Dear Nandini Rao"), ("hi", "Nandini Rao")])
def test_a_letter_carries_the_code(
    language: str,
    word: str,
    staff: FlaskClient,
    visitor: FlaskClient,
    link: str,
    patient_id: UUID,
    tmp_path: Path,
) -> None:
    token = link.rpartition("/")[2]
    answer = staff.post(f"{_page(patient_id)}/letter", data={"token": token, "language": language})
    assert answer.mimetype == "application/pdf"
    (tmp_path / "letter.pdf").write_bytes(answer.data)
    text = PdfReader(tmp_path / "letter.pdf").pages[0].extract_text()
    assert word in text
    # Where letters are set apart from each other, the reader sees a space.
    code = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", text.replace(" ", ""))
    assert code
    shown = visitor.post("/welcome", data={"code": code[0].lower()}, follow_redirects=True)
    assert "When were you born?" in shown.text


def test_a_letter_leaves_a_line_in_the_record(
    staff: FlaskClient, admin: FlaskClient, link: str, patient_id: UUID
) -> None:
    data = {"token": link.rpartition("/")[2], "language": "en"}
    assert staff.post(f"{_page(patient_id)}/letter", data=data).status_code == 200
    page = admin.get("/activity?what=exports").text
    assert "Staff had a letter of invitation made for Nandini Rao" in page


def test_a_letter_is_printed_for_its_own_patient_alone(
    staff: FlaskClient, link: str, cast: Cast
) -> None:
    token = link.rpartition("/")[2]
    answer = staff.post(f"{_page(cast.patient_id)}/letter", data={"token": token, "language": "en"})
    assert answer.status_code == 404


def test_a_guessed_link_is_answered_with_wait(tmp_path: Path) -> None:
    hurried = make_app(tmp_path / "clinic", sign_in_limit="3 per minute")
    upgrade(hurried.config["SQLALCHEMY_ENGINES"]["default"])
    client = hurried.test_client()
    statuses = [client.get(f"/welcome/guess-{number}").status_code for number in range(4)]
    assert statuses == [404, 404, 404, 429]


def test_a_passkey_page_is_asked_for_again_after_a_while(
    staff: FlaskClient, client_of: Callable[[str], FlaskClient]
) -> None:
    """The cast signed in just now; what the session says of it is set back."""
    assert staff.get("/passkeys").status_code == 200
    with staff.session_transaction() as session:
        session["fs_paa"] -= 60 * 60
    assert staff.get("/passkeys").location.startswith("/verify?next=")
    assert staff.post("/verify?next=/passkeys", data={"password": PASSWORD}).status_code == 302
    assert staff.get("/passkeys").status_code == 200


def test_no_cookie_outlives_the_session(app: Flask) -> None:
    client = app.test_client()
    client.post(
        "/sign-in",
        data={"email": "staff@clinic.example", "password": PASSWORD, "remember": "y"},
    )
    assert client.get_cookie("remember_token") is None


def test_a_made_up_name_signs_in(at_work: AtWork, visitor: FlaskClient) -> None:
    with at_work(SYSTEM) as work:
        token = invitations.invite(
            work, factories.patient(work, name="Ravi", born_on=date(1990, 5, 31), phone="1").id
        ).token
        person = invitations.accept(work, token, "1990-05-31", "91")
        assert person.sign_in_name.startswith("ravi-")
        name, person_id = person.sign_in_name, person.id
    visitor.post("/sign-in", data={"email": name.title(), "password": "wrong"})
    with at_work(SYSTEM) as work:
        assert work.session.get_one(Person, person_id).failed_sign_ins == 1
        assert people.is_taken(work, name)
