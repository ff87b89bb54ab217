from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.models import HomePhoto, Report
from progress.rules.home_photos import HomeState
from progress.rules.reports import MOST_A_DAY, Said
from progress.services import home_decisions, home_photos, reports
from progress.services.home_photos import Offer
from tests import factories

REDNESS = Said(["redness"], "mild", date(2026, 11, 21), words=" It itches. ")


@pytest.fixture
def at_home(work, cast):
    return replace(work, actor=cast.patient)


@pytest.fixture
def treated(work, cast):
    """The last session."""
    course = factories.course(work, cast.patient_id)
    visit = factories.visit(work, course, date(2026, 11, 20))
    factories.treatment(work, visit, side_effects_later={"swelling": "severe"})
    return visit


def test_reaches_the_session_it_follows(work, at_home, treated):
    factories.visit(work, treated.course, date(2026, 11, 21))
    report = reports.send(at_home, REDNESS).report
    assert (report.visit_id, report.words) == (treated.id, "It itches.")
    assert reports.of_visit(work, treated) == [report]
    assert reports.of_patient(at_home, report.patient_id) == [report]


def test_one_without_a_session_is_kept_too(at_home):
    assert reports.send(at_home, REDNESS).report.visit_id is None


def test_what_is_incomplete_leaves_nothing(work, at_home, jpeg):
    with pytest.raises(InvalidInput):
        reports.send(at_home, Said(["redness"]), Offer(jpeg))
    assert work.session.scalar(select(func.count(Report.id))) == 0
    assert list(work.store.blobs.list("home/")) == []


def test_its_photo_stays_with_it(work, at_home, jpeg):
    sent = reports.send(at_home, REDNESS, Offer(jpeg))
    (photo,) = sent.report.photos
    assert (sent.photo_fault, photo.state) == (None, HomeState.WITH_REPORT)
    assert home_decisions.count_of(work, photo.patient_id) == 0
    assert home_photos.of_patient(at_home, photo.patient_id) == []
    with pytest.raises(Conflict):
        home_decisions.accept(work, photo.id)


def test_a_report_is_never_lost_for_its_photo(work, at_home):
    sent = reports.send(at_home, Said(signs=["fever"]), Offer(b"no photo"))
    assert "not a photo" in sent.photo_fault
    assert work.session.get(Report, sent.report.id)
    assert work.session.scalar(select(func.count(HomePhoto.id))) == 0


def test_the_urgent_wait_first(work, cast):
    later, earlier = (work.now - timedelta(hours=hours) for hours in (1, 2))
    old = factories.report(work, cast.patient_id, reported_at=earlier)
    urgent = factories.report(work, cast.stranger_id, reported_at=later, signs=["fever"])
    factories.report(work, cast.patient_id, seen_at=work.now, seen_by="Dr A")
    assert reports.waiting(work) == [urgent, old]


def test_an_answer_says_who_has_seen_it_and_when(work, cast):
    report = factories.report(work, cast.patient_id)
    reports.answer(work, report.id, " Cool it. ")
    assert (report.seen_by, report.seen_at, report.answer) == ("Clinician", work.now, "Cool it.")
    assert reports.waiting(work) == []
    with pytest.raises(InvalidInput):
        reports.answer(work, report.id, "a" * 2001)


def test_it_is_noted_on_the_session_beside_what_was_noted(work, at_home, treated):
    said = Said(["redness", "swelling", "something-else"], "mild", words="Itching.")
    report = reports.send(at_home, said).report
    reports.take_over(work, report.id)
    assert treated.treatment.side_effects_later == {"swelling": "severe", "redness": "mild"}
    with pytest.raises(Conflict, match="already"):
        reports.take_over(work, report.id)


def test_without_a_session_there_is_nothing_to_note_it_on(work, cast):
    with pytest.raises(Conflict, match="no session"):
        reports.take_over(work, factories.report(work, cast.patient_id).id)


def test_who_may_do_what(work, cast, at_home):
    report = factories.report(work, cast.patient_id)
    with pytest.raises(NotFound):
        reports.find(replace(work, actor=cast.stranger), report.id)
    for actor in (cast.staff, cast.admin, cast.patient):
        with pytest.raises(NotAllowed):
            reports.answer(replace(work, actor=actor), report.id, "")
    with pytest.raises(NotAllowed):
        reports.send(work, REDNESS)


def test_many_reports_of_one_day_are_a_matter_for_the_telephone(work, cast, at_home):
    for _ in range(MOST_A_DAY):
        factories.report(work, cast.patient_id, reported_at=work.now)
    with pytest.raises(Conflict, match="call the clinic"):
        reports.send(at_home, REDNESS)
