import pytest

from tests import factories
from tests.web.test_courses import grown


@pytest.fixture
def own(at_work, cast):
    with at_work(cast.clinician) as work:
        return grown(work, cast, 3)


def test_before_and_now_stand_on_top(patient, own):
    page = patient.get("/portal").text
    assert "Before" in page
    assert "Now" in page
    assert f"/courses/{own}/compare/midline?" in page
    assert "2 sessions done, 4 to come" in page


def test_the_course_in_small(patient, own):
    page = patient.get(f"/portal/courses/{own}").text
    for shown in ("First visit", "Session 2", "Vertex (crown)", "What to expect"):
        assert shown in page
    assert "/visits/" not in page, "the record of a visit is the clinic's"


def test_nothing_of_anybody_else(stranger, own):
    page = stranger.get("/portal").text
    assert "No photos yet" in page
    assert str(own) not in page
    assert stranger.get(f"/portal/courses/{own}").status_code == 404
    assert stranger.get(f"/patients/{own}").status_code == 403


def test_no_promise_is_made(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        course_id = grown(work, cast, 1)
    page = patient.get(f"/portal/courses/{course_id}").text
    assert "for some there is none" in page


def test_clinic_people_have_no_portal(clinician):
    assert clinician.get("/portal").status_code == 403


def test_one_visit_is_nothing_to_compare(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        grown(work, cast, 1)
    page = patient.get("/portal").text
    assert "After the next visit you can compare" in page
    assert "/compare/" not in page


def test_a_closed_course_is_over(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        factories.course(work, cast.patient_id, closed_on=factories.LONG_AGO.date())
    assert "The treatment ended on" in patient.get("/portal").text
