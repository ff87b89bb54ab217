"""The way to a signature, at home and on the clinic's tablet."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from progress.models import AuditEntry, Consent, ConsentRequest, Patient, Person
from progress.rules.audit import Event
from progress.rules.signing import PNG, Kind, Place, Relation
from progress.services import consent_requests, consent_templates, photos, uploads
from tests import factories, pictures
from tests.conftest import PASSWORD, AtWork, Cast

DRAWING = "data:image/png;base64," + base64.b64encode(pictures.drawing()).decode()
QUESTIONS = ("record", "display", "teaching", "website")


@pytest.fixture
def request_id(at_work: AtWork, cast: Cast) -> UUID:
    """An open question to the patient, who is of age."""
    with at_work(cast.admin) as work:
        course = factories.course(work, cast.patient_id)
        draft = consent_templates.create(work, "Photographs")
        version = consent_templates.publish(work, draft.id)
        return factories.consent_request(work, course, version.id).id


@pytest.fixture
def way(request_id: UUID) -> str:
    return f"/portal/consents/{request_id}"


@pytest.fixture
def tablet(clinician: FlaskClient, request_id: UUID) -> FlaskClient:
    """The clinician's browser, handed over."""
    assert clinician.post(f"/consent-requests/{request_id}/hand-over").status_code == 303
    return clinician


def answered(client: FlaskClient, way: str, **answers: str) -> None:
    """Every step until the review, with no where nothing else is said."""
    client.post(f"{way}/language", data={"answer": answers.get("language", "en")})
    client.post(f"{way}/text", data={"answer": "read"})
    for scope in QUESTIONS:
        client.post(f"{way}/{scope}", data={"answer": answers.get(scope, "no")})
    if "disguise" in answers:
        client.post(f"{way}/disguise", data={"answer": answers["disguise"]})


def signed(client: FlaskClient, way: str, **data: str) -> str | None:
    client.post(f"{way}/review", data={"answer": "read"})
    return client.post(f"{way}/sign", data=data).location


def kept(at_work: AtWork, cast: Cast) -> Consent:
    with at_work(cast.clinician) as work:
        return work.session.scalars(select(Consent)).one()


def test_from_the_first_question_to_a_drawn_signature(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast
) -> None:
    assert patient.get(way).location == f"{way}/language"
    answered(patient, way, language="hi", website="yes", disguise="face-disguised")
    review = patient.get(f"{way}/review").text
    assert "क्लिनिक की वेबसाइट" in review
    assert signed(patient, way, signature="drawn", drawing=DRAWING) == f"{way}/done"
    assert "/paper" in patient.get(f"{way}/done").text
    consent = kept(at_work, cast)
    assert (consent.scopes, consent.language, consent.place) == (["website"], "hi", Place.HOME)
    assert (consent.signer, consent.signature) == ("Asha Verma", Kind.DRAWN)
    assert patient.get(way).location == f"{way}/done"


def test_no_to_everything_is_one_button(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast
) -> None:
    patient.post(f"{way}/language", data={"answer": "en"})
    location = patient.post(f"{way}/text", data={"answer": "no-to-all"}).location
    assert location == f"{way}/review"
    assert "You allow nothing" in patient.get(location).text
    assert signed(patient, way, typed="Asha Verma") == f"{way}/done"
    assert kept(at_work, cast).scopes == []


def test_nothing_is_ticked_beforehand_and_an_answer_is_needed(
    patient: FlaskClient, way: str
) -> None:
    patient.post(f"{way}/language", data={"answer": "en"})
    patient.post(f"{way}/text", data={"answer": "read"})
    assert "checked" not in patient.get(f"{way}/record").text
    for nonsense in ({}, {"answer": "perhaps"}):
        refused = patient.post(f"{way}/record", data=nonsense)
        assert refused.status_code == 422
        assert "Please choose an answer." in refused.text
    assert patient.get(way).location == f"{way}/record"


def test_answers_survive_going_back_and_can_be_changed(patient: FlaskClient, way: str) -> None:
    answered(patient, way, teaching="yes", disguise="not-recognisable")
    assert patient.get(way).location == f"{way}/review"
    page = patient.get(f"{way}/teaching").text
    assert page.count("checked") == 1
    assert patient.post(f"{way}/teaching", data={"answer": "no"}).location == f"{way}/review"
    assert patient.get(f"{way}/disguise").location == f"{way}/review"


def test_nobody_signs_before_the_last_question(patient: FlaskClient, way: str) -> None:
    patient.post(f"{way}/language", data={"answer": "en"})
    for step in ("review", "sign", "website", "nonsense"):
        assert patient.get(f"{way}/{step}").location == f"{way}/text"
    assert patient.post(f"{way}/sign", data={"typed": "Asha"}).location == f"{way}/text"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"typed": " "}, "full name"),
        ({"signature": "drawn"}, "Sign in the field"),
        ({"signature": "drawn", "drawing": "data:image/png;base64,€"}, "Sign in the field"),
        ({"typed": "Asha", "witness": "x" * 161}, "Name of a witness"),
    ],
)
def test_a_signature_that_is_none_keeps_the_answers(
    patient: FlaskClient, way: str, data: dict[str, str], sentence: str
) -> None:
    answered(patient, way)
    patient.post(f"{way}/review", data={"answer": "read"})
    refused = patient.post(f"{way}/sign", data=data)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert patient.post(f"{way}/sign", data={"typed": "Asha Verma"}).location == f"{way}/done"


def test_a_guardian_signs_for_a_minor(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.admin) as work:
        work.session.get_one(Patient, cast.patient_id).born_on = date(2015, 1, 1)
        work.session.commit()
    answered(patient, way)
    assert patient.get(way).location == f"{way}/signer"
    assert patient.post(f"{way}/signer", data={"signer": "Meena"}).status_code == 422
    patient.post(f"{way}/signer", data={"signer": "Meena Verma", "relation": "mother"})
    assert "Meena Verma (Mother)" in patient.get(f"{way}/review").text
    signed(patient, way, signature="drawn", drawing=DRAWING)
    consent = kept(at_work, cast)
    assert (consent.signer, consent.guardian) == ("Meena Verma", Relation.MOTHER)


def test_at_midnight_before_the_birthday_a_guardians_answers_end(
    app: Flask,
    patient: FlaskClient,
    way: str,
    at_work: AtWork,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mother draws at 23:59 and sends at 00:00."""
    with at_work(cast.admin) as work:
        work.session.get_one(Patient, cast.patient_id).born_on = date(2008, 12, 1)
        work.session.commit()
    really, midnight = app.extensions["progress"], datetime(2026, 12, 1).astimezone()
    clock = [midnight - timedelta(minutes=1)]
    monkeypatch.setitem(
        app.extensions, "progress", lambda actor, now=None: really(actor, now or clock[0])
    )
    answered(patient, way, website="yes", disguise="face-disguised")
    patient.post(f"{way}/signer", data={"signer": "Meena Verma", "relation": "mother"})
    patient.post(f"{way}/review", data={"answer": "read"})
    assert "Meena Verma" in patient.get(f"{way}/sign").text
    clock[0] = midnight
    late = patient.post(f"{way}/sign", data={"signature": "drawn", "drawing": DRAWING})
    assert late.location == f"{way}/language"
    page = patient.get(late.location).text
    assert "is 18 or older now, and decides alone. Nothing was signed" in page
    with at_work(cast.clinician) as work:
        assert work.session.scalars(select(Consent)).all() == []
    answered(patient, way)
    assert patient.get(f"{way}/signer").location == f"{way}/review"
    assert "decides alone" not in patient.get(f"{way}/review").text
    signed(patient, way, typed="Asha Verma")
    consent = kept(at_work, cast)
    assert (consent.signer, consent.guardian, consent.scopes) == ("Asha Verma", None, [])


def test_without_a_birthday_nobody_begins(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.admin) as work:
        work.session.get_one(Patient, cast.patient_id).born_on = None
        work.session.commit()
    refused = patient.get(way)
    assert refused.status_code == 409
    assert "date of birth" in refused.text


def test_what_the_clinic_asks_no_longer_cannot_be_signed(
    patient: FlaskClient, staff: FlaskClient, way: str, request_id: UUID
) -> None:
    answered(patient, way)
    staff.post(f"/consent-requests/{request_id}/cancel")
    assert patient.get(f"{way}/review").status_code == 409
    assert patient.post(f"{way}/sign", data={"typed": "Asha"}).status_code == 409


def test_another_patient_finds_no_question(stranger: FlaskClient, way: str) -> None:
    for path in (way, f"{way}/text", f"{way}/sign", f"{way}/done"):
        assert stranger.get(path).status_code == 404


def test_the_clinic_answers_nothing_without_handing_over(
    admin: FlaskClient, clinician: FlaskClient, staff: FlaskClient, way: str
) -> None:
    for client in (admin, clinician, staff):
        assert client.post(f"{way}/text", data={"answer": "no-to-all"}).status_code == 403
        assert client.get("/tablet").status_code == 403


class TestHandedOver:
    """The clinician's browser in the patient's hands."""

    def test_it_signs_with_a_witness_and_says_who_took_it(
        self, tablet: FlaskClient, way: str, at_work: AtWork, cast: Cast
    ) -> None:
        answered(tablet, way, language="hi", record="yes")
        assert signed(tablet, way, typed="आशा वर्मा", witness="Ravi") == f"{way}/done"
        assert "/paper" not in tablet.get(f"{way}/done").text
        consent = kept(at_work, cast)
        assert (consent.place, consent.taken_by) == (Place.CLINIC, "Clinician")
        assert (consent.signer, consent.witness) == ("आशा वर्मा", "Ravi")
        with at_work(cast.admin) as work:
            line = work.session.scalars(
                select(AuditEntry).where(AuditEntry.event == Event.CONSENT_SIGNED)
            ).one()
        assert line.detail["handed_over"] == str(consent.request_id)

    def test_every_page_of_the_clinic_leads_back(
        self, tablet: FlaskClient, way: str, cast: Cast
    ) -> None:
        for path in ("/", "/patients", f"/patients/{cast.patient_id}", "/portal", "/password"):
            assert tablet.get(path).location == way
        assert tablet.post("/language", data={"language": "hi"}).status_code == 303
        page = tablet.get(f"{way}/language").text
        assert 'lang="hi"' in page
        assert "Today" not in page

    def test_only_the_password_brings_the_clinic_back(
        self, tablet: FlaskClient, cast: Cast, at_work: AtWork
    ) -> None:
        refused = tablet.post("/tablet", data={"password": "not-the-password"})
        assert refused.status_code == 422
        assert "not the password" in refused.text
        assert tablet.get("/").status_code == 303
        with at_work(cast.admin) as work:
            assert work.session.get_one(Person, cast.clinician.id).failed_sign_ins == 1
        back = tablet.post("/tablet", data={"password": PASSWORD})
        assert back.location == f"/patients/{cast.patient_id}/consents"
        assert tablet.get("/").status_code == 200
        with at_work(cast.admin) as work:
            line = select(AuditEntry).where(AuditEntry.event == Event.TABLET_TAKEN_BACK)
            assert work.session.scalars(line).one().detail["answered"] is False

    def test_a_cookie_from_before_is_worth_nothing(
        self, clinician: FlaskClient, request_id: UUID, client_of: Callable[[str], FlaskClient]
    ) -> None:
        clinician.post(f"/consent-requests/{request_id}/hand-over")
        assert client_of("clinician").get("/").status_code == 401

    def test_a_closed_sign_in_ends_it(
        self, tablet: FlaskClient, admin: FlaskClient, way: str, cast: Cast, at_work: AtWork
    ) -> None:
        with at_work(cast.admin) as work:
            work.session.get_one(Person, cast.clinician.id).active = False
            work.session.commit()
        assert tablet.get(way).status_code == 401

    def test_a_question_that_is_answered_is_not_handed_over(
        self, patient: FlaskClient, staff: FlaskClient, way: str, request_id: UUID
    ) -> None:
        answered(patient, way)
        signed(patient, way, typed="Asha Verma")
        assert staff.post(f"/consent-requests/{request_id}/hand-over").status_code == 409
        assert staff.get("/").status_code == 200

    def test_the_answers_go_when_the_tablet_does(
        self, tablet: FlaskClient, way: str, request_id: UUID, at_work: AtWork, cast: Cast
    ) -> None:
        tablet.post(f"{way}/language", data={"answer": "hi"})
        tablet.post(f"{way}/text", data={"answer": "no-to-all"})
        tablet.post("/tablet", data={"password": PASSWORD})
        tablet.post(f"/consent-requests/{request_id}/hand-over")
        assert tablet.get(way).location == f"{way}/language"
        with at_work(cast.clinician) as work:
            assert work.session.get_one(ConsentRequest, request_id).is_open


@pytest.fixture
def named(at_work: AtWork, cast: Cast, jpeg: bytes) -> tuple[str, UUID, UUID]:
    """The way to a question about one photo; that photo, and another of the course."""
    with at_work(cast.admin) as work:
        course = factories.course(work, cast.patient_id)
        visit = factories.visit(work, course, date(2026, 11, 1))
        one = uploads.add(work, visit.id, jpeg, view="vertex").photo
        other = uploads.add(work, visit.id, pictures.photo(seed=2), view="vertex").photo
        draft = consent_templates.create(work, "Photographs")
        version = consent_templates.publish(work, draft.id)
        course.patient.born_on = date(1990, 4, 1)
        asked = consent_requests.ask(work, course.id, version.id, photo_ids=[one.id])
        return f"/portal/consents/{asked.id}", one.id, other.id


def test_who_signs_sees_the_photos_that_are_named(
    patient: FlaskClient, clinician: FlaskClient, named: tuple[str, UUID, UUID]
) -> None:
    way, photo_id, other_id = named
    clinician.post(f"/consent-requests/{way.rsplit('/', 1)[1]}/hand-over")
    for reader in (patient, clinician):
        reader.post(f"{way}/language", data={"answer": "en"})
        picture = f"{way}/photos/{photo_id}"
        assert picture in reader.get(f"{way}/text").text
        answer = reader.get(picture)
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert reader.get(picture, headers={"If-None-Match": answer.headers["ETag"]}).data == b""
        assert reader.get(f"{way}/photos/{other_id}").status_code == 404
    assert clinician.get(f"/photos/{photo_id}/thumb").status_code == 303


def test_nobody_else_sees_a_named_photo(
    client_of: Callable[[str], FlaskClient],
    named: tuple[str, UUID, UUID],
    at_work: AtWork,
    cast: Cast,
) -> None:
    way, photo_id, _ = named
    picture = f"{way}/photos/{photo_id}"
    assert client_of("stranger").get(picture).status_code == 404
    assert client_of("staff").get(picture).status_code == 403
    with at_work(cast.admin) as work:
        photos.set_aside(work, photo_id)
    assert client_of("patient").get(picture).status_code == 404


@pytest.mark.parametrize(
    "no_picture",
    [
        PNG,
        pictures.drawing()[:-40],
        PNG + pictures.drawing()[8:16] + b"\xff" * 8 + pictures.drawing()[24:],
    ],
    ids=["nothing but its first bytes", "cut off", "too large to open"],
)
def test_what_is_no_picture_is_no_signature(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast, no_picture: bytes
) -> None:
    answered(patient, way)
    drawing = "data:image/png;base64," + base64.b64encode(no_picture).decode()
    assert signed(patient, way, signature="drawn", drawing=drawing) is None
    with at_work(cast.clinician) as work:
        assert work.session.scalars(select(Consent)).all() == []


@pytest.mark.parametrize("by", ["the button", "the address"])
def test_a_text_is_signed_in_the_language_in_which_it_was_read(
    patient: FlaskClient, way: str, at_work: AtWork, cast: Cast, by: str
) -> None:
    answered(patient, way, language="en")
    patient.post(f"{way}/review", data={"answer": "read"})
    lang = "?lang=hi" if by == "the address" else ""
    if by == "the button":
        patient.post("/language", data={"language": "hi", "back": way})
    typed = {"signature": "typed", "typed": "Asha Verma"}
    answer = patient.post(f"{way}/sign{lang}", data=typed)
    assert answer.location == f"{way}/text"
    with at_work(cast.clinician) as work:
        assert work.session.scalars(select(Consent)).all() == []
    patient.post(f"{way}/text{lang}", data={"answer": "read"})
    patient.post(f"{way}/review{lang}", data={"answer": "read"})
    assert patient.post(f"{way}/sign{lang}", data=typed).location == f"{way}/done"
    assert kept(at_work, cast).language == "hi"
