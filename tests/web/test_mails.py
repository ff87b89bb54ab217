"""Mail on the web: the administrator's page, a mailed invitation, and the way back in by mail."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import OutgoingMail, Patient
from progress.rules.access import SYSTEM
from progress.rules.mails import MailState
from progress.services import resets
from tests.conftest import PASSWORD, Cast, errand, make_app
from tests.smtp import Server, serving
from tests.web.queries import counted

RIGHT = {"day": "31", "month": "5", "year": "1990"}
ASK = "/sign-in/help"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def app(stage: tuple[Path, Cast], server: Server, tmp_path: Path) -> Iterator[Flask]:
    """A clinic with a mail server; its worker is `deliver`."""
    folder = tmp_path / "clinic"
    shutil.copytree(stage[0], folder)
    with serving(server, tmp_path, "none") as mailer:
        yield make_app(
            folder,
            mail_server=mailer.host,
            mail_port=mailer.port,
            mail_security=mailer.security,
            mail_sender=mailer.sender,
            public_url="https://clinic.example",
        )


@pytest.fixture(autouse=True)
def born(app: Flask, cast: Cast) -> None:
    with errand(app, SYSTEM) as work:
        patient = work.session.get_one(Patient, cast.patient_id)
        patient.born_on, patient.email = date(1990, 5, 31), "asha@mail.example"
        work.session.commit()


def deliver(app: Flask) -> None:
    """What the worker does."""
    with errand(app, SYSTEM, datetime.now(UTC)) as work:
        waiting = OutgoingMail.state.in_((MailState.UNADDRESSED, MailState.WAITING))
        for mail_id in work.session.scalars(select(OutgoingMail.id).where(waiting)).all():
            resets.send(work, mail_id)


def link_in(server: Server) -> str:
    found = re.search(r"https://clinic.example(/welcome/[\w-]+)", _text(server))
    assert found
    return found[1]


def _text(server: Server) -> str:
    return str(server.arrived[-1].get_content())  # type: ignore[attr-defined]


def test_an_invitation_is_mailed_without_a_word_about_the_treatment(
    app: Flask, staff: FlaskClient, visitor: FlaskClient, server: Server, cast: Cast
) -> None:
    address = f"/patients/{cast.patient_id}/invitation"
    page = staff.post(address).text
    token = re.search(r'name="token" value="([\w-]+)"', page)
    assert token
    staff.post(f"{address}/mail", data={"token": token[1], "language": "hi"})
    deliver(app)
    told, mail = sorted(server.arrived, key=lambda each: str(each["To"]), reverse=True)
    assert told["To"] == "patient@clinic.example"
    assert mail["To"] == "asha@mail.example"
    server.arrived = [mail]
    assert "नमस्ते" in _text(server)
    assert "Asha" not in _text(server)
    assert visitor.post(link_in(server), data=RIGHT).location == "/welcome/sign-in"


def test_somebody_of_the_clinic_comes_back_by_mail(
    app: Flask, visitor: FlaskClient, staff: FlaskClient, server: Server
) -> None:
    visitor.post(ASK, data={"name": "STAFF@clinic.example"})
    assert staff.get("/patients").status_code == 200, "asking alone ends nothing"
    deliver(app)
    link = link_in(server)
    assert "choose anew" in visitor.get(link).text
    assert visitor.post(link).location == "/welcome/sign-in"
    visitor.post("/welcome/sign-in", data={"password": "another good password"})
    assert visitor.get("/patients").status_code == 200
    assert staff.get("/patients", headers={"Accept": "text/html"}).status_code == 302
    again = {"email": "staff@clinic.example", "password": PASSWORD}
    assert app.test_client().post("/sign-in", data=again).status_code == 200


def test_a_patient_who_comes_back_is_asked_again(
    app: Flask, visitor: FlaskClient, server: Server
) -> None:
    visitor.post(ASK, data={"name": "patient@clinic.example"})
    deliver(app)
    assert visitor.post(link_in(server), data=RIGHT | {"day": "1"}).status_code == 422
    assert visitor.post(link_in(server), data=RIGHT).status_code == 303


def test_nobody_learns_who_is_known(app: Flask, server: Server) -> None:
    """The same words, and the same statements to the database, whoever is meant."""

    def asked(name: str) -> tuple[str, list[str]]:
        client = app.test_client()
        client.get(ASK)
        with counted() as statements:
            answer = client.post(ASK, data={"name": name})
        return re.sub(r'(content|value)="[^"]{40,}"', "", answer.text), list(statements)

    known, unknown = asked("staff@clinic.example"), asked("nobody@clinic.example")
    assert known == unknown
    assert "a message is on its way" in known[0]
    deliver(app)
    assert [mail["To"] for mail in server.arrived] == ["staff@clinic.example"]


def test_a_link_leads_to_the_clinic_whoever_asks_from_where(
    app: Flask, visitor: FlaskClient, server: Server
) -> None:
    forged = {"Host": "evil.example"}
    visitor.post(ASK, data={"name": "staff@clinic.example"}, headers=forged)
    deliver(app)
    assert "evil" not in _text(server)
    assert link_in(server)


def test_an_administrator_sees_what_was_sent(
    app: Flask, admin: FlaskClient, server: Server
) -> None:
    assert "Nothing was sent yet" in admin.get("/mail").text
    assert admin.post("/mail/test").status_code == 303
    deliver(app)
    assert server.arrived[0]["To"] == "admin@clinic.example"
    server.refuses_receiver = "550 no such person"
    admin.post("/mail/test")
    deliver(app)
    page = admin.get("/mail").text
    assert "Sent" in page
    assert "550 no such person" in page


def test_a_clinic_without_mail_says_so(
    stage: tuple[Path, Cast], tmp_path: Path, cast: Cast
) -> None:
    shutil.copytree(stage[0], tmp_path / "without")
    app = make_app(tmp_path / "without")
    client = app.test_client()
    assert "Ask the clinic" in client.get(ASK).text
    assert 'name="name"' not in client.get(ASK).text
    client.post(ASK, data={"name": "staff@clinic.example"})
    with errand(app, SYSTEM) as work:
        assert work.session.scalars(select(OutgoingMail)).all() == []
    client.set_cookie("progress", cast.cookies["admin"])
    assert "No mail is set up" in client.get("/mail").text
    assert client.post("/mail/test").status_code == 409
