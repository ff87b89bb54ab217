"""From whom a request comes, and by what: the one proxy says it where there is one, else nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from progress.config import Https
from progress.schema import upgrade
from tests.conftest import make_app

FORWARDED = {
    "X-Forwarded-For": "198.51.100.7, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "progress.clinic.example",
}
"""Of two addresses the first is what the client says of itself, the last what the proxy saw."""
MakeClinic = Callable[[Https], Flask]


@pytest.fixture
def clinic(tmp_path: Path) -> MakeClinic:
    """An app that lets an address guess three times a minute."""

    def make(https: Https) -> Flask:
        app = make_app(tmp_path / "clinic", sign_in_limit="3 per minute", https=https)
        upgrade(app.config["SQLALCHEMY_ENGINES"]["default"])
        return app

    return make


def seen(app: Flask) -> tuple[str | None, str]:
    """The client's address and the page's, as the app takes them for true."""
    told = []
    app.before_request(lambda: told.append((request.remote_addr, request.url)))
    app.test_client().get("/sign-in", headers=FORWARDED)
    return told[0]


def guess(client: FlaskClient, address: str) -> int:
    data = {"email": "staff@clinic.example", "password": "a-wrong-password"}
    headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"}
    return client.post("/sign-in", data=data, headers=headers).status_code


def test_behind_a_proxy_its_word_counts(clinic: MakeClinic) -> None:
    assert seen(clinic("proxy")) == ("203.0.113.9", "https://progress.clinic.example/sign-in")


@pytest.mark.parametrize("https", ["own", "off"])
def test_without_a_proxy_nobodys_word_counts(clinic: MakeClinic, https: Https) -> None:
    assert seen(clinic(https)) == ("127.0.0.1", "http://localhost/sign-in")


def test_behind_a_proxy_every_client_has_guesses_of_its_own(clinic: MakeClinic) -> None:
    client = clinic("proxy").test_client()
    assert [guess(client, "203.0.113.9") for _ in range(4)][2:] == [200, 429]
    assert guess(client, "203.0.113.10") == 200
    assert guess(client, "198.51.100.7, 203.0.113.9") == 429, "What a client says of itself."


def test_without_a_proxy_a_header_buys_no_guesses(clinic: MakeClinic) -> None:
    client = clinic("own").test_client()
    assert [guess(client, f"203.0.113.{number}") for number in range(4)][2:] == [200, 429]


@pytest.mark.parametrize("path", ["/patients?q=a%00b", "/gallery/kiosk/a%00b"])
def test_a_text_that_no_keyboard_makes_is_refused(staff: FlaskClient, path: str) -> None:
    assert staff.get(path).status_code == 400
    form = {"name": "Meera\0Joshi"}
    assert staff.post("/patients/new", data=form).status_code == 400
