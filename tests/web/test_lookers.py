"""Who looked at my photos, as the patient reads it."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient

from progress.models import AuditEntry
from progress.rules.audit import Event
from tests import factories
from tests.conftest import NOW, AtWork, Cast


@pytest.fixture
def looked(at_work: AtWork, cast: Cast) -> None:
    """The clinician looked at two photos, the patient at one."""
    with at_work(cast.clinician) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 2))
        for who, view in [
            (cast.clinician, "vertex"),
            (cast.clinician, "midline"),
            (cast.patient, "superior"),
        ]:
            photo = factories.photo(work, visit, view)
            line = {"at": NOW, "actor_id": who.id, "actor_name": who.name}
            subject = {"patient_id": cast.patient_id, "subject_id": photo.id}
            work.session.add(AuditEntry(**line, **subject, event=Event.PHOTO_SEEN, detail={}))
        work.session.commit()


@pytest.mark.usefixtures("looked")
def test_who_looked_at_what_and_when(patient: FlaskClient) -> None:
    page = patient.get("/portal/who-looked").text
    assert "Doctor or therapist<" in page
    assert "2 photos: Middle parting, Crown of the head." in page
    assert "22 November 2026" in page
    assert "Top of the head" not in page, "one's own looks are nobody else's"


@pytest.mark.usefixtures("looked")
def test_the_way_to_it_is_a_page_for_patients(
    stranger: FlaskClient, clinician: FlaskClient
) -> None:
    assert "Nobody else has looked yet" in stranger.get("/portal/who-looked").text
    assert clinician.get("/portal/who-looked").status_code == 403


def test_a_mark_that_makes_no_sense_is_the_first_page(patient: FlaskClient) -> None:
    assert patient.get("/portal/who-looked?before=x").status_code == 200


def test_what_was_shown_and_what_left(
    patient: FlaskClient, stranger: FlaskClient, at_work: AtWork, cast: Cast
) -> None:
    with at_work(cast.staff) as work:
        own = {"patient_id": cast.patient_id, "subject_id": cast.patient_id}
        work.record(Event.CASE_SEEN, **own)
        work.record(Event.CASE_SEEN, **own)
        work.record(Event.CASE_EXPORTED, **own, channel="instagram")
        work.session.commit()
    page = patient.get("/portal/who-looked").text
    assert "The gallery in the clinic" in page
    assert "A pair of your photos was shown, 2 times." in page
    assert "Took a pair of your photos elsewhere: Instagram." in page
    assert "आपकी दो फ़ोटो 2 बार दिखाई गईं।" in patient.get("/portal/who-looked?lang=hi").text
    assert "Instagram" not in stranger.get("/portal/who-looked").text
