"""A patient is invited at the desk and comes in by phone: from the link to their photos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from progress.models import AuditEntry, Patient, Person
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.services import people
from progress.services.work import Work
from tests import factories
from tests.browser.conftest import PATIENCE, Clinic, OpenPage, follow

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
    follow(page.get_by_role("button", name="Continue"))


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
        noted = clinic.prepare(lambda work: events(work, patient_id))
        assert noted.index(Event.INVITATION_USED) < noted.index(Event.PASSKEY_ADDED)

        sign_out(page)
        clinic.prepare(lambda work: close(work, patient_id))
        page.get_by_role("button", name="With fingerprint, face or PIN").click()
        expect(page.get_by_role("alert")).to_contain_text("That did not work")
        page.goto("/portal")
        expect(page).to_have_url(re.compile("/sign-in"))
        assert clinic.prepare(lambda work: events(work, patient_id)).count(Event.SIGNED_IN) == 2

    with phone(chromium, clinic) as stranger:
        stranger.goto(link)
        expect(stranger.get_by_role("heading")).to_have_text("This link opens nothing")
        expect(stranger.locator("body")).not_to_contain_text("Nandini")


def events(work: Work, patient_id: UUID) -> list[Event]:
    query = select(AuditEntry.event).where(AuditEntry.patient_id == patient_id)
    return list(work.session.scalars(query.order_by(AuditEntry.id)))


def close(work: Work, patient_id: UUID) -> None:
    [person] = work.session.scalars(select(Person).where(Person.patient_id == patient_id)).unique()
    people.set_active(replace(work, actor=SYSTEM), person.id, active=False)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="You: Nandini Rao").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
