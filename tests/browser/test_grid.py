"""The course grid: thumbnails lie in their baseline's frame, and two of a row can be picked."""

from __future__ import annotations

from datetime import date
from math import dist
from typing import Any
from uuid import UUID

import cv2
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from progress.services.photos import key
from progress.services.work import Work
from tests import factories
from tests.browser import marked
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.marked import DARK, MARKS, SIZE, Course, Image, spot

pytestmark = pytest.mark.browser

SCALE = 4
DESK = {"viewport": {"width": 1440, "height": 900}, "device_scale_factor": SCALE}
PHONE = {"viewport": {"width": 360, "height": 760}, "device_scale_factor": SCALE}
CLOSE_ENOUGH = 0.5
"""CSS pixels by which a mark of a thumbnail may lie beside the baseline's."""
HIDE_WORDS = """() => document.querySelectorAll(".photo-strip, .photo-corner, .pick")
  .forEach((element) => { element.style.visibility = "hidden"; })"""


@pytest.fixture(scope="module")
def course(clinic: Clinic) -> Course:
    return clinic.prepare(lambda work: marked.course(work, clinic.cast.patient_id))


@pytest.fixture(scope="module")
def two_views(clinic: Clinic) -> UUID:
    """A course of three visits, each with photos of two views."""

    def make(work: Work) -> UUID:
        made = factories.course(work, clinic.cast.patient_id, views=["vertex", "midline"])
        _, jpeg = cv2.imencode(".jpg", marked.scene(DARK))
        for month in (2, 3, 4):
            visit = factories.visit(work, made, date(2026, month, 3))
            for view in made.views:
                photo = factories.photo(work, visit, view)
                work.store.put(str(photo.patient_id), key(photo.id, "original"), jpeg.tobytes())
        return made.id

    return clinic.prepare(make)


def frames(page: Page) -> list[Locator]:
    """The frames of the course's photos, the earliest first, every picture drawn."""
    found = page.locator(".cell .photo > .photo").all()
    for frame in found:
        frame.scroll_into_view_if_needed()
        image = frame.locator("img").element_handle()
        page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image)
    return found


def picture(frame: Locator) -> Image:
    """What the frame shows, in grey, without what is written over it."""
    frame.page.evaluate(HIDE_WORDS)
    data = np.frombuffer(frame.screenshot(scale="device"), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, np.uint8)


@pytest.mark.parametrize("screen", [DESK, PHONE])
def test_marks_of_aligned_thumbnails_lie_where_the_baselines_lie(
    open_page: OpenPage, course: Course, screen: dict[str, Any]
) -> None:
    page = open_page(f"/courses/{course.course_id}", **screen)
    for frame in frames(page)[:3]:
        image = picture(frame)
        k = image.shape[1] / SIZE[0]
        for x, y in MARKS:
            place = ((x + 0.5) * k - 0.5, (y + 0.5) * k - 0.5)
            seen = spot(image, place, 4 * SCALE)
            assert seen and dist(seen, place) / SCALE < CLOSE_ENOUGH


def test_a_refused_photo_is_shown_as_it_is_and_says_so(open_page: OpenPage, course: Course) -> None:
    page = open_page(f"/courses/{course.course_id}", **DESK)
    refused = page.locator(".cell").last
    expect(refused.get_by_label("Not aligned")).to_be_visible()
    assert refused.locator("img").evaluate("(image) => getComputedStyle(image).transform") == "none"


def test_two_photos_of_one_view_are_picked_and_compared(
    open_page: OpenPage, two_views: UUID
) -> None:
    page = open_page(f"/courses/{two_views}", **DESK)
    boxes = page.get_by_role("checkbox")
    bar = page.locator(".pick-bar")
    expect(bar).to_be_hidden()
    for number in (4, 2, 1, 0):  # midline once, which gives way; then vertex three times
        boxes.nth(number).check()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    expect(boxes.nth(2)).not_to_be_checked()
    chosen = [boxes.nth(number).get_attribute("value") for number in (0, 1)]
    bar.get_by_role("button", name="Compare").click()
    page.wait_for_selector(".stage[data-ready]")
    assert f"left={chosen[0]}" in page.url
    assert f"right={chosen[1]}" in page.url


def test_picks_are_cleared(open_page: OpenPage, two_views: UUID) -> None:
    page = open_page(f"/courses/{two_views}", **DESK)
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".pick-bar")).to_be_hidden()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)


def test_the_latest_visit_is_in_sight_and_so_is_the_first(
    open_page: OpenPage, clinic: Clinic
) -> None:
    def make(work: Work) -> UUID:
        made = factories.course(work, clinic.cast.patient_id, views=["vertex"])
        for month in range(12):
            factories.visit(work, made, date(2025, 1 + month, 3))
        return made.id

    page = open_page(f"/courses/{clinic.prepare(make)}", **DESK)
    expect(page.get_by_role("columnheader").nth(1)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("columnheader").last).to_be_in_viewport(ratio=1)
