import re
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select

from progress.models import Report, Visit
from progress.rules.reports import Call
from tests import factories

REDNESS = {"complaints": "redness", "strength": "mild", "words": "It itches."}
NEW = "/portal/report-side-effect"


@pytest.fixture
def report_id(at_work, cast):
    with at_work(cast.clinician) as work:
        return factories.report(work, cast.patient_id, signs=["fever"]).id


def test_from_the_patient_to_the_clinic_and_back(patient, clinician, at_work, cast, jpeg):
    answer = patient.post(NEW, data={**REDNESS, "photo": (BytesIO(jpeg), "me.jpg")})
    assert answer.location == "/portal/reports"
    with at_work(cast.clinician) as work:
        (report,) = work.session.scalars(select(Report))
        report_id = report.id
    assert "Reports redness" in clinician.get("/").text
    page = clinician.get(f"/reports/{report_id}").text
    assert "It itches." in page
    assert "/home-photos/" in page
    clinician.post(f"/reports/{report_id}/answer", data={"answer": "Cool it."})
    own = patient.get("/portal/reports").text
    assert "Seen by Clinician on" in own
    assert "Cool it." in own
    assert "Reports redness" not in clinician.get("/").text


def test_urgent_signs_say_whom_to_call_even_on_a_form_that_comes_back(patient):
    page = patient.post(NEW, data={"signs": "breathing", "strength": "awful"})
    assert page.status_code == 422
    assert page.text.index(Call.EMERGENCY.label) > 0
    patient.post(NEW, data={"signs": "breathing"})
    own = patient.get("/portal/reports").text
    assert Call.EMERGENCY.label in own
    assert 'role="alert"' in own


def test_an_incomplete_report_is_shown_again_in_the_patients_language(patient):
    page = patient.post(f"{NEW}?lang=hi", data={"complaints": "redness"})
    assert page.status_code == 422
    assert "कितना तेज़" in page.text
    assert "Please say how strong" not in page.text


def test_a_photo_that_is_none_does_not_lose_the_report(patient):
    file = BytesIO(b"hello"), "me.jpg"
    assert patient.post(NEW, data={**REDNESS, "photo": file}).status_code == 303
    assert "not a photo" in patient.get("/portal/reports").text


def test_is_noted_on_the_session_by_a_button(clinician, at_work, cast, visit_id):
    with at_work(cast.clinician) as work:
        visit = work.session.get_one(Visit, visit_id)
        factories.treatment(work, visit)
        report_id = factories.report(work, cast.patient_id, visit_id=visit_id).id
    assert "Reported from home" in clinician.get(f"/visits/{visit_id}").text
    assert "Note it on the session" in clinician.get(f"/reports/{report_id}").text
    clinician.post(f"/reports/{report_id}/take-over")
    assert "Noted on the session" in clinician.get(f"/reports/{report_id}").text
    assert "Redness, mild" in clinician.get(f"/visits/{visit_id}").text


def test_an_urgent_one_stands_first_and_says_so(clinician, staff, report_id):
    assert re.search(r"Reports fever or shivering.*Urgent", clinician.get("/").text, re.DOTALL)
    page = staff.get(f"/reports/{report_id}").text
    assert "was told" in page
    assert "<textarea" not in page, "only a clinician answers"


def test_another_patients_is_not_there(stranger, clinician, report_id):
    assert str(report_id) not in stranger.get("/portal/reports").text
    assert clinician.get(f"/reports/{uuid4()}").status_code == 404
