"""In which language a page is, and how a patient's choice is kept."""

from __future__ import annotations

from flask.testing import FlaskClient

from progress.models import Patient
from tests.conftest import PASSWORD, AtWork, Cast

HINDI = {"Accept-Language": "hi-IN,hi;q=0.9,en;q=0.8"}


def lang(answer: object) -> str:
    return str(answer.headers["Content-Language"])  # type: ignore[attr-defined]


def test_a_browser_says_what_a_stranger_reads(visitor: FlaskClient) -> None:
    page = visitor.get("/sign-in", headers=HINDI)
    assert lang(page) == "hi" and '<html lang="hi">' in page.text
    assert lang(visitor.get("/sign-in", headers={"Accept-Language": "fr"})) == "en"
    assert {"Accept-Language", "Cookie"} <= set(page.vary)


def test_an_address_says_it_for_one_page(visitor: FlaskClient) -> None:
    assert lang(visitor.get("/sign-in?lang=hi")) == "hi"
    assert lang(visitor.get("/sign-in")) == "en"
    assert lang(visitor.get("/sign-in?lang=xx")) == "en"


def test_the_clinic_reads_english(clinician: FlaskClient, patient: FlaskClient) -> None:
    assert lang(clinician.get("/patients?lang=hi", headers=HINDI)) == "en"
    assert lang(patient.get("/portal", headers=HINDI)) == "hi"


def test_a_choice_is_kept_with_the_patient(
    patient: FlaskClient, visitor: FlaskClient, cast: Cast, at_work: AtWork
) -> None:
    answer = patient.post("/language", data={"language": "hi", "back": "/portal"})
    assert (answer.status_code, answer.location) == (303, "/portal")
    assert lang(patient.get("/portal")) == "hi"
    with at_work(cast.clinician) as work:
        kept = work.session.get(Patient, cast.patient_id)
        assert kept and kept.language == "hi"
    credentials = {"email": "patient@clinic.example", "password": PASSWORD}
    visitor.post("/sign-in", data=credentials, headers={"Accept-Language": "en"})
    assert lang(visitor.get("/portal", headers={"Accept-Language": "en"})) == "hi"


def test_a_choice_on_the_way_in_is_kept(visitor: FlaskClient, cast: Cast, at_work: AtWork) -> None:
    visitor.post("/language", data={"language": "hi", "back": "/sign-in"})
    assert lang(visitor.get("/sign-in")) == "hi"
    visitor.post("/sign-in", data={"email": "patient@clinic.example", "password": PASSWORD})
    assert lang(visitor.get("/portal")) == "hi"
    with at_work(cast.clinician) as work:
        kept = work.session.get(Patient, cast.patient_id)
        assert kept and kept.language == "hi"


def test_the_way_back_stays_in_the_house(patient: FlaskClient) -> None:
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
    ):
        answer = patient.post("/language", data={"language": "hi", "back": elsewhere})
        assert answer.location == "/"


def test_a_language_that_there_is_not_changes_nothing(patient: FlaskClient) -> None:
    assert patient.post("/language", data={"language": "xx"}).status_code == 422
    assert lang(patient.get("/portal")) == "en"
