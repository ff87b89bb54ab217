"""The record as an administrator reads, searches and verifies it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from progress.models import AuditEntry, Patient
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.services import activity, audit_chain
from progress.web.activity_words import SAID
from tests import factories
from tests.conftest import AtWork, Cast, errand


def said(client: FlaskClient, address: str = "/activity") -> list[str]:
    """The sentences of a page."""
    rows = re.findall(r'record-said">(.*?)</span>', client.get(address).text)
    return [unescape(re.sub("<.*?>", "", row)) for row in rows]


@pytest.fixture
def photo_id(at_work: AtWork, cast: Cast) -> UUID:
    """The clinician looked at it, in full size and through a phone."""
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 5, 3))
        photo = factories.photo(work, visit)
        own = {"patient_id": cast.patient_id, "subject_id": photo.id}
        work.record(Event.PHOTO_SEEN, **own, size="full", capture=str(uuid4()))
        work.session.commit()
        return photo.id


def test_every_event_has_a_sentence() -> None:
    assert set(SAID) == set(Event), "Say in progress/web/activity_words.py how a new event reads."


def test_every_sentence_is_whole_whoever_did_it_and_whomever_it_is_about(
    admin: FlaskClient, cast: Cast, at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By somebody of the clinic, by the patient, about an erased patient, and about nobody."""
    monkeypatch.setattr(activity, "PAGE_SIZE", 1000)
    about = ((cast.staff, cast.patient_id), (cast.patient, cast.patient_id))
    about += ((cast.staff, uuid4()), (cast.staff, None))
    for actor, patient_id in about:
        with at_work(actor) as work:
            for event in Event:
                work.record(event, patient_id=patient_id, subject_id=patient_id)
            work.session.commit()
    rows = said(admin)
    assert len(rows) >= 4 * len(Event)
    for row in rows:
        assert row[0].isupper() and "{" not in row and "None" not in row, row
    assert "Patient looked at their own photo" in rows
    assert "Staff looked at a patient’s photo" in rows


def test_what_is_said_besides_is_read_in_words(
    admin: FlaskClient, cast: Cast, at_work: AtWork
) -> None:
    told = {
        "kind": ("home_photos.show_pixels", "Asked for: home photos (show pixels)."),
        "photos": (1, "1 photo."),
        "roles": (["staff", "admin"], "As staff and admin."),
        "active": (False, "Closed."),
        "on": ("2026-05-03", "3 May 2026."),
        "reason": ("unclear", "The photo is blurred, too dark or too bright."),
        "moment": ("24-48-hours-later", "24–48 hours later."),
        "answered": (False, "The question was not answered."),
        "scopes": (["display", "teaching"], "For: Shown inside the clinic and Teaching."),
        "was": ("published", "It was “published”."),
        "wrong_answers": (3, "3 of them so far."),
    }
    with at_work(cast.staff) as work:
        details = {name: value for name, (value, _) in told.items()}
        work.record(Event.PATIENT_CHANGED, patient_id=cast.patient_id, **details)
        # Of a later version, or an earlier one.
        odd = {"on": "soon", "reasons": ["unheard-of"], "change": "odd", "nobody-knows": [1]}
        work.record(Event.PATIENT_CHANGED, patient_id=cast.patient_id, **odd)
        work.session.commit()
    page = unescape(admin.get("/activity?what=patients").text)
    for _, sentence in told.values():
        assert sentence in page
    assert "unheard-of" in page


def test_an_entry_is_a_sentence_with_what_matters_and_the_way(
    admin: FlaskClient, photo_id: UUID
) -> None:
    page = admin.get("/activity?what=looks").text
    assert "Clinician looked at Asha Verma’s photo (vertex (crown), 3 May 2026)" in page
    assert f"#photo-{photo_id}" in page
    assert "In full size. Through a phone that was photographing." in page
    assert "{" not in page.partition("record-row")[2].partition("</ul>")[0], "no raw JSON"


def test_a_case_that_was_refused_says_why(admin: FlaskClient, cast: Cast, at_work: AtWork) -> None:
    with at_work(cast.staff) as work:
        work.record(Event.CASE_REFUSED, patient_id=cast.patient_id, reasons=["said-no", "gone"])
        shown = {"audience": "web", "disguise": "face-disguised", "pictures": "a" * 64}
        work.record(Event.CASE_PUBLISHED, patient_id=cast.patient_id, **shown)
        work.session.commit()
    page = admin.get("/activity?what=publications").text
    assert "Progress refused Staff to publish Asha Verma’s case" in page
    assert "The patient said no to this. gone" in page
    assert "Audience: on the web. Face disguised." in page
    assert "aaaa" not in page, "a fingerprint tells nobody anything"


def test_what_people_do_is_read_afterwards(admin: FlaskClient, staff: FlaskClient) -> None:
    staff.post("/patients/new", data={"name": "Meera Nair", "sex": ""})
    assert "Staff added Meera Nair" in said(admin)


def test_the_address_holds_what_is_looked_for(admin: FlaskClient, cast: Cast) -> None:
    assert set(said(admin, "/activity?what=signed-in")) == {
        f"{name} signed in" for name in ("Admin", "Clinician", "Staff", "Patient", "Stranger")
    }
    assert said(admin, f"/activity?what=people&by={cast.staff.id}") == ["Staff signed in"]
    page = admin.get(f"/activity?patient={cast.stranger_id}&what=people").text
    assert "Only Stranger Singh" in page
    assert 'href="/activity?what=people"' in page, "the way back keeps the other filters"
    assert "Asha Verma" not in page
    page = admin.get("/activity?what=erasures&until=2020-01-01").text
    assert "Nothing of this kind" in page and 'value="2020-01-01"' in page


def test_a_patient_is_found_by_name(admin: FlaskClient, cast: Cast, at_work: AtWork) -> None:
    with at_work(cast.admin) as work:
        factories.patient(work, name="Stranger Rao", record_number="P-0009")
    one = admin.get("/activity?name=asha&what=people")
    assert one.location == f"/activity?what=people&patient={cast.patient_id}"
    several = admin.get("/activity?name=stranger&what=people").text
    assert "Which patient do you mean?" in several
    assert f"/activity?what=people&amp;patient={cast.stranger_id}" in several
    assert "No patient of this name is here" in admin.get("/activity?name=qqq").text


def test_from_an_entry_to_all_that_its_person_did(
    admin: FlaskClient, staff: FlaskClient, stranger: FlaskClient, cast: Cast
) -> None:
    """A patient too, who is not among those whom the form offers."""
    stranger.get("/activity")
    way = f"/activity?what=refusals&by={cast.stranger.id}"
    assert way in unescape(admin.get("/activity?what=refusals").text)
    assert said(admin, way) == ["Stranger asked for what their sign-in does not allow"]
    assert "Stranger (patient)" in admin.get(way).text


def test_what_makes_no_sense_is_not_asked_for(admin: FlaskClient) -> None:
    nonsense = "what=x&by=x&patient=x&before=x&since=0001-01-01&until=9999-12-31"
    assert "Admin signed in" in said(admin, f"/activity?{nonsense}")


def test_earlier_entries_follow(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "PAGE_SIZE", 3)
    page = admin.get("/activity?what=people").text
    following = unescape(re.search(r'href="(/activity\?[^"]*before=\d+)"', page)[1])
    assert "what=people" in following
    assert len(said(admin, following)) == 3


def test_after_an_erasure_no_name_is_left(
    app: Flask, admin: FlaskClient, cast: Cast, photo_id: UUID
) -> None:
    """As services.erasing leaves it: the row is gone, and the name in what they did themselves."""
    with errand(app, SYSTEM) as work:
        gone = factories.patient(work, name="Kavita Planted").id
        work.record(Event.CONSENT_SIGNED, patient_id=gone, scopes=["display"])
        work.record(Event.PHOTO_SEEN, patient_id=gone, subject_id=uuid4())
        work.session.flush()
        theirs = update(AuditEntry).where(AuditEntry.patient_id == gone)
        work.session.execute(theirs.values(actor_name="", salt=""))
        work.session.delete(work.session.get_one(Patient, gone))
        work.session.commit()
    page = admin.get(f"/activity?patient={gone}").text
    assert "Planted" not in page and "Only one patient" in page
    assert "An erased patient looked at an erased patient’s photo" in page
    assert "No patient of this name is here" in admin.get("/activity?name=planted").text


class TestVerifying:
    """The same as the command, on a page."""

    def test_the_page_says_how_far_it_holds(
        self, app: Flask, admin: FlaskClient, at_work: AtWork, cast: Cast
    ) -> None:
        page = admin.get("/activity/record").text
        with at_work(cast.admin) as work:
            seal = audit_chain.tip(work).seal
        assert seal[:8] in page and seal[-8:] in page
        assert admin.post("/activity/record", data={"noted": seal.upper()}).status_code == 303
        page = admin.get("/activity/record").text
        assert re.search(r"\d+ entries, unbroken since \d", page)
        assert "The seal that you noted is that of entry" in page
        assert "Admin had the record verified" in said(admin)

    def test_it_says_which_entry_is_broken_and_when(
        self, app: Flask, admin: FlaskClient, at_work: AtWork, cast: Cast
    ) -> None:
        with at_work(cast.admin) as work:
            third = work.session.scalar(select(func.min(AuditEntry.id))) + 2
            changed = update(AuditEntry).where(AuditEntry.id == third)
            work.session.execute(changed.values(event=Event.SIGNED_OUT))
            work.session.commit()
        admin.post("/activity/record")
        page = admin.get("/activity/record").text
        assert f"The record is broken at entry {third}. It was changed" in page
        assert "All 2 entries before it are as they were written." in page

    def test_a_seal_that_is_none_is_refused(self, admin: FlaskClient) -> None:
        answer = admin.post("/activity/record", data={"noted": "abc"})
        assert answer.status_code == 422
        assert "A seal has 64 letters and digits" in answer.text

    def test_a_long_record_goes_on_in_the_background(
        self, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch, at_work: AtWork, cast: Cast
    ) -> None:
        monkeypatch.setattr(audit_chain, "PART", 3)
        admin.post("/activity/record")
        assert "every 2s" in admin.get("/activity/record/check").text
        with at_work(cast.admin) as work:
            check_id = audit_chain.latest(work).id
            for _ in range(10):
                audit_chain.carry_on(work, check_id)
        assert "unbroken since" in admin.get("/activity/record/check").text
