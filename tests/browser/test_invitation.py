"""A patient is invited at the desk and comes in by phone: from the link to their photos."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from playwright.sync_api import Browser, Page, expect

from progress.models import Patient
from progress.services.work import Work
from tests import factories
from tests.browser.conftest import PATIENCE, Clinic, OpenPage

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
UNLOCKS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def phone(chromium: Browser, clinic: Clinic, **options: Any) -> Iterator[Page]:
    """A phone of its own. Passkeys need a name, which an address of numbers is not."""
    address = clinic.address.replace("127.0.0.1", "localhost")
    context = chromium.new_context(base_url=address, **PHONE, **options)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def unlocked_by_a_finger(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": UNLOCKS})


def fits(page: Page) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def born(page: Page, day: str, month: str, year: str) -> None:
    for label, text in (("Day", day), ("Month", month), ("Year", year)):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Continue").click()


def invited(work: Work) -> Patient:
    born_on = date(1990, 5, 31)
    return factories.patient(work, name="Nandini Rao", phone="98123 45678", born_on=born_on)


def test_from_the_invitation_to_ones_photos(
    open_page: OpenPage, chromium: Browser, clinic: Clinic
) -> None:
    patient_id = clinic.prepare(lambda work: invited(work).id)
    desk = open_page(f"/patients/{patient_id}", who="staff")
    desk.get_by_role("link", name="Invite to the photos").click()
    desk.get_by_role("button", name="Make an invitation").click()
    link = desk.locator("[data-link]").inner_text().replace("127.0.0.1", "localhost")
    expect(desk.get_by_role("img", name="Code for the patient’s phone")).to_be_visible()

    with phone(chromium, clinic) as page:
        unlocked_by_a_finger(page)
        page.goto(link)
        fits(page)
        expect(page.locator("body")).not_to_contain_text("Nandini")
        born(page, "1", "6", "1990")
        expect(page.get_by_role("alert")).to_contain_text("not what the clinic has written down")
        born(page, "31", "5", "1990")
        fits(page)
        page.get_by_role("button", name="With fingerprint, face or PIN").click()
        page.wait_for_url("**/portal")
        sign_out(page)

        expect(page.get_by_label("Password")).to_be_visible()
        fits(page)
        page.get_by_role("button", name="With fingerprint, face or PIN").click()
        page.wait_for_url("**/portal")
        page.goto("/passkeys")
        expect(page.get_by_text("As +919812345678.")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Linux")).to_be_visible()
        fits(page)

    with phone(chromium, clinic) as stranger:
        stranger.goto(link)
        expect(stranger.get_by_role("heading")).to_have_text("This link opens nothing")
        expect(stranger.locator("body")).not_to_contain_text("Nandini")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="You: Nandini Rao").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
