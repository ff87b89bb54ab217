"""A case from the clinic's desk to its tablet, until the patient takes consent back at home."""

from __future__ import annotations

import re
from datetime import date, timedelta
from time import monotonic

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from progress.rules.consents import Disguise, Scope
from progress.rules.views import Region, ViewSlug
from progress.services import preparation, uploads
from progress.services.work import Work
from progress.vision import codec
from tests import examples, factories
from tests.browser import axe, fake_camera
from tests.browser.conftest import Clinic, OpenPage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
ACROSS = "document.documentElement.scrollWidth - window.innerWidth"
ADDRESS = re.compile(r'"(/gallery/(?:kiosk|cases)/[\w-]+(?:/(?:earlier|later))?)"')
AT_ONCE = 5
"""Seconds after which nothing that was withdrawn is answered any more."""
GONE = "410"


@pytest.fixture
def two_faces(clinic: Clinic) -> None:
    """The patient, eight weeks apart, who may be shown in the clinic with the face hidden."""

    def make(work: Work) -> None:
        views = [ViewSlug.FRONTAL]
        course = factories.course(work, clinic.cast.patient_id, Region.FACE, views=views)
        portrait = codec.decode(fake_camera.portrait())
        photos = []
        for weeks in (0, 8):
            visit = factories.visit(work, course, date(2026, 8, 1) + timedelta(weeks=weeks))
            jpeg = codec.encode_jpeg(np.maximum(portrait, weeks))
            photos.append(uploads.add(work, visit.id, jpeg, view="frontal").photo)
            preparation.prepare(work, photos[-1].id)
        factories.alignment(work, *photos)
        yes = dict.fromkeys(examples.ASKED, False) | {Scope.DISPLAY: True}
        factories.consent(work, course, scopes=yes, disguise=Disguise.FACE_DISGUISED)

    clinic.prepare(make)


def test_a_case_is_made_approved_shown_and_gone_at_once(
    open_page: OpenPage, two_faces: None
) -> None:
    desk = open_page("/gallery", who="staff", expected=GONE, bypass_csp=True, **DESK)
    made = make_a_case(desk)
    second = open_page(made, who="clinician", bypass_csp=True, **PHONE)
    fits(second)
    second.get_by_role("button", name="Approve and publish").click()
    expect(second.get_by_text("Approved by")).to_be_visible()
    tablet = open_page("/gallery/kiosk", who="staff", expected=GONE, bypass_csp=True, **TABLET)
    fits(tablet)
    printed = addresses(desk) | addresses(second) | addresses(tablet)
    tablet.get_by_role("link", name="8 weeks").click()
    expect(tablet.get_by_text("No retouching")).to_be_visible()
    fits(tablet)
    printed |= addresses(tablet)
    shown = {each for each in printed if each != made}
    assert {desk.request.get(each).status for each in shown} == {200}

    take_back(open_page("/portal/consents", who="patient", **PHONE))
    taken_back = monotonic()
    answers = {each: desk.request.get(each).status for each in shown}
    assert set(answers.values()) == {410}, answers
    assert monotonic() - taken_back < AT_ONCE
    expect(tablet.get_by_text("Nothing is shown here now")).to_be_visible(timeout=AT_ONCE * 1000)
    desk.goto(made)
    expect(desk.get_by_text("says that it is gone")).to_be_visible()
    assert not desk.locator("main img").count()


def make_a_case(desk: Page) -> str:
    """By name, pair and drawing; a bar over the eyes is not enough."""
    desk.get_by_role("link", name="New case").first.click()
    desk.get_by_role("searchbox", name="Name, phone or record number").fill("Asha")
    desk.get_by_role("button", name="Find", exact=True).click()
    desk.locator("main").get_by_role("link", name="Asha Verma").first.click()
    fits(desk)
    desk.get_by_role("button", name="Make a case").click()
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()
    fits(desk)
    draw_a_bar(desk)
    expect(desk.get_by_text("only when they are better hidden")).to_be_visible()
    expect(desk.get_by_role("button", name="Ask for approval")).to_have_count(0)
    cover_the_face(desk)
    desk.get_by_role("button", name="Ask for approval").click()
    expect(desk.get_by_text("somebody else has to approve it")).to_be_visible()
    return desk.url.split("#")[0].removeprefix(origin(desk))


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
    desk.get_by_role("button", name="Make the pictures").click()


def cover_the_face(desk: Page) -> None:
    """In numbers, as somebody does who cannot draw."""
    desk.get_by_text("Numbers instead of drawing").click()
    desk.get_by_label("Area", exact=True).fill(desk.get_by_label("Face", exact=True).input_value())
    desk.get_by_label("Blur the area").check()
    desk.get_by_role("button", name="Make the pictures").click()
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()


def take_back(home: Page) -> None:
    home.get_by_role("link", name="Take back Shown inside the clinic").click()
    home.get_by_role("button", name="Yes, take it back").click()
    expect(home.get_by_role("heading", name="Taken down at once")).to_be_visible()
    expect(home.get_by_text("Front: shown in the clinic until now")).to_be_visible()


def addresses(page: Page) -> set[str]:
    """Every address of a case that the page prints."""
    return set(ADDRESS.findall(page.content())) - {"/gallery/kiosk/shown"}


def origin(page: Page) -> str:
    return str(page.evaluate("location.origin"))


def fits(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing."""
    assert page.evaluate(ACROSS) <= 0
    assert axe.faults(page) == []
