"""Pages of the gallery: what they say, to whom, and what is answered after a withdrawal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.models import Case
from progress.rules.access import SYSTEM
from progress.rules.consents import Scope
from progress.rules.galleries import Audience, CaseState
from progress.rules.publishing import WARNING_VERSION
from progress.services import consents, publishing
from tests import examples, factories
from tests.conftest import AtWork, Cast, errand
from tests.web.queries import counted

ADDRESS = re.compile(r'(?:href|src)="(/gallery/kiosk/[^"#?]+)"')


@pytest.fixture
def shown(app: Flask, cast: Cast) -> dict[str, Any]:
    """A case in the clinic, and one that is being made."""
    with errand(app, SYSTEM) as work:
        draft, published = examples.cases(work, cast, examples.factories.photo)
        return {"slug": published.slug, "id": published.id, "draft": draft.id}


def gone_everywhere(client: FlaskClient, addresses: list[str]) -> None:
    for address in addresses:
        for headers in ({}, {"Range": "bytes=0-99"}, {"If-None-Match": "*"}, {"Accept": "image/*"}):
            assert client.get(address, headers=headers).status_code == 410, (address, headers)
        assert client.head(address).status_code == 410


def test_the_kiosk_says_how_long_it_took_and_nothing_of_whom(
    staff: FlaskClient, shown: dict[str, Any], cast: Cast
) -> None:
    listed = staff.get("/gallery/kiosk").text
    page = staff.get(f"/gallery/kiosk/{shown['slug']}").text
    for text in (listed, page):
        assert "8 weeks, 6 sessions" in text
        assert "Asha" not in text
        assert "2026" not in text
        for secret in (cast.patient_id, shown["id"]):
            assert str(secret) not in text
        assert "/patients" not in text
        assert "/courses" not in text
    assert "No retouching" in page


def test_the_clinic_reads_what_the_pictures_say_of_themselves(
    app: Flask, staff: FlaskClient, shown: dict[str, Any]
) -> None:
    address = f"/gallery/cases/{shown['id']}"
    assert "None. Without them the case cannot be approved" in staff.get(address).text
    with errand(app, SYSTEM) as work:
        factories.sign(work, work.session.get_one(Case, shown["id"]))
    assert "Re-encoded; nothing generated; signed by Progress" in staff.get(address).text


def test_who_approves_reads_what_stands_beside_the_pictures(
    clinician: FlaskClient, shown: dict[str, Any], at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.admin) as work:
        publishing.choose_words(work, "Come and talk to us.", "", "")
    text = clinician.get(f"/gallery/cases/{shown['draft']}").text
    for said in ("No retouching. Both photos", "Talk to a dermatologist first.", "talk to us."):
        assert said in text


def test_pictures_are_in_no_cache_and_say_nothing_of_whom(
    staff: FlaskClient, shown: dict[str, Any]
) -> None:
    answer = staff.get(f"/gallery/kiosk/{shown['slug']}/earlier")
    assert answer.data == examples.GREY
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "Content-Disposition" not in answer.headers


def test_after_a_withdrawal_every_address_is_gone(
    staff: FlaskClient, shown: dict[str, Any], at_work: AtWork, cast: Cast
) -> None:
    pages = [staff.get("/gallery/kiosk").text, staff.get(f"/gallery/kiosk/{shown['slug']}").text]
    addresses = sorted({each for page in pages for each in ADDRESS.findall(page)})
    assert len(addresses) == 3
    assert all(staff.get(each).status_code == 200 for each in addresses)
    made = [f"/gallery/cases/{shown[name]}/earlier" for name in ("id", "draft")]
    with at_work(cast.patient) as work:
        consents.withdraw(work, cast.patient_id, scopes=[Scope.DISPLAY])
    gone_everywhere(staff, addresses + made)
    assert staff.get("/gallery/kiosk/shown").json == {"shown": []}
    assert shown["slug"] not in staff.get("/gallery/kiosk").text
    assert "says that it is gone" in staff.get(f"/gallery/cases/{shown['id']}").text


def test_the_kiosk_asks_what_is_still_shown(staff: FlaskClient, shown: dict[str, Any]) -> None:
    assert staff.get("/gallery/kiosk/shown").json == {"shown": [shown["slug"]]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=scalp", True),
        ("region=face", False),
        ("indication=thinning&sessions=6", True),
        ("sessions=3", False),
        ("region=&indication=&sessions=", True),
        ("region=moon&sessions=many", True),
    ],
)
def test_the_kiosk_finds(
    query: str, found: bool, staff: FlaskClient, shown: dict[str, Any]
) -> None:
    assert (shown["slug"] in staff.get(f"/gallery/kiosk?{query}").text) is found


def test_a_pair_says_why_it_is_not_offered(
    staff: FlaskClient, shown: dict[str, Any], cast: Cast, at_work: AtWork
) -> None:
    path = f"/patients/{cast.patient_id}/cases/new"
    assert "could not be lined up" in staff.get(path).text
    with at_work(cast.patient) as work:
        consents.withdraw(work, cast.patient_id)
    text = staff.get(path).text
    assert "took the consent for this back" in text
    assert "Make a case" not in text


def test_a_case_for_strangers_waits_while_the_public_gallery_is_off(
    admin: FlaskClient, shown: dict[str, Any], at_work: AtWork, cast: Cast
) -> None:
    """It says so beside the case, and where cases are made for somebody."""
    paths = [f"/gallery/cases/{shown[name]}" for name in ("draft", "id")]
    choose = f"/patients/{cast.patient_id}/cases/new"
    with at_work(cast.admin) as work:
        waiting, published = (work.session.get_one(Case, shown[name]) for name in ("draft", "id"))
        waiting.state = CaseState.WAITING
        waiting.audience = published.audience = Audience.WEB
        waiting.made_by_id = cast.staff.id
        work.session.commit()
    texts = [admin.get(path).text for path in paths]
    assert "This case waits" in texts[0]
    assert "Approve and publish" not in texts[0]
    assert "Strangers do not see this case now" in texts[1]
    assert "Not shown now" in admin.get("/gallery").text
    assert "On the web" not in admin.get(choose).text
    with at_work(cast.admin) as work:
        publishing.open_web(work, WARNING_VERSION)
    texts = [admin.get(path).text for path in paths]
    assert "switched off" not in "".join(texts)
    assert "Approve and publish" in texts[0]
    assert "Not shown now" not in admin.get("/gallery").text
    assert "On the web" in admin.get(choose).text


@pytest.mark.parametrize("pair", ["", "one two", "moon"])
def test_no_pair_is_no_case(
    pair: str, staff: FlaskClient, shown: dict[str, Any], cast: Cast
) -> None:
    answer = staff.post(f"/patients/{cast.patient_id}/cases/new", data={"pair": pair})
    assert answer.status_code == 422
    assert "Please choose two photos." in answer.text


@pytest.mark.parametrize("frame", ["", "1 2 3", "a b c d"])
def test_numbers_that_are_no_frame_are_sent_back(
    frame: str, staff: FlaskClient, shown: dict[str, Any]
) -> None:
    sent = {"frame": frame, "hiding": "nothing", "area": "", "face": ""}
    assert staff.post(f"/gallery/cases/{shown['draft']}/look", data=sent).status_code == 422


def test_the_second_person_gives_a_reason_to_send_back(
    clinician: FlaskClient, shown: dict[str, Any], at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.admin) as work:
        work.session.get_one(Case, shown["draft"]).state = CaseState.WAITING
        work.session.commit()
    path = f"/gallery/cases/{shown['draft']}"
    answer = clinician.post(f"{path}/back", data={"why": ""})
    assert answer.status_code == 422
    assert "Please say what should be changed." in answer.text
    assert clinician.post(f"{path}/back", data={"why": "Less of the room"}).status_code == 303
    assert "Less of the room" in clinician.get(path).text


def test_more_cases_ask_the_database_no_more(
    staff: FlaskClient, shown: dict[str, Any], at_work: AtWork, cast: Cast
) -> None:
    def statements(path: str) -> int:
        with counted() as found:
            assert staff.get(path).status_code == 200
        return len(found)

    paths = ("/gallery", "/gallery/kiosk", "/gallery/kiosk/shown")
    one = [statements(path) for path in paths]
    with at_work(SYSTEM) as work:
        case = work.session.get_one(Case, shown["id"])
        for _ in range(4):
            examples.factories.case(work, case.earlier, case.later, examples.GREY)
        examples.cases(work, cast, examples.factories.photo)
    assert [statements(path) for path in paths] == one
