"""An administrator asks the record a question by keyboard, on a phone, and has it verified."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from progress.rules.audit import Event
from progress.services import audit_chain
from progress.services.work import Work
from tests import factories
from tests.browser.conftest import Clinic, OpenPage

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def test_who_looked_at_one_patient_and_whether_the_record_holds(
    clinic: Clinic, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(work: Work) -> None:
        visit = factories.visit(
            work, factories.course(work, clinic.cast.patient_id), date(2026, 5, 3)
        )
        own = {"patient_id": clinic.cast.patient_id}
        work.record(Event.PHOTO_SEEN, **own, subject_id=factories.photo(work, visit).id)
        work.record(Event.PHOTO_SEEN, patient_id=clinic.cast.stranger_id)
        work.session.commit()

    clinic.prepare(look)
    page = open_page("/activity", who="admin", viewport=PHONE)
    page.get_by_label("What").select_option("looks")
    page.get_by_label("Patient", exact=True).fill("asha")
    page.keyboard.press("Enter")
    rows = page.locator(".record-row")
    expect(rows).to_have_count(1)
    expect(rows.get_by_role("link").first).to_have_text(
        "Clinician looked at Asha Verma’s photo (vertex (crown), 3 May 2026)"
    )
    assert "what=looks" in page.url and str(clinic.cast.patient_id) in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # So short that the page has to wait for the worker.
    monkeypatch.setattr(audit_chain, "PART", 2)
    page.goto("/activity/record")
    page.get_by_role("button", name="Verify the record").click()
    expect(page.locator("#check")).to_contain_text("unbroken since")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
