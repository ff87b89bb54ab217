"""Signing in and out: what a cookie, a guess or a forged form can do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import argon2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import select
from werkzeug.test import TestResponse

from progress import create_app
from progress.config import Settings
from progress.models import Person
from progress.rules.access import SYSTEM
from progress.schema import upgrade
from progress.services import people
from tests.conftest import NOW, PASSWORD, Cast, errand, make_app
from tests.web.queries import counted

HTML = {"Accept": "text/html"}
LEAST_MIB, LEAST_PASSES = 19, 2
"""What OWASP's Password Storage Cheat Sheet asks of Argon2id."""
NEW_PASSWORD = ("new_password", "new_password_confirm")


@pytest.fixture(autouse=True)
def forms_need_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True


def sign_in(
    client: FlaskClient, password: str = PASSWORD, email: str = "staff@clinic.example"
) -> TestResponse:
    return client.post(
        "/sign-in",
        data={"email": email, "password": password, "csrf_token": token(client, "/sign-in")},
    )


def sign_out(client: FlaskClient) -> TestResponse:
    return client.post("/sign-out", data={"csrf_token": token(client, "/patients")})


def token(client: FlaskClient, page: str) -> str:
    found = re.search(
        r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', client.get(page).text
    )
    assert found
    return found[1]


def is_let_in(client: FlaskClient) -> bool:
    answer = client.get("/patients", headers=HTML)
    assert answer.status_code == 200 or answer.location.startswith("/sign-in")
    return answer.status_code == 200


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("progress")
    assert cookie
    return cookie.value


def test_a_cookie_replayed_after_sign_out_is_dead(app: Flask) -> None:
    client = app.test_client()
    sign_in(client)
    stolen = cookie_of(client)
    sign_out(client)

    thief = app.test_client()
    thief.set_cookie("progress", stolen)
    assert not is_let_in(thief)


def test_an_upload_under_way_does_not_bring_back_a_session_that_ended(app: Flask) -> None:
    client = app.test_client()
    sign_in(client)
    stolen = cookie_of(client)
    fields = {"X-CSRFToken": token(client, "/patients")}

    class SlowBody(BytesIO):
        def readinto(self, block: bytearray) -> int:
            if self.tell() == 0:
                sign_out(client)
            return super().readinto(block)

    other = app.test_client()
    other.set_cookie("progress", stolen)
    body = b'--x\r\nContent-Disposition: form-data; name="word"\r\n\r\n\r\n--x--\r\n'
    other.post(
        f"/visits/{uuid4()}/photos",
        input_stream=SlowBody(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=x",
        headers=fields,
    )
    other.set_cookie("progress", stolen)
    assert not is_let_in(other)


def test_a_session_id_from_before_sign_in_does_not_become_signed_in(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    planted = client.get_cookie("progress")
    sign_in(client)
    assert is_let_in(client)
    if planted:
        attacker = app.test_client()
        attacker.set_cookie("progress", planted.value)
        assert not is_let_in(attacker)
        assert cookie_of(client) != planted.value


def test_coming_and_going_is_recorded(app: Flask, admin: FlaskClient) -> None:
    client = app.test_client()
    sign_in(client)
    sign_out(client)
    sign_in(client, "a-wrong-password")
    page = admin.get("/activity?what=people").text
    assert page.count("Staff signed in") == 2, "once when the stage was set"
    assert page.count("Staff signed out") == 1
    assert "A wrong password was typed for Staff" in page


def test_signing_out_by_following_a_link_does_nothing(app: Flask) -> None:
    client = app.test_client()
    sign_in(client)
    client.get("/sign-out")
    assert is_let_in(client)


def test_answers_do_not_tell_who_has_a_sign_in(app: Flask) -> None:
    def page(email: str) -> str:
        answer = sign_in(app.test_client(), "a-wrong-password", email)
        return answer.text.replace(email, "")

    known, unknown = page("staff@clinic.example"), page("stranger-to-all@clinic.example")
    assert _without_tokens(known) == _without_tokens(unknown)


def _without_tokens(page: str) -> str:
    return re.sub(r'(value|content)="[^"]{40,}"', "", page)


def test_guessing_locks_the_sign_in_for_a_while(app: Flask) -> None:
    client = app.test_client()
    for _ in range(people.GUESSES_BEFORE_LOCK):
        sign_in(client, "a-wrong-password")
    assert sign_in(client).status_code == 200
    assert not is_let_in(client)

    with errand(app, SYSTEM) as work:
        person = work.session.scalar(select(Person).where(Person.email == "staff@clinic.example"))
        assert person
        assert person.locked_until
        person.locked_until -= people.LOCK + timedelta(minutes=1)
        work.session.commit()
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(
    ("path", "new"),
    [("/verify", {}), ("/password", dict.fromkeys(NEW_PASSWORD, "another-password"))],
)
def test_a_phone_that_lies_on_a_table_guesses_no_more_often(
    app: Flask, cast: Cast, path: str, new: dict[str, str]
) -> None:
    """Who is signed in is asked for the password before what matters most."""
    client = app.test_client()
    sign_in(client)

    def ask(password: str) -> int:
        sent = new | {"password": password, "csrf_token": token(client, "/patients")}
        return client.post(path, data=sent).status_code

    assert [ask("a-wrong-password") for _ in range(people.GUESSES_BEFORE_LOCK)][-1] == 200
    assert ask(PASSWORD) == 200
    with errand(app, SYSTEM) as work:
        person = work.session.get_one(Person, cast.staff.id)
        assert person.rests
        assert not person.is_locked(), "a passkey is not guessed"
        person.locked_until = None
        work.session.commit()
    assert ask(PASSWORD) == 302


def test_each_of_many_wrong_passwords_at_once_counts(app: Flask, cast: Cast) -> None:
    with errand(app, SYSTEM) as one, errand(app, SYSTEM) as other:
        seen = [work.session.get_one(Person, cast.staff.id) for work in (one, other)]
        for work in (one, other):
            work.session.commit()
        assert [person.failed_sign_ins for person in seen] == [0, 0]
        for work in (one, other):
            work.session.rollback()
        for work, person in zip((one, other), seen, strict=True):
            people.note_failed_sign_in(work, person)
        assert seen[1].failed_sign_ins == 2


def test_a_closed_sign_in_ends_at_once(app: Flask, cast: Cast, staff: FlaskClient) -> None:
    assert is_let_in(staff)
    with errand(app, cast.admin, NOW) as work:
        assert cast.staff.id
        people.set_active(work, cast.staff.id, active=False)
    assert not is_let_in(staff)


def test_forms_without_a_token_change_nothing(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("clinician")
    for path in ("/patients/new", "/alignments", "/people"):
        answer = client.post(path, data={"name": "Forged"})
        assert answer.status_code in (400, 403, 405), path


def test_tokens_in_a_header_do_not_sign_in(visitor: FlaskClient) -> None:
    answer = visitor.get("/patients", headers={"Authentication-Token": "anything"} | HTML)
    assert answer.location.startswith("/sign-in")


def test_too_many_tries_from_one_address_are_answered_with_wait(tmp_path: Path) -> None:
    hurried = make_app(tmp_path / "clinic", sign_in_limit="3 per minute")
    hurried.config["WTF_CSRF_ENABLED"] = True
    client = hurried.test_client()
    upgrade(hurried.config["SQLALCHEMY_ENGINES"]["default"])
    statuses = [sign_in(client, "a-wrong-password").status_code for _ in range(4)]
    assert 429 not in statuses[:3]
    assert statuses[3] == 429


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        ([f"2001:db8:1:2::{host:x}" for host in range(1, 5)], 429),
        ([f"2001:db8:1:{network:x}::1" for network in range(1, 5)], 200),
        ([f"::ffff:203.0.113.{host}" for host in range(1, 5)], 200),
    ],
    ids=["one-network", "many-networks", "many-in-the-older-way"],
)
def test_a_network_is_one_address(tmp_path: Path, addresses: list[str], last: int) -> None:
    hurried = make_app(tmp_path / "clinic", sign_in_limit="3 per minute")
    upgrade(hurried.config["SQLALCHEMY_ENGINES"]["default"])
    sent = {"email": "staff@clinic.example", "password": "a-wrong-password"}
    statuses = [
        hurried.test_client()
        .post("/sign-in", data=sent, environ_base={"REMOTE_ADDR": address})
        .status_code
        for address in addresses
    ]
    assert statuses == [200, 200, 200, last]


@pytest.mark.parametrize("path", ["/sign-in", "/password"])
def test_the_librarys_pages_are_kept_by_nobody(staff: FlaskClient, path: str) -> None:
    assert staff.get(path).headers.getlist("Cache-Control") == ["no-store"]


def test_for_scripts_and_styles_nobody_is_looked_up(staff: FlaskClient) -> None:
    with counted() as statements:
        assert staff.get("/static/any/css/tokens.css").status_code == 200
    assert statements == []


def test_every_page_carries_a_strict_policy(visitor: FlaskClient) -> None:
    policy = visitor.get("/sign-in").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_in_earnest_a_guess_is_dear(tmp_path: Path) -> None:
    settings = Settings.load(
        data_dir=tmp_path / "instance", uploads_dir=tmp_path / "uploads", worker_threads=0
    )
    with create_app(settings).app_context():
        cost = argon2.extract_parameters(hash_password(PASSWORD))
    assert cost.type is argon2.Type.ID
    assert cost.memory_cost >= LEAST_MIB * 1024
    assert cost.time_cost >= LEAST_PASSES
