from io import BytesIO

import pytest

from progress.services import home_photos
from progress.services.home_photos import Offer
from tests import factories

JSON = {"Accept": "application/json"}


@pytest.fixture
def address(at_work, cast):
    with at_work(cast.clinician) as work:
        return f"/portal/send-photo/{factories.course(work, cast.patient_id).id}/vertex"


@pytest.fixture
def photo_id(at_work, cast, jpeg):
    """One that waits."""
    with at_work(cast.clinician) as work:
        course_id = factories.course(work, cast.patient_id).id
    with at_work(cast.patient) as work:
        return home_photos.send(work, course_id, "vertex", Offer(jpeg)).photo.id


def file(data):
    return {"photo": (BytesIO(data), "me.jpg"), "taken_at": "2026-11-20T08:30:00"}


def test_the_page_asks_for_the_camera_and_only_there(patient, address):
    page = patient.get(address)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    assert "data-home-camera" in page.text
    assert "camera=()" in patient.get("/portal/send-photo").headers["Permissions-Policy"]


def test_the_script_is_answered_in_json_and_the_same_bytes_are_said(patient, address, jpeg):
    first = patient.post(address, data=file(jpeg), headers=JSON)
    again = patient.post(address, data=file(jpeg), headers=JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert "is at the clinic" in first.json["message"]
    assert "already" in again.json["message"]
    refused = patient.post(f"{address}?lang=hi", data=file(b"hello"), headers=JSON)
    assert refused.status_code == 422
    assert "ऐसी फ़ोटो नहीं" in refused.json["message"]


def test_the_form_works_without_scripts(patient, address, jpeg):
    assert patient.post(address, data=file(jpeg)).location == "/portal/send-photo"
    page = patient.get("/portal/send-photo").text
    assert "Waiting for the clinic" in page
    assert "20 Nov 2026" in page
    assert patient.post(address).status_code == 422


def test_pixels_are_the_patients_and_the_clinics(patient, stranger, staff, photo_id):
    for size in ("thumb", "view"):
        address = f"/home-photos/{photo_id}/{size}"
        assert patient.get(address).mimetype == "image/jpeg"
        assert staff.get(address).headers["Cache-Control"] == "private, no-cache"
        assert stranger.get(address).status_code == 404
    assert patient.get(f"/home-photos/{photo_id}/original").status_code == 404


def test_a_clinician_looks_and_declines_and_the_patient_reads_why(
    clinician, patient, cast, photo_id
):
    assert "1 photo from home" in clinician.get("/").text
    assert "1 photo from home" in clinician.get(f"/patients/{cast.patient_id}").text
    page = clinician.get(f"/patients/{cast.patient_id}/home-photos").text
    assert f"/home-photos/{photo_id}/view" in page
    said = {"reason": "other", "note": "Your hair is wet."}
    clinician.post(f"/home-photos/{photo_id}/decline", data=said)
    assert "Your hair is wet." in patient.get("/portal/send-photo").text
    assert "1 photo from home" not in clinician.get("/").text


def test_accepted_it_is_in_the_course_and_says_where_it_is_from(clinician, patient, cast, photo_id):
    clinician.post(f"/home-photos/{photo_id}/accept")
    decided = clinician.get(f"/patients/{cast.patient_id}/home-photos").text
    course = decided.split('href="/courses/')[1].split('"')[0]
    assert "Photo from home" in clinician.get(f"/courses/{course}").text
    assert "Taken into your record" in patient.get("/portal/send-photo").text


def test_staff_may_look_but_not_decide(staff, cast, photo_id):
    page = staff.get(f"/patients/{cast.patient_id}/home-photos").text
    assert "/accept" not in page
    assert staff.post(f"/home-photos/{photo_id}/accept").status_code == 403
