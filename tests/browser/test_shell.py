"""The shell of every page: the palette, the theme, toasts and forms."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.conftest import Clinic, OpenPage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def theme(page: Page) -> str:
    page.wait_for_load_state("load")
    return str(page.evaluate("getComputedStyle(document.documentElement).colorScheme"))


def test_a_name_and_enter_open_the_patient_however_fast_they_are_typed(
    open_page: OpenPage, clinic: Clinic
) -> None:
    page = open_page("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("stranger")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/patients/{clinic.cast.stranger_id}")


def test_the_palette_is_walked_with_arrow_keys(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Find a patient").click()
    palette = page.get_by_role("dialog", name="Find a patient or an action")
    page.keyboard.type("new pat")
    action = palette.get_by_role("link", name="New patient")
    expect(palette.get_by_role("link", name="Today")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(action).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/new")


def test_the_palette_says_when_nobody_is_found_and_closes(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    expect(page.get_by_text("Nobody is found.").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_a_chosen_theme_stays_and_the_systems_can_return(open_page: OpenPage, system: str) -> None:
    other = {"light": "dark", "dark": "light"}[system]
    page = open_page("/", color_scheme=system)
    ground = "getComputedStyle(document.body).backgroundColor"
    first = page.evaluate(ground)
    page.get_by_role("button", name="You: Clinician").click()
    page.get_by_role("button", name=other.title()).click()
    page.reload()
    assert theme(page) == other
    assert page.evaluate(ground) != first
    page.get_by_role("button", name="You: Clinician").click()
    page.get_by_role("button", name="As the device").click()
    page.reload()
    assert page.evaluate(ground) == first


def test_what_was_done_is_said_in_a_toast(open_page: OpenPage) -> None:
    page = open_page("/patients/new", who="staff")
    page.get_by_role("textbox", name="Name").fill("Meera Joshi")
    page.get_by_role("button", name="Add patient").click()
    page.wait_for_url(re.compile(r"/patients/[0-9a-f-]{36}$"))
    toast = page.locator("#toasts").get_by_role("status")
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)


def test_a_mistake_in_a_form_is_shown_beside_its_field(open_page: OpenPage) -> None:
    page = open_page("/password", expected="Failed to load resource")
    for field in page.locator("input[type=password]").all():
        field.fill("not the password")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_be_focused()
    wrong = page.locator("[aria-invalid=true]").first
    said = wrong.get_attribute("aria-describedby")
    assert said
    expect(page.locator(f"#{said.split()[-1]}")).to_be_visible()


def test_a_phone_has_its_places_at_the_foot_and_nothing_sticks_out(open_page: OpenPage) -> None:
    page = open_page("/", **PHONE)
    foot = page.get_by_role("navigation", name="Main, at the foot")
    foot.get_by_role("link", name="Patients").click()
    page.wait_for_url("**/patients")
    expect(foot.get_by_role("link", name="Patients")).to_have_attribute("aria-current", "page")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    for link in foot.get_by_role("link").all():
        box = link.bounding_box()
        assert box and min(box["width"], box["height"]) >= 44


def test_the_keyboard_reaches_the_content_first(open_page: OpenPage) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_a_phone_a_date_leaves_the_name_its_width(open_page: OpenPage, clinic: Clinic) -> None:
    patient, due = clinic.cast.patient_id, date(2026, 3, 2)
    clinic.prepare(lambda work: factories.course(work, patient, next_due=due).id)
    page = open_page("/patients", **PHONE)
    late = page.locator(".row-link", has_text="days late")
    row, name = late.bounding_box(), late.locator(".row-main").bounding_box()
    assert row
    assert name
    assert name["width"] > 0.6 * row["width"]
