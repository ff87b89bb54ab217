"""How a case is made at the clinic's desk, for the journeys that need one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from playwright.sync_api import Page, expect

from progress.rules.consents import Disguise, Scope
from progress.rules.views import Region, ViewSlug
from progress.services import preparation, uploads
from progress.services.work import Work
from progress.vision import codec
from tests import examples, factories
from tests.browser import axe, fake_camera
from tests.browser.conftest import Clinic

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
ACROSS = "document.documentElement.scrollWidth - window.innerWidth"


def add_two_faces(clinic: Clinic, *allowed: Scope) -> None:
    """The patient, eight weeks apart, who may be shown there with the face hidden."""

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
        said = dict.fromkeys(examples.ASKED, False) | dict.fromkeys(allowed, True)
        factories.consent(work, course, scopes=said, disguise=Disguise.FACE_DISGUISED)

    clinic.prepare(make)


def begin_case(desk: Page, for_whom: str = "In the clinic") -> None:
    """By the patient's name, and the pair that is offered first."""
    desk.get_by_role("link", name="New case").first.click()
    desk.get_by_role("searchbox", name="Name, phone or record number").fill("Asha")
    desk.get_by_role("button", name="Find", exact=True).click()
    desk.locator("main").get_by_role("link", name="Asha Verma").first.click()
    desk.get_by_role("link", name=for_whom).click()
    fits(desk)
    desk.get_by_role("button", name="Make a case").click()
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()


def cover_the_face(desk: Page, frame: str = "") -> None:
    """In numbers, as somebody does who cannot draw."""
    desk.get_by_text("Numbers instead of drawing").click()
    if frame:
        desk.get_by_label("Frame", exact=True).fill(frame)
    desk.get_by_label("Area", exact=True).fill(desk.get_by_label("Face", exact=True).input_value())
    desk.get_by_label("Blur the area").check()
    desk.get_by_role("button", name="Make the pictures").click()
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()


def ask_for_approval(desk: Page) -> str:
    """The address of the case, for a second person."""
    desk.get_by_role("button", name="Ask for approval").click()
    expect(desk.get_by_text("somebody else has to approve it")).to_be_visible()
    return desk.url.split("#")[0].removeprefix(str(desk.evaluate("location.origin")))


def fits(page: Page) -> None:
    """Nothing sticks out, and axe finds nothing."""
    assert page.evaluate(ACROSS) <= 0
    assert axe.faults(page) == []
