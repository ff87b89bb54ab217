"""From the invitation to the first comparison, as somebody who never used anything like it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from time import monotonic, thread_time

import pytest
from playwright.sync_api import Browser, Page, expect

from progress.models import Photo
from progress.rules.treatment import VisitKind
from progress.services import invitations
from progress.services.photos import key
from progress.services.work import Work
from tests import examples, factories
from tests.browser.conftest import Clinic
from tests.browser.newcomer import Newcomer
from tests.browser.test_invitation import fits, phone, unlocked_by_a_finger

pytestmark = pytest.mark.browser

A_MINUTE = 60
A_MOMENT = 0.2
"""Seconds of work by which it is seen how much of the processor others take."""
WITH_PASSWORD = ("en", "Welcome", "Compare before and now")
"""Language, and what stands on the first page and on the button of the third."""
WITH_PASSKEY = ("hi", "आपका स्वागत है", "पहले और अब की तुलना करें")


def invited(work: Work) -> str:
    """The path of the link, for a patient with two photos that can be compared."""
    patient = factories.patient(work, name="Nandini Rao", born_on=date(1990, 5, 31))
    course = factories.course(work, patient.id)
    first = photographed(work, course, date(2026, 1, 5), VisitKind.BASELINE)
    now = photographed(work, course, date(2026, 2, 2), VisitKind.TREATMENT)
    factories.alignment(work, first, now)
    return f"/welcome/{invitations.invite(work, patient.id).token}"


def photographed(work: Work, course: object, on: date, kind: VisitKind) -> Photo:
    row = factories.photo(work, factories.visit(work, course, on, kind), width=72, height=96)
    work.store.put(str(row.patient_id), key(row.id, "original"), examples.GREY)
    return row


def answers(newcomer: Newcomer, welcome: str) -> None:
    page = newcomer.page
    expect(page.get_by_role("heading", level=1)).to_have_text(welcome)
    for field, text in enumerate(("31", "5", "1990")):
        newcomer.types(text, page.locator(".birth-parts input").nth(field))
    newcomer.taps_on(page.locator("form .btn-primary"))
    page.wait_for_url("**/welcome/sign-in")
    newcomer.reads_a_page()
    fits(page)


def keeps_a_password(newcomer: Newcomer) -> None:
    page = newcomer.page
    newcomer.taps_on(page.get_by_text("With a password"))
    newcomer.reads()
    expect(page.get_by_label("Password")).to_be_focused()
    newcomer.types("meri behen 4", page.get_by_label("Password"))
    newcomer.taps_on(page.get_by_role("button", name="Keep this password"))


def keeps_a_passkey(newcomer: Newcomer) -> None:
    newcomer.taps_on(newcomer.page.get_by_role("button", name="फ़िंगरप्रिंट, चेहरे या पिन से"))


@pytest.mark.parametrize(
    ("said", "choose", "taps"),
    [(WITH_PASSWORD, keeps_a_password, 6), (WITH_PASSKEY, keeps_a_passkey, 5)],
    ids=["password", "passkey"],
)
def test_the_first_comparison_comes_within_a_minute(
    chromium: Browser,
    clinic: Clinic,
    said: tuple[str, str, str],
    choose: Callable[[Newcomer], None],
    taps: int,
    record_property: Callable[[str, object], None],
) -> None:
    language, welcome, compare = said
    link = clinic.prepare(invited)
    with phone(chromium, clinic, locale=language) as page:
        unlocked_by_a_finger(page)
        newcomer, before, began = Newcomer(page), crowding(), monotonic()
        newcomer.opens(link)
        answers(newcomer, welcome)
        choose(newcomer)
        page.wait_for_url("**/portal")
        newcomer.reads_a_page()
        newcomer.taps_on(page.get_by_role("link", name=compare))
        compared(page)
        took = (monotonic() - began) / max(before, crowding())
    record_property("newcomer", f"{newcomer.seconds:.0f} s, and the machine {took:.1f} s")
    assert (newcomer.pages, newcomer.taps) == (3, taps)
    assert newcomer.seconds + took < A_MINUTE


def crowding() -> float:
    """How many times as long as alone the machine takes at the moment, beside all else it does."""
    began, worked = monotonic(), thread_time()
    while thread_time() - worked < A_MOMENT:
        pass
    return max(1.0, (monotonic() - began) / A_MOMENT)


def compared(page: Page) -> None:
    """Both photos are there, one over the other."""
    page.wait_for_selector(".stage[data-ready]")
    expect(page).to_have_url(re.compile("/compare/"))
    fits(page)
