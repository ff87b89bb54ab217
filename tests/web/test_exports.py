"""Everything of mine, from the page that announces it to the ZIP."""

from __future__ import annotations

import re
import time
from datetime import date, datetime
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from progress.models import Patient
from progress.rules.galleries import CaseState
from progress.rules.photos import PhotoState
from progress.rules.reports import Said
from progress.services import reports, uploads
from progress.services.home_photos import Offer
from tests import factories, pictures
from tests.conftest import AtWork, Cast


@pytest.fixture
def record(at_work: AtWork, cast: Cast) -> None:
    """Two visits of a scalp with a photo each, and one that was set aside."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        for number, on in enumerate((date(2026, 9, 7), date(2026, 10, 5), date(2026, 11, 2))):
            visit = factories.visit(work, course, on, notes="Slept <b>well</b>")
            factories.treatment(work, visit, side_effects={"redness": "mild"})
            jpeg = pictures.photo(
                seed=1, right=number, moment=datetime(on.year, on.month, on.day, 9)
            )
            photo = uploads.add(work, visit.id, jpeg, view="vertex").photo
            photo.state = PhotoState.READY
        photo.set_aside_at = work.now
        work.session.commit()


@pytest.fixture
def reported(at_work: AtWork, cast: Cast) -> None:
    with at_work(cast.patient) as work:
        sent = reports.send(
            work, Said(["redness"], "mild", words="It <i>itches</i>"), Offer(pictures.photo(seed=5))
        )
        sent.report.answer = "Cool it."
        work.session.commit()


@pytest.fixture
def shown(at_work: AtWork, cast: Cast) -> None:
    """A case that is shown and taken to a social network, and one that was pulled."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        days = date(2026, 9, 7), date(2026, 10, 5)
        pair = [factories.photo(work, factories.visit(work, course, day)) for day in days]
        factories.outside_copy(work, factories.case(work, *pair, b"shown"))
        factories.case(work, *pair, b"gone", state=CaseState.PULLED, pulled_at=work.now)


class Links(HTMLParser):
    """What a page asks for, and whether it would run anything."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name != "style", (tag, name)
            if name in ("src", "href"):
                self.found.append(unquote(value or ""))


@pytest.mark.usefixtures("record")
def test_the_page_says_what_it_is(patient: FlaskClient) -> None:
    page = patient.get("/portal/download").text
    assert "2 photos, just as they were taken" in page
    assert "about 1 MB" in page
    assert "1 photo is not in it" in page


@pytest.mark.usefixtures("record", "reported")
def test_the_patient_takes_everything_along(patient: FlaskClient) -> None:
    answer = patient.post("/portal/download", buffered=True)
    assert answer.mimetype == "application/zip"
    assert re.fullmatch(
        r"attachment; filename=my-photos-\d{4}-\d\d-\d\d\.zip",
        answer.headers["Content-Disposition"],
    )
    assert answer.headers["Cache-Control"] == "no-store"
    archive = ZipFile(BytesIO(answer.data))
    page = archive.read("index.html").decode()
    links = Links(page)
    assert set(links.found) <= set(archive.namelist())
    assert archive.read("devanagari.woff2")[:4] == b"wOF2"
    assert "devanagari.woff2" in archive.read("style.css").decode()
    assert not links.tags & {"script", "iframe", "form"}
    for text in ("Asha Verma", "Session 2", "Before", "Now", "Redness (mild)", "set it aside"):
        assert text in page, text
    for text in ("What you sent from home", "It &lt;i&gt;itches&lt;/i&gt;", "Cool it."):
        assert text in page, text
    assert "Slept &lt;b&gt;well&lt;/b&gt;" in page
    assert "Scalp/2026-11-02" not in page


@pytest.mark.usefixtures("shown")
def test_the_page_in_it_shows_what_others_are_shown(patient: FlaskClient) -> None:
    archive = ZipFile(BytesIO(patient.post("/portal/download").data))
    page = archive.read("index.html").decode()
    folder = "Shown of me/2026-01-05 vertex clinic"
    assert f"{folder}/earlier.jpg" in Links(page).found
    assert archive.read(f"{folder}/earlier.jpg") == b"shown"
    words = re.sub("<.*?>", "", page)
    assert "Shown inside the clinic, shown since 5 Jan 2026" in words
    assert "until 22 Nov 2026" in words
    assert "Instagram: @glow.clinic" in words


@pytest.mark.usefixtures("record")
def test_an_administrator_does_it_for_the_patient_and_the_patient_reads_of_it(
    admin: FlaskClient, patient: FlaskClient, cast: Cast
) -> None:
    address = f"/patients/{cast.patient_id}/download"
    assert "when the patient asks for it" in admin.get(address).text
    assert address in admin.get(f"/patients/{cast.patient_id}").text
    assert len(ZipFile(BytesIO(admin.post(address).data)).namelist()) > 4
    assert "Downloaded everything, on your behalf." in patient.get("/portal/who-looked").text


@pytest.mark.usefixtures("record")
def test_in_hindi_to_the_last_word(patient: FlaskClient) -> None:
    assert "सब कुछ डाउनलोड करें" in patient.get("/portal/download?lang=hi").text
    archive = ZipFile(BytesIO(patient.post("/portal/download?lang=hi").data))
    page = archive.read("index.html").decode()
    assert '<html lang="hi">' in page
    for text in ("पहले", "अब", "सेशन 2", "आपकी फ़ोटो किसने देखीं", "क्लिनिक ने इसे अलग रखा है।"):
        assert text in page, text
    assert "Session" not in re.sub(r'(?:href|src)="[^"]*"', "", page)


@pytest.mark.usefixtures("record")
def test_an_administrator_takes_it_along_in_the_patients_language(
    admin: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.admin) as work:
        work.session.get_one(Patient, cast.patient_id).language = "hi"
        work.session.commit()
    answer = admin.post(f"/patients/{cast.patient_id}/download", buffered=True)
    assert '<html lang="hi">' in ZipFile(BytesIO(answer.data)).read("index.html").decode()


@pytest.mark.usefixtures("record")
def test_a_few_downloads_at_once_and_room_again(patient: FlaskClient) -> None:
    under_way = [patient.post("/portal/download", buffered=False) for _ in range(3)]
    answer = patient.post("/portal/download")
    assert answer.status_code == 503
    assert "in a few minutes" in answer.text
    for each in under_way:
        each.close()
    with patient.post("/portal/download") as again:
        assert again.status_code == 200


def test_nobody_else(
    staff: FlaskClient, clinician: FlaskClient, stranger: FlaskClient, cast: Cast
) -> None:
    address = f"/patients/{cast.patient_id}/download"
    assert staff.get(address).status_code == clinician.post(address).status_code == 403
    assert stranger.get(address).status_code == stranger.post(address).status_code == 404
    assert address not in staff.get(f"/patients/{cast.patient_id}").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_signed_in_long_ago_is_asked_again(patient: FlaskClient, method: str) -> None:
    with patient.session_transaction() as session:
        session["fs_paa"] = time.time() - 3600
        session.pop("fs_gexp", None)
    answer = patient.open("/portal/download", method=method)
    assert answer.status_code == 302
    assert answer.location.startswith("/verify?next=")
