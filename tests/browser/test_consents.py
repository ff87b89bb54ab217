"""Consent in earnest: asked at the desk, answered on the tablet, taken back at home."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from progress.models import Patient
from progress.rules.access import SYSTEM
from progress.services import consent_templates
from progress.services.work import Work
from tests import factories
from tests.browser.axe import check
from tests.browser.conftest import Clinic, OpenPage, follow
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def course_id(clinic: Clinic) -> UUID:
    """A course of the patient's, and a text that is published."""

    def make(work: Work) -> UUID:
        work.session.get_one(Patient, clinic.cast.patient_id).born_on = date(1990, 4, 1)
        everything = Work(work.session, work.store, SYSTEM, work.now)
        draft = consent_templates.create(everything, "Photographs")
        consent_templates.publish(everything, draft.id)
        return factories.course(work, clinic.cast.patient_id).id

    return clinic.prepare(make)


def choose(page: Page, answer: str, on: str = "आगे") -> None:
    page.get_by_label(answer, exact=True).check()
    follow(page.get_by_role("button", name=on, exact=True))


def sign_with_a_finger(page: Page) -> None:
    field = page.locator("canvas")
    expect(field).to_be_visible()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + 18 * step, box["y"] + 90 + (-1) ** step * 25)
    page.mouse.up()


def test_asked_signed_on_the_tablet_in_hindi_and_taken_back_at_home(
    open_page: OpenPage, clinic: Clinic, course_id: UUID
) -> None:
    screen = {"viewport": PHONE, "bypass_csp": True}
    page = open_page(f"/courses/{course_id}", expected="422", **screen)
    follow(page.get_by_role("link", name="Ask for consent"))
    expect(page.get_by_label("View", exact=True)).to_be_hidden()
    follow(page.get_by_role("button", name="Ask", exact=True))
    check(page)
    follow(page.get_by_role("button", name="Hand over the tablet"))

    choose(page, "हिन्दी", on="Next")
    expect(page.get_by_role("heading", level=1)).to_have_text("आपके इलाज की फ़ोटो")
    check(page)
    page.goto(f"/patients/{clinic.cast.patient_id}")
    expect(page.get_by_role("heading", level=1)).to_have_text("आपके इलाज की फ़ोटो")
    page.get_by_role("button", name="एक-एक करके जवाब दें").click()
    page.get_by_role("button", name="आगे", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
    for answer in ("हाँ", "नहीं", "नहीं", "हाँ"):
        choose(page, answer)
    choose(page, "मुझे कोई भी किसी तरह न पहचान सके।")
    page.reload()
    check(page)
    follow(page.get_by_role("button", name="हाँ, साइन करने की ओर"))
    check(page)
    sign_with_a_finger(page)
    page.locator(".consent-actions button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("धन्यवाद")
    check(page)

    page.get_by_role("link", name="क्लिनिक टैबलेट वापस ले").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form .btn-primary").click()
    expect(page.get_by_role("heading", name="What is allowed")).to_be_visible()
    expect(page.locator("article")).to_contain_text("The clinic’s website")
    check(page)

    home = open_page("/portal/consents", who="patient", **screen)
    check(home)
    follow(home.get_by_role("link", name="Take back The clinic’s website"))
    check(home)
    home.get_by_role("button", name="Yes, take it back").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Taken back")
    check(home)
    page.reload()
    expect(page.locator("article")).not_to_contain_text("The clinic’s website")
