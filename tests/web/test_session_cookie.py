"""One session by HTTP and another by HTTPS, in one browser, on one host."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from progress import create_app
from progress.config import Settings
from tests.conftest import PASSWORD

IN_THE_CLEAR = "http://localhost/"
ENCRYPTED = "https://localhost/"


def sign_in(client: FlaskClient, base_url: str) -> TestResponse:
    data = {"email": "staff@clinic.example", "password": PASSWORD}
    return client.post("/sign-in", data=data, base_url=base_url)


def is_let_in(client: FlaskClient, base_url: str) -> bool:
    return client.get("/patients", base_url=base_url).status_code == 200


def cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_by_https_the_cookie_is_never_sent_in_the_clear(app: Flask) -> None:
    [cookie] = cookies(sign_in(app.test_client(), ENCRYPTED))
    assert cookie.startswith("__Host-progress=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_by_http_on_this_computer_it_is_an_ordinary_one(app: Flask) -> None:
    [cookie] = cookies(sign_in(app.test_client(), IN_THE_CLEAR))
    assert cookie.startswith("progress=")
    assert "Secure" not in cookie


@pytest.mark.parametrize("order", [(IN_THE_CLEAR, ENCRYPTED), (ENCRYPTED, IN_THE_CLEAR)])
def test_both_ways_in_work_beside_each_other(app: Flask, order: tuple[str, str]) -> None:
    first, second = order
    browser = app.test_client()
    sign_in(browser, first)
    assert not is_let_in(browser, second)
    sign_in(browser, second)
    assert is_let_in(browser, first)
    assert is_let_in(browser, second)


def test_behind_a_web_server_cookies_are_secure_whatever_it_says(tmp_path: Path) -> None:
    settings = Settings.load(
        data_dir=tmp_path / "instance", uploads_dir=tmp_path / "uploads", https="proxy"
    )
    answer = create_app(settings).test_client().get("/sign-in", base_url=IN_THE_CLEAR)
    [cookie] = cookies(answer)
    assert cookie.startswith("__Host-progress=")
    assert "; Secure" in cookie
