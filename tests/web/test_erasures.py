from datetime import UTC, datetime, timedelta

import pytest

from tests import factories

ASK = "/portal/erasure/ask"


@pytest.fixture
def stale(patient, app):
    """The patient's browser, an hour after they signed in."""
    with patient.session_transaction() as session:
        session["fs_paa"] = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
        session.pop("fs_gexp", None)
    return patient


def test_asked_taken_up_and_taken_back(patient, admin):
    assert patient.post(ASK, data={"typed": "erase"}).location == "/portal/erasure"
    assert "Asked for" in patient.get("/portal/erasure").text
    assert "1 patient asks" in admin.get("/").text
    page = admin.get("/erasures").text
    assert "Asha Verma" in page
    assert "0 days" in page
    address = page.split("/take-up")[0].rsplit("/erasures/", 1)[1]
    admin.post(f"/erasures/{address}/take-up")
    assert "Being handled by the clinic" in patient.get("/portal/erasure").text
    patient.post(f"/portal/erasure/{address}/take-back")
    assert "Taken back by you" in patient.get("/portal/erasure").text
    assert "Nobody waits" in admin.get("/erasures").text


def test_a_refusal_is_read_with_its_reason(patient, admin, at_work, cast):
    with at_work(cast.clinician) as work:
        wish = factories.erasure_request(work, cast.patient_id).id
    assert admin.post(f"/erasures/{wish}/refuse").status_code == 422
    admin.post(f"/erasures/{wish}/refuse", data={"reason": "A case is open."})
    assert "A case is open." in patient.get("/portal/erasure").text


def test_the_word_confirms_in_the_language_of_the_page(patient):
    page = patient.get(f"{ASK}?lang=hi").text
    assert "मिटाएँ" in page
    wrong = patient.post(ASK, data={"typed": "yes"})
    assert wrong.status_code == 422
    assert "type the word" in wrong.text
    assert patient.post(ASK, data={"typed": "मिटाएँ"}).status_code == 303


def test_who_signed_in_long_ago_is_asked_again(stale):
    asked = stale.get(ASK)
    assert asked.status_code == 302
    assert "/verify" in asked.location
    assert stale.post(ASK, data={"typed": "erase"}).status_code in (302, 401)
    assert "Asked for" not in stale.get("/portal/erasure").text


def test_only_administrators_see_who_waits(clinician, staff, at_work, cast):
    with at_work(cast.clinician) as work:
        factories.erasure_request(work, cast.patient_id)
    for person in (clinician, staff):
        assert "to be erased" not in person.get("/").text
        assert person.get("/erasures").status_code == 403
