"""Lining two photos up by hand, from the first mark to its undoing."""

from __future__ import annotations

import re
from math import dist
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import marked
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.marked import DESK, PHONE, Course, loaded, picture, places, spot

pytestmark = pytest.mark.browser

REFUSED = 3


@pytest.fixture(scope="module")
def course(clinic: Clinic) -> Course:
    return clinic.prepare(lambda work: marked.course(work, clinic.cast.patient_id))


def begin(open_page: OpenPage, course: Course, **screen: Any) -> Page:
    page = open_page(course.path(0, REFUSED, mode="onion"), **screen)
    loaded(page)
    page.locator(".stage-note [data-do=align]").click()
    expect(page.get_by_role("heading", name="Line up by hand")).to_be_visible()
    return page


def on_screen(page: Page, side: str, point: tuple[float, float]) -> tuple[float, float]:
    """Where a pixel of a whole photo lies on the screen."""
    box = page.locator(f"[data-pane={side}]").bounding_box()
    assert box
    width, height = marked.SIZE
    k = min(box["width"] / width, box["height"] / height)
    x = box["x"] + box["width"] / 2 + k * (point[0] + 0.5 - width / 2)
    y = box["y"] + box["height"] / 2 + k * (point[1] + 0.5 - height / 2)
    return x, y


def on_moving(mark: tuple[int, int]) -> tuple[float, float]:
    """Where the refused photo really shows a mark."""
    u, v, w = np.linalg.inv(marked.UNKNOWN) @ [*mark, 1]
    return float(u / w), float(v / w)


def mark(page: Page, index: int, miss: tuple[float, float] = (0, 0)) -> tuple[float, float]:
    """Answers with the place on the screen, `miss` beside the true one, of the second click."""
    page.mouse.click(*on_screen(page, "reference", marked.MARKS[index]))
    x, y = on_screen(page, "moving", on_moving(marked.MARKS[index]))
    with page.expect_response("**/alignments/refine"):
        page.mouse.click(x + miss[0], y + miss[1])
    return x + miss[0], y + miss[1]


def middle(element: Locator) -> tuple[float, float]:
    """Where it comes to rest."""
    element.evaluate("(e) => Promise.all(e.getAnimations().map(({ finished }) => finished))")
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_three_marks_align_a_refused_pair_and_can_be_undone(
    open_page: OpenPage, course: Course
) -> None:
    page = begin(open_page, course, **DESK)
    keep = page.get_by_role("button", name="Keep this alignment")
    expect(keep).to_be_disabled()
    hint = page.locator(".hand-hint")
    for index in (0, 1):
        mark(page, index)
    expect(hint).to_contain_text("More places, far apart, make it surer.")
    before = promised(hint)
    mark(page, 4)
    expect(hint).not_to_contain_text(f" {before} %")
    expect(hint).to_contain_text("to within about")
    assert promised(hint) < before
    keep.click()
    expect(page.locator(".stage-facts summary")).to_contain_text("Aligned by hand")
    expect(page.locator(".stage")).to_have_attribute("data-mode", "onion")
    assert_coincide(page)
    page.get_by_role("button", name="Undo the alignment by hand").click()
    expect(page.locator(".stage-note")).to_contain_text(marked.REFUSAL)


def promised(hint: Locator) -> float:
    """Percent of the longer side."""
    found = re.search(r"within about ([\d.]+) %", hint.inner_text())
    assert found
    return float(found[1])


def test_a_place_that_contradicts_the_others_is_named(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    for index in (0, 1, 3):
        mark(page, index)
    page.mouse.click(*on_screen(page, "reference", marked.MARKS[4]))
    page.mouse.click(*on_screen(page, "moving", on_moving((820, 1100))))
    expect(page.locator(".hand-hint")).to_contain_text("Place 4 is")


def assert_coincide(page: Page) -> None:
    found = []
    for opacity in ("0", "1"):
        page.locator("[data-sets=opacity]").fill(opacity)
        loaded(page)
        image = picture(page)
        truth = places(page.locator("[data-pane=main]"), 1, 1, 0.5, 0.5)
        found.append([spot(image, place, 30) for place in truth])
    for left, right in zip(*found, strict=True):
        assert left
        assert right
        assert dist(left, right) < 2.5  # a click is exact to a pixel of the screen, not better


CARELESS = (7.0, -5.0)
"""About 19 pixels of the photo."""


def test_a_careless_mark_moves_to_the_best_match(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    clicked = mark(page, 0, CARELESS)
    expect(page.locator(".moved-note:visible")).to_contain_text("Point 1 moved to the best match.")
    marker = page.get_by_role("button", name="Point 1 on the right photo, moved")
    assert dist(middle(marker), on_screen(page, "moving", on_moving(marked.MARKS[0]))) < 0.7
    assert dist(middle(page.locator(".own-place:visible")), clicked) < 1
    page.get_by_role("button", name="Keep my own place").click()
    kept = page.get_by_role("button", name="Point 1 on the right photo", exact=True)
    expect(kept).to_be_focused()
    assert dist(middle(kept), clicked) < 1
    expect(page.locator(".moved-note:visible, .own-place:visible")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(marker).to_be_visible()


def test_a_moved_mark_is_sent_back_from_the_keyboard(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    places = [mark(page, index, CARELESS) for index in (0, 4)]
    first = page.get_by_role("button", name="Point 1 on the right photo")
    first.focus()
    expect(page.locator(".moved-note:visible")).to_contain_text("Point 1")
    page.keyboard.press("Enter")
    assert dist(middle(first), places[0]) < 1
    for _ in range(3):
        page.get_by_role("button", name="Undo last").click()
    second = page.get_by_role("button", name="Point 2 on the right photo")
    expect(second).to_be_hidden()


def test_the_left_mark_moves_when_it_is_set_last(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    page.mouse.click(*on_screen(page, "moving", on_moving(marked.MARKS[2])))
    true = on_screen(page, "reference", marked.MARKS[2])
    page.mouse.click(true[0] - 6, true[1] + 4)
    marker = page.get_by_role("button", name="Point 1 on the left photo, moved")
    expect(marker).to_be_visible()
    assert dist(middle(marker), true) < 0.7


def test_marks_can_be_nudged_deleted_and_taken_back(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    mark(page, 0)
    mark(page, 4, CARELESS)
    expect(page.locator(".moved-note:visible")).to_contain_text("Point 2")
    expect(page.locator(".marker:visible")).to_have_count(4)
    marker = page.get_by_role("button", name="Point 1 on the right photo")
    marker.focus()
    before = middle(marker)
    page.keyboard.press("Shift+ArrowRight")
    assert middle(marker)[0] - before[0] == pytest.approx(10, abs=0.1)
    page.keyboard.press("Delete")
    expect(page.locator(".marker:visible")).to_have_count(3)
    expect(page.locator(".hand-hint")).to_have_text("Mark place 1 on the right photo too.")
    page.get_by_role("button", name="Undo last").click()
    page.get_by_role("button", name="Undo last").click()
    assert middle(marker) == before
    page.keyboard.press("Escape")
    expect(page.locator(".byhand")).to_be_hidden()
    expect(page.locator(".stage-note [data-do=align]")).to_be_focused()


def test_everything_can_be_marked_from_the_keyboard(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **DESK)
    for side in ("reference", "moving"):
        page.locator(f"[data-pane={side}]").focus()
        page.keyboard.press("+")
        page.keyboard.press("Enter")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep this alignment")).to_be_enabled()


def test_a_finger_aims_with_a_loupe(open_page: OpenPage, course: Course) -> None:
    page = begin(open_page, course, **PHONE)
    session = page.context.new_cdp_session(page)
    x, y = on_screen(page, "reference", marked.MARKS[2])

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": left, "y": top} for left, top in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (x - 20, y))
    loupe = page.locator("[data-pane=reference] .loupe")
    expect(loupe).to_be_visible()
    touch("touchMove", (x, y))
    touch("touchEnd")
    expect(loupe).to_be_hidden()
    box = page.get_by_role("button", name="Point 1 on the left photo").bounding_box()
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(x, abs=1)
