"""How a case is made at the clinic's desk, for the journeys that need one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from playwright.sync_api import Page, expect

from progress.rules.consents import Disguise, Scope
from progress.rules.views import Region, ViewSlug
from progress.services import uploads
from progress.services.work import Work
from progress.vision import codec
from tests import examples, factories
from tests.browser import fake_camera
from tests.browser.axe import check
from tests.browser.conftest import Clinic, follow

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}


def add_two_faces(clinic: Clinic, *allowed: Scope) -> None:
    """The patient, eight weeks apart, who may be shown there with the face hidden."""

    def make(work: Work) -> None:
        views = [ViewSlug.FRONTAL]
        course = factories.course(work, clinic.cast.patient_id, Region.FACE, views=views)
        portrait = codec.decode(fake_camera.portrait())
        for weeks in (0, 8):
            visit = factories.visit(work, course, date(2026, 8, 1) + timedelta(weeks=weeks))
            jpeg = codec.encode_jpeg(np.maximum(portrait, weeks))
            uploads.add(work, visit.id, jpeg, view="frontal")
        said = dict.fromkeys(examples.ASKED, False) | dict.fromkeys(allowed, True)
        factories.consent(work, course, scopes=said, disguise=Disguise.FACE_DISGUISED)

    clinic.prepare(make)
    clinic.app.extensions["progress.worker"].finish()


def begin_case(desk: Page, for_whom: str = "In the clinic") -> None:
    """By the patient's name, and the pair that is offered first."""
    follow(desk.get_by_role("link", name="New case").first)
    desk.get_by_role("searchbox", name="Name, phone or record number").fill("Asha")
    follow(desk.get_by_role("button", name="Find", exact=True))
    follow(desk.locator("main").get_by_role("link", name="Asha Verma").first)
    follow(desk.get_by_role("link", name=for_whom))
    check(desk)
    follow(desk.get_by_role("button", name="Make a case"))
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()


def cover_the_face(desk: Page, frame: str = "") -> None:
    """In numbers, as somebody does who cannot draw."""
    desk.get_by_text("Numbers instead of drawing").click()
    if frame:
        desk.get_by_label("Frame", exact=True).fill(frame)
    desk.get_by_label("Area", exact=True).fill(desk.get_by_label("Face", exact=True).input_value())
    desk.get_by_label("Blur the area").check()
    follow(desk.get_by_role("button", name="Make the pictures"))
    expect(desk.get_by_text("Not recognisable").first).to_be_visible()


def ask_for_approval(desk: Page) -> str:
    """The address of the case, for a second person."""
    follow(desk.get_by_role("button", name="Ask for approval"))
    expect(desk.get_by_text("somebody else has to approve it")).to_be_visible()
    return desk.url.split("#")[0].removeprefix(str(desk.evaluate("location.origin")))
