"""What a patient sends from home on a phone, and what the clinic makes of it at a desk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from progress.models import Photo
from progress.rules.treatment import VisitKind
from progress.rules.views import Region, ViewSlug
from progress.services import uploads
from progress.services.photos import original
from progress.services.work import Work
from tests import factories
from tests.browser import axe, fake_camera
from tests.browser.chromium import started
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.network import Network

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
OFFLINE = "ERR_INTERNET_DISCONNECTED"
ACROSS = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    fake_camera.play(fake_camera.portrait(), path)
    return path


@pytest.fixture(scope="module")
def chromium(clinic: Clinic, film: Path) -> Iterator[Browser]:
    """As for all pages, with a camera."""
    with started(*fake_camera.switches(film)) as browser:
        yield browser


@pytest.fixture
def treated(clinic: Clinic) -> None:
    """The patient has a face with a baseline, and a session that was two days ago."""

    def make(work: Work) -> None:
        views = [ViewSlug.FRONTAL]
        course = factories.course(work, clinic.cast.patient_id, Region.FACE, views=views)
        first = factories.visit(work, course, date(2026, 10, 1), VisitKind.BASELINE)
        uploads.add(work, first.id, fake_camera.portrait(), view="frontal")
        factories.treatment(work, factories.visit(work, course, date(2026, 11, 20)))

    clinic.prepare(make)


def test_a_side_effect_and_a_photo_reach_the_clinic_and_come_back_answered(
    open_page: OpenPage, clinic: Clinic, treated: None, tmp_path: Path
) -> None:
    phone = open_page("/portal/more", who="patient", expected=OFFLINE, bypass_csp=True, **PHONE)
    close_up = tmp_path / "skin.jpg"
    close_up.write_bytes(fake_camera.photograph("vertex", 1))
    report(phone, close_up)
    send_a_photo(phone)

    desk = open_page("/", who="clinician", bypass_csp=True, **DESK)
    answer(desk)
    accept(desk)
    clinic.prepare(assert_as_it_was_sent)

    phone.goto("/portal/reports")
    expect(phone.get_by_text("Cool it, and call us tomorrow.")).to_be_visible()
    expect(phone.get_by_text("Seen by Clinician on")).to_be_visible()
    phone.goto("/portal/send-photo")
    expect(phone.get_by_text("Taken into your record")).to_be_visible()


def report(page: Page, photo: Path) -> None:
    page.get_by_role("link", name="Report a side effect").first.click()
    emergency, clinic = page.get_by_text("Call 112 now"), page.get_by_text("Call the clinic now")
    expect(emergency.or_(clinic)).to_have_count(2)
    expect(clinic).to_be_hidden()
    page.get_by_label("Fever or shivering").check()
    expect(clinic).to_be_visible()
    page.get_by_label("Trouble breathing or swallowing").check()
    expect(emergency).to_be_visible()
    expect(clinic).to_be_hidden()
    look(page)
    for sign in ("Fever or shivering", "Trouble breathing or swallowing"):
        page.get_by_label(sign).uncheck()
    expect(emergency).to_be_hidden()
    page.get_by_label("Redness", exact=True).check()
    page.get_by_label("Mild").check()
    page.get_by_label("In your own words").fill("It itches.")
    page.get_by_label("A photo of it").set_input_files(photo)
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.get_by_text("Not seen yet")).to_be_visible()
    expect(page.get_by_alt_text("The photo that came with the report")).to_be_visible()
    look(page)


def send_a_photo(page: Page) -> None:
    """With the first photo over the live picture; the connection fails, and nothing is lost."""
    page.goto("/portal/send-photo")
    look(page)
    page.get_by_role("link", name=re.compile("^Front")).click()
    shutter = page.get_by_role("button", name="Take the photo")
    expect(shutter).to_be_enabled()
    ghost, video = page.locator("[data-ghost] img"), page.locator("video")
    expect(ghost).to_be_visible()
    assert np.allclose(sides(ghost), sides(video), atol=1), "The ghost lies on the picture."
    look(page)
    network = Network(page)
    network.be(offline=True)
    shutter.click()
    page.get_by_role("button", name="Send to the clinic").click()
    expect(page.get_by_text("The photo stays on this phone")).to_be_visible()
    look(page)
    network.be()
    expect(page.get_by_text("Your photo is at the clinic")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Waiting for the clinic")).to_be_visible()
    look(page)


def sides(element: object) -> list[float]:
    found = element.bounding_box()  # type: ignore[attr-defined]
    return [found[side] for side in ("x", "y", "width", "height")]


def answer(page: Page) -> None:
    look(page)
    page.get_by_role("link", name="Reports redness").click()
    expect(page.get_by_text("It itches.")).to_be_visible()
    page.get_by_role("button", name="Note it on the session").click()
    expect(page.locator("main").get_by_text("Noted on the session")).to_be_visible()
    page.get_by_label("Answer to the patient").fill("Cool it, and call us tomorrow.")
    look(page)
    page.get_by_role("button", name="Answer, or say that it was seen").click()
    expect(page.get_by_text("Seen by Clinician on")).to_be_visible()


def accept(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="1 photo from home to look at").click()
    expect(page.get_by_alt_text("From home")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Accept into the course").click()
    page.get_by_role("link", name="In the course").click()
    expect(page.get_by_text("Photo from home").first).to_be_visible()
    look(page)


def assert_as_it_was_sent(work: Work) -> None:
    """A still of the camera, of the view that was asked for, in a visit of its own kind."""
    photo = work.session.scalars(select(Photo).order_by(Photo.received_at.desc())).first()
    assert photo is not None
    assert (photo.view, photo.visit.kind) == (ViewSlug.FRONTAL, VisitKind.FROM_HOME)
    assert original(work, photo)[:3] == b"\xff\xd8\xff"


def look(page: Page) -> None:
    if folder := os.environ.get("LOOK"):
        number = len(list(Path(folder).iterdir()))
        page.screenshot(path=f"{folder}/{number:02}.png", full_page=True)
    assert axe.faults(page) == []
    assert page.evaluate(ACROSS) <= 0, "Nothing is wider than the phone."
