"""What was under way when a session ended does not bring it back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from progress.rules.access import SYSTEM
from tests.conftest import PASSWORD, Cast, errand
from tests.examples import make
from tests.web.test_captures import token_in

SLOW = "galleries.index"


@pytest.fixture
def request_id(app: Flask, cast: Cast) -> UUID:
    with errand(app, SYSTEM) as work:
        return make(work, cast)["request_id"]


@pytest.fixture
def meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Callable[[FlaskClient, Callable[[], object]], str | None]:
    """Do something while a request of the same browser is under way that changes its session;
    returns the id of a session that the slow answer sets."""

    def run(browser: FlaskClient, act: Callable[[], object]) -> str | None:
        def slow() -> str:
            assert session["_user_id"]
            act()
            session["signing"] = "written at the end"
            return "done"

        slow.policy = app.view_functions[SLOW].policy
        monkeypatch.setitem(app.view_functions, SLOW, slow)
        late = app.test_client()
        late.set_cookie("progress", cookie(browser))
        answer = late.get("/gallery")
        assert answer.text == "done"
        return cookie(late) if "Set-Cookie" in answer.headers else None

    return run


def cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie("progress")
    assert found
    return found.value


def sign_out(app: Flask, browser: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = browser.get("/patients").text
    assert browser.post("/sign-out", data={"csrf_token": token_in(page)}).status_code == 302


def status_with(app: Flask, session_id: str) -> int:
    """Of a page of the clinic, for a browser that kept this cookie."""
    browser = app.test_client()
    browser.set_cookie("progress", session_id)
    return browser.get("/patients").status_code


def test_a_slow_request_writes_its_session_as_long_as_nothing_happens(
    app: Flask, clinician: FlaskClient, meanwhile: Callable[..., str | None]
) -> None:
    wide = cookie(clinician)
    assert meanwhile(clinician, lambda: None) == wide
    with clinician.session_transaction() as found:
        assert found["signing"] == "written at the end"


def test_a_tablet_in_anothers_hands_stays_there(
    app: Flask, clinician: FlaskClient, request_id: UUID, meanwhile: Callable[..., str | None]
) -> None:
    wide = cookie(clinician)
    hand_over = f"/consent-requests/{request_id}/hand-over"
    assert meanwhile(clinician, lambda: clinician.post(hand_over)) is None
    assert status_with(app, wide) == 401, "Nobody is signed in by the old cookie."
    narrow = cookie(clinician)
    assert narrow != wide
    assert clinician.get("/patients").location.endswith(f"/portal/consents/{request_id}")


def test_who_signed_out_stays_outside(
    app: Flask, clinician: FlaskClient, meanwhile: Callable[..., str | None]
) -> None:
    wide = cookie(clinician)
    assert meanwhile(clinician, lambda: sign_out(app, clinician)) is None
    assert status_with(app, wide) == 401


def test_a_slow_new_password_takes_no_tablet_back(
    app: Flask,
    clinician: FlaskClient,
    request_id: UUID,
    meanwhile: Callable[..., str | None],
) -> None:
    """It gives its session another id, and that too only while the session is there."""
    wide = cookie(clinician)

    def act() -> None:
        clinician.post(f"/consent-requests/{request_id}/hand-over")
        app.session_interface.regenerate(session)

    assert meanwhile(clinician, act) is None
    assert status_with(app, wide) == 401


def test_somebody_who_comes_again_is_let_in(app: Flask, visitor: FlaskClient) -> None:
    for _ in range(2):
        sign_in = {"email": "staff@clinic.example", "password": PASSWORD}
        visitor.post("/sign-in", data=sign_in)
        assert visitor.get("/patients").status_code == 200
        sign_out(app, visitor)
        assert visitor.get("/patients").status_code == 401
        app.config["WTF_CSRF_ENABLED"] = False
