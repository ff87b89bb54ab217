"""A case from the clinic's desk to its tablet, until the patient takes consent back at home."""

from __future__ import annotations

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from progress.rules.consents import Scope
from tests.browser.axe import check
from tests.browser.case_desk import (
    DESK,
    PHONE,
    add_two_faces,
    ask_for_approval,
    begin_case,
    cover_the_face,
)
from tests.browser.conftest import Clinic, OpenPage, follow
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
ADDRESS = re.compile(r'"(/gallery/(?:kiosk|cases)/[\w-]+(?:/(?:earlier|later))?)"')
AT_ONCE = 5
"""Seconds after which nothing that was withdrawn is answered any more."""
GONE = "410"
LOST = "Failed to load resource"
MISSES, OFTEN = 3, 4000
"""After how many questions without an answer a page hides its photos, and milliseconds between."""


@pytest.fixture
def two_faces(clinic: Clinic) -> None:
    """The patient, eight weeks apart, who may be shown in the clinic with the face hidden."""
    add_two_faces(clinic, Scope.DISPLAY)


def test_a_case_is_made_approved_shown_and_gone_at_once(
    open_page: OpenPage, two_faces: None
) -> None:
    desk = open_page("/gallery", who="staff", expected=GONE, bypass_csp=True, **DESK)
    made = make_a_case(desk)
    second = open_page(made, who="clinician", bypass_csp=True, **PHONE)
    check(second)
    follow(second.get_by_role("button", name="Approve and publish"))
    expect(second.get_by_text("Approved by")).to_be_visible()
    tablet = open_page("/waiting-room", who="admin", expected=LOST, bypass_csp=True, **TABLET)
    tablet.clock.install()
    put_into_the_waiting_room(tablet)
    check(tablet)
    printed = addresses(desk) | addresses(second) | addresses(tablet)
    follow(tablet.get_by_role("link", name="8 weeks"))
    expect(tablet.get_by_text("No retouching")).to_be_visible()
    check(tablet)
    lose_the_connection(tablet)
    printed |= addresses(tablet)
    shown = {each for each in printed if each != made}
    assert {desk.request.get(each).status for each in shown} == {200}

    take_back(open_page("/portal/consents", who="patient", **PHONE))
    taken_back = monotonic()
    answers = {each: desk.request.get(each).status for each in shown}
    assert set(answers.values()) == {410}, answers
    assert monotonic() - taken_back < AT_ONCE
    tablet.clock.run_for(OFTEN)
    expect(tablet.get_by_text("Nothing is shown here now")).to_be_visible(timeout=AT_ONCE * 1000)
    desk.goto(made)
    expect(desk.get_by_text("says that it is gone")).to_be_visible()
    assert not desk.locator("main img").count()
    take_the_tablet_back(tablet)


def make_a_case(desk: Page) -> str:
    """By name, pair and drawing; a bar over the eyes is not enough."""
    begin_case(desk)
    check(desk)
    draw_a_bar(desk)
    expect(desk.get_by_text("only when they are better hidden")).to_be_visible()
    expect(desk.get_by_role("button", name="Ask for approval")).to_have_count(0)
    cover_the_face(desk)
    return ask_for_approval(desk)


def draw_a_bar(desk: Page) -> None:
    """Over the upper third of the face, by hand."""
    face = desk.locator("[data-box=face]").bounding_box()
    assert face
    desk.get_by_label("The area to hide or keep").check()
    face = desk.locator("[data-box=face]").bounding_box()
    assert face
    desk.mouse.move(face["x"], face["y"] + face["height"] * 0.4)
    desk.mouse.down()
    desk.mouse.move(face["x"] + face["width"], face["y"] + face["height"] * 0.55, steps=4)
    desk.mouse.up()
    follow(desk.get_by_role("button", name="Make the pictures"))


def put_into_the_waiting_room(tablet: Page) -> None:
    """From then on every address leads to the gallery."""
    check(tablet)
    follow(tablet.get_by_role("button", name="Put this tablet into the waiting room"))
    expect(tablet.get_by_role("heading", name="Before and after")).to_be_visible()
    tablet.goto("/patients")
    assert tablet.url.endswith("/gallery/kiosk")


def lose_the_connection(tablet: Page) -> None:
    """A page that cannot ask what may still be shown hides it."""
    tablet.context.set_offline(True)
    for _ in range(MISSES):
        with tablet.expect_event("requestfailed"):
            tablet.clock.run_for(OFTEN)
    expect(tablet.get_by_text("There is no connection.")).to_be_visible()
    expect(tablet.get_by_text("No retouching")).to_be_hidden()
    tablet.context.set_offline(False)
    tablet.clock.run_for(OFTEN)
    expect(tablet.get_by_text("No retouching")).to_be_visible()


def take_the_tablet_back(tablet: Page) -> None:
    follow(tablet.get_by_role("link", name="For the clinic"))
    check(tablet)
    tablet.get_by_label("Password").fill(PASSWORD)
    tablet.get_by_role("button", name="Take the tablet back").click()
    expect(tablet.get_by_role("heading", name="Gallery")).to_be_visible()


def take_back(home: Page) -> None:
    home.get_by_role("link", name="Take back Shown inside the clinic").click()
    home.get_by_role("button", name="Yes, take it back").click()
    expect(home.get_by_role("heading", name="Taken down at once")).to_be_visible()
    expect(home.get_by_text("Front: shown in the clinic until now")).to_be_visible()


def addresses(page: Page) -> set[str]:
    """Every address of a case that the page prints."""
    return set(ADDRESS.findall(page.content())) - {"/gallery/kiosk/shown"}
