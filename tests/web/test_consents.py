"""The pages of what a patient allows: the clinic's, the patient's own, and taking back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import Consent, Person
from progress.rules.consents import Scope
from progress.rules.invitations import Kind
from progress.rules.signing import Place
from progress.services import consent_requests, consents
from tests import factories
from tests.conftest import AtWork, Cast


@dataclass(frozen=True)
class Given:
    """A consent to the record and the website, for a course with one photo."""

    consent_id: UUID
    course_id: UUID
    version_id: UUID
    photo_id: UUID


@pytest.fixture
def given(at_work: AtWork, cast: Cast) -> Given:
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        photo = factories.photo(work, factories.visit(work, course, date(2026, 11, 1)))
        asked = (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)
        yes = {scope: scope in (Scope.TEACHING, Scope.WEBSITE) for scope in asked}
        consent = factories.consent(work, course, scopes=yes)
        return Given(consent.id, course.id, consent.version_id, photo.id)


def allowed(at_work: AtWork, cast: Cast, given: Given) -> set[Scope]:
    with at_work(cast.admin) as work:
        then = replace(work, now=datetime.now(UTC))
        return set(consents.find(then, given.consent_id).standing.scopes)


def test_a_patient_reads_what_they_allow_and_until_when(patient: FlaskClient, given: Given) -> None:
    page = patient.get("/portal/consents").text
    assert "Teaching" in page
    assert "clinic’s website" in page
    assert "until 22 Nov 2028" in page
    assert f"/consents/{given.consent_id}/paper" in page


def test_a_patient_who_was_never_asked_sees_an_empty_page(stranger: FlaskClient) -> None:
    assert "You allow nothing now" in stranger.get("/portal/consents").text


def test_one_purpose_is_taken_back_in_two_steps(
    patient: FlaskClient, given: Given, at_work: AtWork, cast: Cast
) -> None:
    path = f"/consents/{given.consent_id}/withdraw"
    told = patient.get(f"{path}?scope=teaching").text
    assert "Copies may be elsewhere" in told
    assert allowed(at_work, cast, given) == {Scope.TEACHING, Scope.WEBSITE}
    receipt = patient.post(path, data={"scope": "teaching"}).location
    assert receipt.startswith("/withdrawals/")
    page = patient.get(receipt).text
    assert "Teaching" in page
    assert "website" not in page
    assert allowed(at_work, cast, given) == {Scope.WEBSITE}
    assert receipt in patient.get("/portal/consents").text
    assert patient.post(path, data={"scope": "teaching"}).status_code == 409


@pytest.mark.parametrize("who", ["patient", "staff"])
def test_everything_is_taken_back_at_home_or_at_the_desk(
    who: str, request: pytest.FixtureRequest, given: Given, at_work: AtWork, cast: Cast
) -> None:
    client: FlaskClient = request.getfixturevalue(who)
    path = f"/patients/{cast.patient_id}/consents/withdraw"
    assert "Teaching" in client.get(path).text
    assert client.post(path).location.startswith("/withdrawals/")
    assert allowed(at_work, cast, given) == set()
    assert "nothing to take back" in client.get(path).text


def test_a_stranger_takes_nothing_back(stranger: FlaskClient, given: Given, cast: Cast) -> None:
    for path in (
        f"/consents/{given.consent_id}/withdraw",
        f"/patients/{cast.patient_id}/consents/withdraw",
    ):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path).status_code == 404


def test_a_patient_is_not_let_into_the_clinics_pages(
    patient: FlaskClient, given: Given, cast: Cast
) -> None:
    for path in (
        f"/patients/{cast.patient_id}/consents",
        f"/courses/{given.course_id}/consents/new",
    ):
        assert patient.get(path).status_code == 403


def test_the_clinic_sees_who_signed_and_what_was_taken_back(
    staff: FlaskClient, patient: FlaskClient, given: Given, cast: Cast
) -> None:
    path = f"/patients/{cast.patient_id}/consents"
    assert "Signed on 22 Nov 2026 by आशा वर्मा" in staff.get(path).text
    patient.post(f"/consents/{given.consent_id}/withdraw")
    page = staff.get(path).text
    assert "Nothing is allowed now" in page
    assert "Withdrawn" in page


@pytest.mark.parametrize(
    ("said", "extent"),
    [
        ({"extent": "course", "view": "vertex"}, (None, None)),
        ({"extent": "view", "view": "vertex"}, ("vertex", None)),
        ({"extent": "photos", "view": "vertex"}, (None, "one")),
    ],
)
def test_asking_for_a_course_a_view_or_photos(
    staff: FlaskClient,
    given: Given,
    at_work: AtWork,
    cast: Cast,
    said: dict[str, str],
    extent: tuple[str | None, str | None],
) -> None:
    data = said | {"version": str(given.version_id), "photos": str(given.photo_id)}
    answer = staff.post(f"/courses/{given.course_id}/consents/new", data=data)
    assert answer.location == f"/patients/{cast.patient_id}/consents"
    with at_work(cast.clinician) as work:
        (asked,) = consent_requests.open_of(work, cast.patient_id)
        chosen = [str(given.photo_id)] if extent[1] else None
        assert (asked.view, asked.photo_ids) == (extent[0], chosen)
    assert "Hand over the tablet" in staff.get(answer.location).text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"version": None}, "Choose the text"),
        ({"version": "nonsense"}, "one of the texts that are published"),
        ({"extent": "photos"}, "at least one photo"),
        ({"extent": "photos", "photos": str(uuid4())}, "photos of this course"),
    ],
)
def test_a_question_that_is_incomplete_is_not_asked(
    staff: FlaskClient,
    admin: FlaskClient,
    given: Given,
    at_work: AtWork,
    cast: Cast,
    said: dict[str, str | None],
    sentence: str,
) -> None:
    admin.post("/consent-texts/new", data={"name": "Another, so that nothing is preselected"})
    data = {"extent": "course", "view": "vertex", "version": str(given.version_id)} | said
    sent = {name: value for name, value in data.items() if value}
    refused = staff.post(f"/courses/{given.course_id}/consents/new", data=sent)
    assert refused.status_code == 422
    assert sentence in refused.text
    with at_work(cast.clinician) as work:
        assert consent_requests.open_of(work, cast.patient_id) == []


def test_an_open_question_stands_in_the_portal_until_it_is_cancelled(
    staff: FlaskClient, patient: FlaskClient, given: Given, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        course = work.session.get_one(Consent, given.consent_id).course_id
        request = consent_requests.ask(work, course, given.version_id, view="vertex").id
    assert "Read and answer" in patient.get("/portal/consents").text
    assert staff.post(f"/consent-requests/{request}/cancel").status_code == 303
    assert "Read and answer" not in patient.get("/portal/consents").text


def test_without_a_published_text_there_is_nothing_to_ask(
    staff: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.clinician) as work:
        course_id = factories.course(work, cast.patient_id).id
    assert "No text is published yet" in staff.get(f"/courses/{course_id}/consents/new").text


@pytest.mark.parametrize(
    ("kind", "age", "said"),
    [
        (Kind.INVITATION, timedelta(hours=2), "a new invitation, which Staff made"),
        (Kind.RESET, timedelta(hours=2), "sent by mail"),
        (Kind.INVITATION, timedelta(days=4), None),
    ],
)
def test_a_consent_signed_at_home_says_that_the_way_in_was_new(
    kind: Kind,
    age: timedelta,
    said: str | None,
    admin: FlaskClient,
    patient: FlaskClient,
    at_work: AtWork,
    cast: Cast,
) -> None:
    with at_work(cast.admin) as work:
        consent = factories.consent(work, factories.course(work, cast.patient_id))
        used_at, by = consent.given_at - age, cast.staff.id if kind is Kind.INVITATION else None
        work.session.get_one(Person, cast.patient.id).created_at = used_at - timedelta(days=90)
        factories.invitation(work, cast.patient_id, kind=kind, used_at=used_at, made_by=by)
        page = f"/patients/{cast.patient_id}/consents"
        consent.place, consent.taken_by = Place.CLINIC, "Staff"
        work.session.commit()
    assert "Signed soon after" not in admin.get(page).text, "the tablet was handed over"
    with at_work(cast.admin) as work:
        row = work.session.scalars(select(Consent)).one()
        row.place, row.taken_by = Place.HOME, None
        work.session.commit()
    assert said is None or said in admin.get(page).text
    assert ("Signed soon after" in admin.get(page).text) == (said is not None)
    assert ("If that was not you" in patient.get("/portal/consents").text) == (said is not None)
    assert "If that was not you" not in admin.get(page).text
