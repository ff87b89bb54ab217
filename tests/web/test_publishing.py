"""The page on which an administrator lets strangers in, and says with what each case ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.rules import publishing as rules
from progress.rules.access import SYSTEM
from progress.rules.publishing import WARNING, WARNING_VERSION
from progress.services import publishing
from tests import examples
from tests.conftest import AtWork, Cast, errand

PAGE = "/gallery/settings"
OPEN = f"{PAGE}/open"
READ = {"version": WARNING_VERSION, "read": "y"}
WORDS = {
    "words": "Ask us.\nWe <b>answer</b>.",
    "appointment_url": "https://clinic.example/book",
    "appointment_phone": "+91 124 4000000",
}
LINKS = ('href="https://clinic.example/book"', 'href="tel:+911244000000"')


@pytest.fixture
def stale(admin: FlaskClient) -> FlaskClient:
    """The administrator's browser, an hour after they signed in."""
    with admin.session_transaction() as session:
        session["fs_paa"] = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
        session.pop("fs_gexp", None)
    return admin


def is_open(at_work: AtWork) -> bool:
    with at_work(SYSTEM) as work:
        return publishing.current(work).web_open


def test_the_gallery_opens_for_who_read_the_warning_and_closes_at_one_press(
    admin: FlaskClient, at_work: AtWork
) -> None:
    assert "Nobody outside the clinic sees any case." in admin.get(PAGE).text
    warning = admin.get(OPEN).text
    assert all(each.title in warning for each in WARNING)
    unread = admin.post(OPEN, data={"version": WARNING_VERSION})
    assert unread.status_code == 422
    assert "Please read it, and say that you did." in unread.text
    assert not is_open(at_work)
    assert admin.post(OPEN, data=READ).location == PAGE
    assert is_open(at_work)
    text = admin.get(PAGE).text
    assert "Admin switched it on" in text
    assert WARNING_VERSION in text
    assert admin.post(f"{PAGE}/close").location == PAGE
    assert not is_open(at_work)


def test_a_warning_that_changed_since_the_page_was_opened_is_read_again(
    admin: FlaskClient, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "WARNING_VERSION", "2031-02")
    again = admin.post(OPEN, data=READ)
    assert again.status_code == 422
    assert "Please read it again." in again.text
    assert 'value="2031-02"' in again.text
    assert not is_open(at_work)


def test_a_gallery_that_a_new_warning_closed_says_so(
    admin: FlaskClient, clinician: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin.post(OPEN, data=READ)
    monkeypatch.setattr(rules, "WARNING_VERSION", "2031-02")
    text = admin.get(PAGE).text
    assert "Closed until somebody reads the warning" in text
    assert "Read the warning" in text
    assert "The gallery on the web is closed" in admin.get("/").text
    assert "The gallery on the web is closed" not in clinician.get("/").text
    admin.post(OPEN, data={"version": "2031-02", "read": "y"})
    assert "The gallery on the web is closed" not in admin.get("/").text


def test_who_signed_in_long_ago_is_asked_again(stale: FlaskClient, at_work: AtWork) -> None:
    assert "/verify" in stale.get(OPEN).location
    assert stale.post(OPEN, data=READ).status_code in (302, 401)
    assert not is_open(at_work)
    assert stale.post(f"{PAGE}/close").status_code == 303, "To close it nobody is asked."


def test_the_clinics_words_end_every_case_and_gallery(
    app: Flask, admin: FlaskClient, staff: FlaskClient, cast: Cast
) -> None:
    with errand(app, SYSTEM) as work:
        _, case = examples.cases(work, cast, examples.factories.photo)
        pages = ("/gallery/kiosk", f"/gallery/kiosk/{case.slug}")
    for text in [staff.get(page).text for page in pages]:
        assert rules.FIRST in text
        assert "Code for your phone" not in text
    assert admin.post(PAGE, data=WORDS).location == PAGE
    for text in [staff.get(page).text for page in pages]:
        assert rules.FIRST in text
        assert "Ask us.\nWe &lt;b&gt;answer&lt;/b&gt;." in text
        assert "Code for your phone: https://clinic.example/book" in text
        assert "+91 124 4000000" in text
        for link in LINKS:
            assert link not in text, "A tablet stays where it is."
    assert all(link in admin.get(PAGE).text for link in LINKS)


def test_words_that_cannot_stand_there_come_back_as_they_were_typed(admin: FlaskClient) -> None:
    answer = admin.post(PAGE, data=WORDS | {"appointment_url": "http://clinic.example"})
    assert answer.status_code == 422
    assert "begins with https://" in answer.text
    assert 'value="http://clinic.example"' in answer.text
    assert "http://clinic.example" not in admin.get(PAGE).text


def test_administrators_find_the_settings_and_others_do_not(
    admin: FlaskClient, clinician: FlaskClient
) -> None:
    for page in ("/gallery", "/consent-texts/"):
        assert f'href="{PAGE}"' in admin.get(page).text
    assert f'href="{PAGE}"' not in clinician.get("/gallery").text
    assert clinician.get(PAGE).status_code == 403
