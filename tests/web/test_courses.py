from datetime import date, timedelta

import pytest

from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from tests import factories
from tests.web.queries import counted
from tests.web.test_today import local_today

DECIDED = {
    "indications": ["thinning"],
    "sessions": "4",
    "interval_days": "21",
    "started_on": "2026-01-05",
    "views": ["vertex", "midline"],
    "notes": "biotin",
}


def grown(work, cast, visits, **given):
    """A course with so many visits of two views, each photo aligned with its baseline."""
    course = factories.course(work, cast.patient_id, views=["midline", "vertex"], **given)
    baselines = {}
    for number in range(visits):
        day = local_today() - timedelta(days=28 * (visits - number))
        kind = VisitKind.TREATMENT if number else VisitKind.BASELINE
        visit = factories.visit(work, course, day, kind)
        if number:
            factories.treatment(work, visit)
        for view in course.views:
            photo = factories.photo(work, visit, view)
            if number:
                factories.alignment(work, baselines[view], photo)
            baselines.setdefault(view, photo)
    return course.id


def test_a_course_is_opened_changed_closed_and_reopened(clinician, cast):
    opened = clinician.post(f"/patients/{cast.patient_id}/courses/new", data=DECIDED)
    assert opened.status_code == 303
    address = opened.location
    page = clinician.get(address).text
    for shown in ("Hair (scalp)", "Thinning", "0 of 4 sessions", "every 21 days", "biotin"):
        assert shown in page
    changed = clinician.post(f"{address}/edit", data=DECIDED | {"sessions": "5"})
    assert (changed.status_code, changed.location) == (303, address)
    assert "0 of 5 sessions" in clinician.get(address).text
    assert clinician.post(f"{address}/close").status_code == 303
    page = clinician.get(address).text
    assert "Closed" in page
    assert f'action="{address}/reopen"' in page
    assert clinician.post(f"{address}/reopen").status_code == 303
    assert clinician.post(f"{address}/reopen").status_code == 409


@pytest.mark.parametrize(
    ("region", "offered", "not_offered"),
    [("scalp", "Telogen effluvium", "Pigmentation"), ("face", "Pigmentation", "Telogen effluvium")],
)
def test_the_form_offers_what_fits_the_region(clinician, cast, region, offered, not_offered):
    page = clinician.get(f"/patients/{cast.patient_id}/courses/new?region={region}").text
    assert offered in page
    assert not_offered not in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"indications": []}, "Choose at least one indication."),
        ({"indications": ["dullness"]}, "not a valid choice"),
        ({"views": []}, "Choose at least one view."),
        ({"sessions": "0"}, "Between 1 and 100 sessions."),
        ({"interval_days": "many"}, "Not a valid integer value."),
        ({"started_on": "2090-01-01"}, "at most a year ahead"),
    ],
)
def test_what_is_wrong_is_said(clinician, cast, wrong, sentence):
    answer = clinician.post(f"/patients/{cast.patient_id}/courses/new", data=DECIDED | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_grid_says_what_each_picture_is(clinician, at_work, cast):
    with at_work(cast.clinician) as work:
        address = f"/courses/{grown(work, cast, 3)}"
    page = clinician.get(address).text
    for shown in ("Baseline", "Session 1", "Session 2", "Midline part", "Vertex (crown)"):
        assert shown in page
    assert "Platelet-rich plasma (PRP)" in page
    assert page.count("data-matrix") == 4
    assert "Latest over baseline" in page
    assert "hx-trigger" not in page.split('id="photos"')[1].split(">")[0]


def test_an_imported_course_claims_no_plan(clinician, patient, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, indications=[], next_due=None)
        factories.visit(work, course, date(2026, 1, 5), VisitKind.FOLLOW_UP)
        path = f"/courses/{course.id}"
    for page in (clinician.get(path), clinician.get(f"/patients/{cast.patient_id}")):
        assert "Indication not known yet" in page.text and "overdue" not in page.text
        assert "of 6 sessions" not in page.text
    theirs = patient.get(f"/portal{path}").text
    assert "0 sessions done." in theirs and "to come" not in theirs


def test_the_page_says_what_to_do_next_time(clinician, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id, views=["midline", "vertex"])
        first, last = (
            factories.visit(
                work,
                course,
                local_today() - timedelta(days=days),
                condition={"wetness": wetness},
            )
            for days, wetness in ((56, "dry"), (28, "wet"))
        )
        baseline = factories.photo(work, first, "midline")
        factories.alignment(work, baseline, factories.photo(work, last, "midline"))
        address = f"/courses/{course.id}"
    page = clinician.get(address).text
    assert ">1 view missing and something to do differently</a>" in page
    said = page.split('id="next-time"')[1]
    for words in ("Midline part", "Hair was wet: photograph it dry", "Vertex (crown)", "Take it"):
        assert words in said
    assert 'id="next-time"' in clinician.get(address, headers={"HX-Request": "true"}).text
    clinician.post(f"{address}/close")
    assert "next-time" not in clinician.get(address).text


def test_where_all_was_fine_one_line_says_so(clinician, at_work, cast):
    with at_work(cast.clinician) as work:
        address = f"/courses/{grown(work, cast, 3)}"
    page = clinician.get(address).text
    assert "Every view could be compared." in page
    assert "Next photos" not in page


def test_the_grid_comes_again_while_photos_are_worked_on(clinician, at_work, cast):
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        visit = factories.visit(work, course, local_today())
        photo = factories.photo(work, visit, state=PhotoState.RECEIVED)
        address = f"/courses/{course.id}"
    fragment = clinician.get(address, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every' in fragment
    assert "<html" not in fragment
    with at_work(cast.clinician) as work:
        work.session.merge(photo).state = PhotoState.ALIGNED
        work.session.commit()
    assert "hx-trigger" not in clinician.get(address, headers={"HX-Request": "true"}).text


def test_patients_are_sent_to_their_own_page_of_it(patient, stranger, at_work, cast):
    with at_work(cast.clinician) as work:
        course_id = grown(work, cast, 1)
    answer = patient.get(f"/courses/{course_id}")
    assert answer.location == f"/portal/courses/{course_id}"
    assert stranger.get(f"/courses/{course_id}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("address", ["/courses/{course}", "/patients/{patient}", "/portal"])
def test_the_number_of_queries_is_fixed_at_any_length(clinician, patient, at_work, cast, address):
    client = patient if address == "/portal" else clinician
    counts = []
    with at_work(cast.clinician) as work:
        course_id = grown(work, cast, 2)
    for _ in range(2):
        client.get(address.format(course=course_id, patient=cast.patient_id))
        with counted() as statements:
            answer = client.get(address.format(course=course_id, patient=cast.patient_id))
        assert answer.status_code == 200
        counts.append(len(statements))
        lengthen(at_work, cast, course_id, 10)
    assert counts[0] == counts[1]


def lengthen(at_work, cast, course_id, visits):
    with at_work(cast.clinician) as work:
        course = work.session.get(factories.Course, course_id)
        for number in range(visits):
            visit = factories.visit(work, course, local_today() - timedelta(days=number))
            factories.treatment(work, visit)
            for view in course.views:
                factories.photo(work, visit, view)
