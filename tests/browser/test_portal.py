"""A patient with a phone: Hindi first, then English, from before and now to what was done."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from progress.models import Course
from progress.rules.treatment import VisitKind
from progress.services.work import Work
from tests import factories
from tests.browser import axe, marked
from tests.browser.conftest import Clinic, OpenPage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "reduced_motion": "reduce"}
ACROSS = "document.documentElement.scrollWidth - window.innerWidth"
BAR = "मुख्य, नीचे"


@pytest.fixture
def course(clinic: Clinic) -> marked.Course:
    """Photos of a view, of which the last lies over no other, and a session just now."""

    def make(work: Work) -> marked.Course:
        made = marked.course(work, clinic.cast.patient_id)
        own = work.session.get_one(Course, made.course_id)
        today = factories.visit(work, own, work.today, VisitKind.TREATMENT)
        factories.treatment(work, today, recorded_at=work.now, therapist="Asha Kulkarni")
        return made

    return clinic.prepare(make)


def test_a_patient_reads_both_languages_on_a_phone(
    open_page: OpenPage, course: marked.Course
) -> None:
    page = open_page("/portal", "patient", bypass_csp=True, **PHONE)
    page.get_by_role("button", name="हिन्दी").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("मेरी फ़ोटो")
    sound(page)
    sees_photos_and_what_is_urgent_at_once(page)
    reads_why_two_are_not_compared(page)
    compares_in_plain_words(page, course)
    reads_what_was_done(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My visits")
    page.get_by_role("link", name="More").click()
    expect(page.get_by_role("link", name="Who looked at my photos")).to_be_visible()
    sound(page)


def sees_photos_and_what_is_urgent_at_once(page: Page) -> None:
    """On the day of a session, without a touch: before and now first, then the advice."""
    bar = page.locator(".bottombar").bounding_box()
    pair = page.locator(".photo-pair").first.bounding_box()
    urgent = page.locator(".aftercare > p").bounding_box()
    assert bar and pair and urgent
    assert pair["y"] + pair["height"] < urgent["y"]
    assert urgent["y"] + urgent["height"] < bar["y"]


def reads_why_two_are_not_compared(page: Page) -> None:
    page.get_by_role("link", name="पहले और अब की तुलना करें").click()
    expect(page.locator(".stage[data-ready]")).to_be_visible()
    expect(page.locator(".stage-note")).to_contain_text("इन दोनों फ़ोटो की तुलना नहीं की गई।")


def compares_in_plain_words(page: Page, course: marked.Course) -> None:
    page.goto(course.path(0, 1))
    stage = page.locator(".stage[data-ready]")
    expect(stage).to_be_visible()
    expect(stage.locator(".stage-facts > summary")).to_contain_text("इन दोनों फ़ोटो")
    for mode in ("साथ-साथ", "स्लाइडर", "बारी-बारी"):
        button = page.get_by_role("button", name=mode)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-mode-button]")).to_have_count(3)
    page.get_by_role("button", name="स्लाइडर").click()
    page.get_by_role("slider", name="दोनों फ़ोटो के बीच की रेखा").press("ArrowLeft")
    expect(page.locator(".divider")).to_have_attribute("aria-valuetext", "48 प्रतिशत बाईं फ़ोटो")
    page.get_by_role("button", name="दाईं फ़ोटो जैसी खींची गई थी").dispatch_event(
        "pointerdown", {"button": 0, "pointerId": 1}
    )
    expect(stage.locator(".stage-facts > summary")).to_have_text("जैसी खींची गई थी")
    page.keyboard.press("Tab")
    sound(page)
    page.get_by_role("link", name="इलाज पर वापस").click()


def reads_what_was_done(page: Page) -> None:
    page.get_by_role("navigation", name=BAR).get_by_role("link", name="मेरी विज़िट").click()
    latest = page.get_by_role("article").first
    expect(latest).to_contain_text("Asha Kulkarni")
    latest.get_by_text("इस सेशन के बाद").click()
    expect(latest.get_by_text("क्लिनिक को फ़ोन कीजिए, अगर")).to_be_visible()
    sound(page)


def sound(page: Page) -> None:
    """Nothing is wider than the phone, and axe finds nothing; test_every_page looks in the dark."""
    assert page.evaluate(ACROSS) <= 0
    assert axe.faults(page) == []
