"""The modes of the comparison stage, and the original that can be seen in each."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import marked
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.marked import DESK, PHONE, Course, loaded, picture, query

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def course(clinic: Clinic) -> Course:
    return clinic.prepare(lambda work: marked.course(work, clinic.cast.patient_id))


def test_the_divider_is_a_slider(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="slider"), **DESK)
    loaded(page)
    divider = page.get_by_role("slider", name="Divider between the two photos")
    expect(divider).to_have_attribute("aria-valuenow", "50")
    divider.focus()
    page.keyboard.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "52")
    page.keyboard.press("Home")
    expect(divider).to_have_attribute("aria-valuenow", "0")
    page.keyboard.press("End")
    expect(divider).to_have_attribute("aria-valuenow", "100")
    assert query(page, "split") == "1"


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["mouse", "finger"])
def test_the_divider_can_be_dragged(
    open_page: OpenPage, course: Course, screen: dict[str, Any]
) -> None:
    page = open_page(course.path(mode="slider"), **screen)
    loaded(page)
    box = page.locator(".divider").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    drag(page, (x, y), (x - 60, y), touch="has_touch" in screen)
    moved = page.locator(".divider").bounding_box()
    assert moved
    assert moved["x"] == pytest.approx(box["x"] - 60, abs=1)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float], *, touch: bool) -> None:
    session = page.context.new_cdp_session(page)
    steps = [
        (start[0] + (end[0] - start[0]) * i / 6, start[1] + (end[1] - start[1]) * i / 6)
        for i in range(7)
    ]
    if not touch:
        page.mouse.move(*start)
        page.mouse.down()
        for step in steps:
            page.mouse.move(*step)
        page.mouse.up()
        return
    for index, (x, y) in enumerate(steps):
        kind = "touchMove" if index else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


COUNT_FLIPS = """(milliseconds) => new Promise((done) => {
  let flips = 0;
  const layer = document.querySelector("[data-pane=main] [data-layer=right]");
  new MutationObserver(() => { flips += 1; }).observe(layer, { attributeFilter: ["hidden"] });
  setTimeout(() => done(flips), milliseconds);
})"""


def test_blink_never_flashes_dangerously_and_pauses(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="blink", speed=2.5), **DESK)
    loaded(page)
    assert 3 <= page.evaluate(COUNT_FLIPS, 2000) <= 6
    page.keyboard.press("p")
    assert page.evaluate(COUNT_FLIPS, 900) <= 1
    assert page.locator("[data-sets=speed]").get_attribute("max") == "2.5"
    right = page.locator("[data-pane=main] [data-layer=right]")
    before = right.is_visible()
    page.keyboard.press("Space")
    expect(right).to_be_visible(visible=not before)


def test_blink_waits_for_the_hand_where_motion_is_unwanted(
    open_page: OpenPage, course: Course
) -> None:
    page = open_page(course.path(mode="blink", speed=2.5), reduced_motion="reduce", **DESK)
    loaded(page)
    assert page.evaluate(COUNT_FLIPS, 1000) == 0
    caption = page.locator("[data-pane=main] .caption:visible")
    expect(caption).to_have_text("Baseline · 5 Jan 2026")
    page.keyboard.press("Space")
    expect(caption).to_have_text("Session 1 · 2 Feb 2026")


def test_the_lens_follows_the_pointer(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="lens"), **DESK)
    loaded(page)
    box = page.locator("[data-pane=main]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2 - 100, box["y"] + box["height"] / 3
    page.mouse.move(x, y)
    loaded(page)
    image = picture(page)
    assert abs(int(image[int(y), int(x)]) - marked.BRIGHT) < 6
    assert abs(int(image[int(y), int(x) + 120]) - marked.DARK) < 6
    page.locator(".lens-ring").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    loaded(page)
    image = picture(page)
    assert abs(int(image[int(y), int(x) + 120]) - marked.BRIGHT) < 6


def test_the_original_is_shown_while_the_key_is_held(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="slider"), **DESK)
    loaded(page)
    image = page.locator("[data-pane=main] [data-layer=right] img")
    facts = page.locator(".stage-facts summary")
    expect(facts).to_have_text("Aligned · grade B")
    page.keyboard.down("o")
    expect(facts).to_have_text("As photographed")
    expect(page.locator("[data-pane=main] .caption:visible")).to_have_text(
        "Session 1 · 2 Feb 2026 · as photographed"
    )
    loaded(page)
    matrix = image.evaluate("(image) => new DOMMatrix(image.style.transform).toFloat64Array()")
    straight = [matrix[index] for index in (1, 3, 4, 7)]
    assert straight == [0, 0, 0, 0]
    page.keyboard.up("o")
    expect(facts).to_have_text("Aligned · grade B")
