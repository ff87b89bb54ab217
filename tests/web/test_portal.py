from datetime import UTC, date, datetime, timedelta

import pytest

from progress.models import Course, Status
from progress.rules.views import Region
from progress.services import consent_requests
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
    for shown in ("First visit", "Session 2", "Crown of the head", "What to expect"):
        assert shown in page
    assert "/visits/" not in page, "the record of a visit is the clinic's"


def test_what_was_not_photographed_is_no_task_of_the_patients(patient, own, at_work, cast):
    with at_work(cast.clinician) as work:
        factories.visit(work, work.session.get_one(Course, own), date(2026, 11, 21))
    page = patient.get(f"/portal/courses/{own}").text
    assert "No photo" in page
    assert "Take it next time" not in page


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
    assert "for some nothing changes" in page


def test_clinic_people_have_no_portal(clinician):
    assert clinician.get("/portal").status_code == 403


def test_one_visit_is_nothing_to_compare(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        grown(work, cast, 1)
    page = patient.get("/portal").text
    assert "After the next visit you can compare" in page
    assert "/photos/" in page, "they are there to see"
    assert "/compare/" not in page


def test_before_the_first_photo_no_page_speaks_of_photos_that_are_there(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        factories.treatment(work, factories.visit(work, course, date(2026, 10, 5)))
        address = f"/portal/courses/{course.id}"
    assert "All photos" not in patient.get("/portal").text
    page = patient.get(address).text
    assert "All photos" not in page
    assert "What was done at each visit" in page
    assert "0 photos" not in patient.get("/portal/download").text


def test_a_closed_course_is_over(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        factories.course(work, cast.patient_id, closed_on=factories.LONG_AGO.date())
    assert "The treatment ended on" in patient.get("/portal").text


def test_what_was_done_in_plain_words(patient, stranger, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        visit = factories.visit(work, course, factories.LONG_AGO.date(), notes="Seems worried.")
        factories.treatment(
            work,
            visit,
            therapist="Asha Kulkarni",
            checklist={"no-eczema": "yes"},
            solution_notes="4 ml, lot 77",
            override_reason="Pressed for ten minutes.",
        )
    page = patient.get("/portal/visits").text
    for shown in ("Session 1", "Platelet-rich plasma (PRP)", "Asha Kulkarni", "Call the clinic if"):
        assert shown in page
    for kept in ("Seems worried", "eczema", "lot 77", "Pressed for ten"):
        assert kept not in page, "this is the clinic's"
    assert "Asha Kulkarni" not in stranger.get("/portal/visits").text


def test_a_plan_that_is_carried_out_says_so_in_both_languages(patient, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, sessions_planned=2)
        for day in (5, 12):
            factories.treatment(work, factories.visit(work, course, date(2026, 10, day)))
    page = patient.get("/portal").text
    assert "All 2 sessions are done." in page
    assert "to come" not in page
    assert "सभी 2 सेशन हो गए हैं।" in patient.get("/portal?lang=hi").text


def test_two_days_of_aftercare_stand_below_before_and_now(patient, stranger, at_work, cast):
    now = datetime.now(UTC)
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, Region.FACE)
        for hours in (1, 50):
            then = now - timedelta(hours=hours)
            on = then.astimezone().date()
            factories.treatment(work, factories.visit(work, course, on), recorded_at=then)
    page = patient.get("/portal").text
    assert page.count("The first day after your session") == 1
    strip = page.index("The first day after your session")
    assert strip < page.index("go to the nearest hospital") < page.index("<details", strip)
    assert "pink to red for one to two days" in page[page.index("<details", strip) :]
    assert "after your session" not in stranger.get("/portal").text


def test_a_question_of_the_clinic_stands_on_top(patient, at_work, cast):
    assert "The clinic asks you" not in patient.get("/portal").text
    with at_work(cast.clinician) as work:
        consent = factories.consent(work, factories.course(work, cast.patient_id))
        consent_requests.ask(work, consent.course_id, consent.version_id)
    assert "The clinic asks you" in patient.get("/portal").text


def test_before_anything_was_done(stranger):
    assert "No visits yet" in stranger.get("/portal/visits").text
    more = stranger.get("/portal/more").text
    for path in (
        "report-side-effect",
        "send-photo",
        "consents",
        "who-looked",
        "download",
        "erasure",
    ):
        assert f'"/portal/{path}"' in more


def test_a_patient_reads_why_two_photos_are_not_compared(patient, clinician, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        visits = [factories.visit(work, course, date(2026, month, 5)) for month in (1, 2)]
        photos = [factories.photo(work, visit) for visit in visits]
        refusal = {"status": Status.REFUSED, "reason": "head-turned", "matrix": None}
        factories.alignment(work, *photos, message="The head is turned too much.", **refusal)
        path = f"/courses/{course.id}/compare/vertex/pair"
    said = patient.get(path).json
    assert said["verdict"] == "These two photos are not compared."
    assert "The head is turned too much between them." in said["message"]
    assert clinician.get(path).json["message"] == "The head is turned too much."
