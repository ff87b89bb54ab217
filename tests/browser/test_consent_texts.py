"""A consent text, from its first draft to the patient who signs it and takes it back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from progress.models import Consent, OutgoingMail, Patient
from progress.services import reminders
from progress.services.work import Work
from tests import factories
from tests.browser.axe import check
from tests.browser.conftest import Clinic, OpenPage, follow
from tests.browser.test_consents import PHONE, choose, sign_with_a_finger

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 900}}
SMALL = {"viewport": PHONE, "bypass_csp": True}
ENGLISH, HINDI = "Your photos on our pages", "हमारे पेज पर आपकी फ़ोटो"
CHANGED = "हमारे पेज पर आपकी नई फ़ोटो"
QUESTION = "क्या हम इन्हें Instagram पर अपने पेज पर रख सकते हैं?"
WORDS = "article h2, article h3, article p, .read-question > :first-child"
"""What a preview shows of a text."""
READ = "h1, .consent-text, #change-of-mind, .consent-choices:not(.consent-yes-no) .choice"
"""What of a text a step shows to the patient."""


@pytest.fixture
def course_id(clinic: Clinic) -> UUID:
    def make(work: Work) -> UUID:
        patient = work.session.get_one(Patient, clinic.cast.patient_id)
        patient.born_on, patient.language = date(1990, 4, 1), "hi"
        return factories.course(work, patient.id).id

    return clinic.prepare(make)


def test_from_an_administrators_draft_to_a_patients_own_copy(
    open_page: OpenPage, clinic: Clinic, course_id: UUID
) -> None:
    desk = open_page("/consent-texts/new", who="admin", bypass_csp=True, **DESK)
    writes(desk)
    read = previews(desk)
    follow(desk.get_by_role("button", name="Publish version 1"))
    asked(open_page, course_id, "Our pages, version 1")

    phone = open_page("/portal", who="patient", locale="hi-IN", **SMALL)
    signs(phone, read)
    paper = phone.get_by_role("link", name="मेरी कॉपी (PDF)").get_attribute("href")
    signed = attached(phone, paper)
    assert HINDI in signed
    assert QUESTION in signed

    changes(desk)
    assert attached(phone, paper) == signed
    follow(desk.get_by_role("link", name="Version 1"))
    follow(desk.get_by_role("link", name="हिन्दी"))
    assert words(desk) == read
    asked(open_page, course_id, "Our pages, version 2")
    ends_soon(phone, clinic)
    takes_back(phone)


def writes(page: Page) -> None:
    """Both languages, another set of questions, one degree of disguise less, a year."""
    page.get_by_label("Name").fill("Our pages")
    follow(page.get_by_role("button", name="Begin the draft"))
    page.get_by_label("Title · English").fill(ENGLISH)
    page.get_by_label("Title · हिन्दी").fill(HINDI)
    instagram = page.get_by_role("group", name="Instagram")
    expect(instagram.get_by_label("The question · हिन्दी")).to_be_hidden()
    for box in ("Shown inside the clinic", "Teaching", "Recognisable"):
        page.get_by_role("checkbox", name=box, exact=True).uncheck()
    page.get_by_role("checkbox", name="Instagram").check()
    instagram.get_by_label("The question · हिन्दी").fill("")
    page.get_by_label("For how many months it holds").fill("12")
    check(page)
    follow(page.get_by_role("button", name="Save and read it"))


def previews(page: Page) -> set[str]:
    """What is missing is named before it can be published; then what is read in Hindi."""
    expect(page.get_by_text("Still to be written in हिन्दी: Instagram.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    follow(page.get_by_role("link", name="Edit"))
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    group = page.get_by_role("group", name="Instagram")
    group.get_by_label("The question · हिन्दी").fill(QUESTION)
    check(page)
    follow(page.get_by_role("button", name="Save and read it"))
    expect(page.get_by_role("heading", name=ENGLISH)).to_be_visible()
    check(page)
    follow(page.get_by_role("link", name="हिन्दी"))
    expect(page.get_by_role("heading", name=HINDI)).to_be_visible()
    return words(page)


def words(page: Page) -> set[str]:
    return lines(page.locator(WORDS).all_inner_texts())


def lines(pieces: list[str]) -> set[str]:
    return {line for piece in pieces for line in re.split(r"\n+", piece.strip())}


def asked(open_page: OpenPage, course_id: UUID, text: str) -> None:
    """A clinician asks; the latest version alone is there to be asked."""
    page = open_page(f"/courses/{course_id}", **DESK)
    page.get_by_role("link", name="Ask for consent").click()
    expect(page.get_by_role("radio", name="Our pages")).to_have_count(1)
    page.get_by_role("radio", name=text).check()
    follow(page.get_by_role("button", name="Ask", exact=True))
    expect(page.get_by_text("Our pages")).to_be_visible()


def signs(page: Page, read: set[str]) -> None:
    """Step by step: what the preview showed is what is read, and nothing else."""
    page.get_by_role("link", name="क्लिनिक आपसे पूछता है").click()
    follow(page.get_by_role("link", name="पढ़ें और जवाब दें"))
    choose(page, "हिन्दी")
    shown = page.locator(READ).all_inner_texts()
    follow(page.get_by_role("button", name="एक-एक करके जवाब दें"))
    for answer in ("हाँ", "नहीं", "हाँ", "मुझे कोई भी किसी तरह न पहचान सके।"):
        shown += page.locator(READ).all_inner_texts()
        choose(page, answer)
    assert lines(shown) == read
    page.get_by_role("button", name="हाँ, साइन करने की ओर").click()
    sign_with_a_finger(page)
    page.locator(".consent-actions button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("धन्यवाद")


def attached(page: Page, address: str | None) -> str:
    """What lies inside the paper: the text as it was signed."""
    assert address
    paper = PdfReader(io.BytesIO(page.request.get(address).body()))
    [[signed]] = paper.attachments.values()
    return signed.decode()


def changes(page: Page) -> None:
    page.goto("/consent-texts/")
    follow(page.get_by_role("button", name="New version"))
    page.get_by_label("Title · हिन्दी").fill(CHANGED)
    follow(page.get_by_role("button", name="Save and read it"))
    follow(page.get_by_role("button", name="Publish version 2"))


def ends_soon(page: Page, clinic: Clinic) -> None:
    """Ten days before its end: the clinic sees it, the patient too, and is sent a mail, once."""

    def remind(work: Work) -> list[str]:
        consent = work.session.scalars(select(Consent)).one()
        consent.ends_at = work.now + timedelta(days=10)
        work.session.commit()
        for _ in range(2):
            reminders.send_due(replace(work, post=lambda _: None), consent.id)
        return list(work.session.scalars(select(OutgoingMail.text)))

    [text] = clinic.prepare(remind)
    assert text.startswith("नमस्ते")
    follow(page.get_by_role("link", name="मैंने क्या इजाज़त दी है, देखें"))
    expect(page.get_by_text("जल्द ख़त्म होगी")).to_be_visible()
    check(page)


def takes_back(page: Page) -> None:
    page.get_by_role("link", name="Instagram").click()
    page.get_by_role("button", name="हाँ, वापस लें").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("इजाज़त वापस ली गई")
