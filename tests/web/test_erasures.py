from datetime import UTC, datetime, timedelta

import pytest

from progress.models import Erasure
from progress.rules.access import SYSTEM
from progress.services import erasing
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


def test_two_people_carry_it_out(patient, admin, clinician, at_work, cast):
    patient.post(ASK, data={"typed": "erase"})
    address = admin.get("/erasures").text.split("/take-up")[0].rsplit("/erasures/", 1)[1]
    page = f"/erasures/{address}"
    assert "First person" in admin.get(page).text
    assert admin.post(f"{page}/begin", data={"typed": "erase"}).status_code == 422
    assert admin.post(f"{page}/begin", data={"typed": "asha verma"}).status_code == 303
    assert "finds it on Today" in admin.get(page).text
    refused = admin.post(f"{page}/confirm", data={"typed": "Asha Verma"})
    assert refused.status_code == 422
    assert "nobody confirms their own step" in refused.text
    assert "waits for a second person" in clinician.get("/").text
    assert "waits for a second person" not in admin.get("/").text
    assert clinician.post(f"{page}/confirm", data={"typed": "Asha Verma"}).status_code == 303
    assert "It is being erased" in clinician.get(page).text
    with at_work(SYSTEM) as work:
        erasing.recover(work)
    done = admin.get(page).text
    assert "Everything was erased" in done
    assert "Asha" not in done
    assert "Asha" not in admin.get("/activity").text
    assert "Admin and Clinician" in admin.get("/erasures").text
    assert admin.get(f"/patients/{cast.patient_id}").status_code == 404
    assert patient.get("/portal/erasure").status_code == 401


def test_either_steps_back_on_the_page(patient, admin, clinician):
    patient.post(ASK, data={"typed": "erase"})
    address = admin.get("/erasures").text.split("/take-up")[0].rsplit("/erasures/", 1)[1]
    admin.post(f"/erasures/{address}/begin", data={"typed": "Asha Verma"})
    assert clinician.post(f"/erasures/{address}/step-back").status_code == 303
    assert "First person" in admin.get(f"/erasures/{address}").text
    assert "Being handled by the clinic" in patient.get("/portal/erasure").text


def test_the_steps_ask_whether_it_is_still_them(app, admin, at_work, cast):
    with at_work(cast.clinician) as work:
        wish = factories.erasure_request(work, cast.patient_id).id
    with admin.session_transaction() as session:
        session["fs_paa"] = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
        session.pop("fs_gexp", None)
    for method, path in (("GET", ""), ("POST", "/begin"), ("POST", "/confirm")):
        answer = admin.open(f"/erasures/{wish}{path}", method=method, data={"typed": "Asha Verma"})
        assert answer.status_code in (302, 401)
    with at_work(cast.clinician) as work:
        assert work.session.get(Erasure, wish) is None


def test_the_treatment_record_is_filed_first(patient, admin, clinician, cast):
    patient.post(ASK, data={"typed": "erase"})
    address = admin.get("/erasures").text.split("/take-up")[0].rsplit("/erasures/", 1)[1]
    page, record = f"/erasures/{address}", f"/patients/{cast.patient_id}/treatment-record"
    assert "Nobody has downloaded the treatment record" in admin.get(page).text
    assert clinician.post(record).status_code == 403
    assert patient.post(record).status_code == 403
    given = admin.post(record)
    assert given.mimetype == "application/zip"
    assert given.data[:2] == b"PK"
    assert "Admin downloaded the treatment record" in admin.get(page).text
    admin.post(f"{page}/begin", data={"typed": "Asha Verma"})
    assert "Admin downloaded the treatment record" in clinician.get(page).text


def test_the_patient_reads_what_stays_and_no_more(patient):
    page = patient.get("/portal/erasure").text
    assert "without your name" in page
    assert "what treatment was given" not in page
    assert "What was done at your visits, and what you signed." in page
