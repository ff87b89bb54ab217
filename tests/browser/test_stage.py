"""The comparison stage, truth first: photos whose moves are known must coincide on the screen."""

from __future__ import annotations

from math import dist
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, marked
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.marked import (
    DESK,
    FINE,
    PHONE,
    TABLET,
    Course,
    loaded,
    picture,
    places,
    query,
    scale_of,
    shows,
    spot,
)

pytestmark = pytest.mark.browser

CLOSE_ENOUGH = 1.0
"""CSS pixels by which a mark of one photo may lie beside the same mark of the other."""


@pytest.fixture(scope="module")
def course(clinic: Clinic) -> Course:
    return clinic.prepare(lambda work: marked.course(work, clinic.cast.patient_id))


# -- truth -----------------------------------------------------------------------------------------


LOOKS = [(1, 0.5, 0.5), (2.5, 0.45, 0.4), (7, 0.5, 0.5)]
TILTED_ON_EVERY_SCREEN = [(screen, 1) for screen in (DESK, FINE, TABLET, PHONE)]
LARGE_ON_ONE = [(DESK, 2)]


@pytest.mark.parametrize(("screen", "right"), TILTED_ON_EVERY_SCREEN + LARGE_ON_ONE)
def test_marks_of_both_photos_coincide(
    open_page: OpenPage, course: Course, screen: dict[str, Any], right: int
) -> None:
    def path(look: tuple[float, ...]) -> str:
        return course.path(0, right, mode="onion", opacity=0, at=",".join(map(str, look)))

    page = open_page(path(LOOKS[0]), **screen)
    coincide(page, scale_of(screen), LOOKS[0])
    for look in LOOKS[1:]:
        page.goto(path(look))
        coincide(page, scale_of(screen), look)


def coincide(page: Page, scale: float, look: tuple[float, ...]) -> None:
    """Whether the marks that show lie where they must, of either photo."""
    pane, seen = page.locator("[data-pane=main]"), []
    for opacity in ("0", "1"):
        page.locator("[data-sets=opacity]").fill(opacity)
        loaded(page)
        image = picture(page)
        truth = places(pane, scale, *look)
        seen.append([spot(image, place, 30 * scale) for place in truth])
    inside = [shows(pane, place, scale) for place in truth]
    assert any(inside), look
    for place, left, over, visible in zip(truth, *seen, inside, strict=True):
        if visible:
            assert left, look
            assert over, look
            assert dist(left, place) < CLOSE_ENOUGH * scale, look
            assert dist(over, left) < CLOSE_ENOUGH * scale, look


def test_side_by_side_shows_both_in_one_frame(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="side", at="2,0.5,0.5"), **DESK)
    loaded(page)
    image, found = picture(page), []
    for name in ("main", "aside"):
        place = places(page.locator(f"[data-pane={name}]"), 1, 2, 0.5, 0.5)[2]
        mark = spot(image, place, 30)
        assert mark
        found.append(dist(mark, place))
    assert max(found) < CLOSE_ENOUGH


def test_the_slider_shows_left_and_right_on_their_sides(
    open_page: OpenPage, course: Course
) -> None:
    page = open_page(course.path(mode="slider", split=0.25), **DESK)
    loaded(page)
    image = picture(page)
    box = page.locator("[data-pane=main]").bounding_box()
    assert box
    width = box["height"] * marked.SIZE[0] / marked.SIZE[1]
    start = box["x"] + (box["width"] - width) / 2
    row = image[int(box["y"] + box["height"] / 3)]
    assert abs(int(row[int(start + 0.22 * width)]) - marked.DARK) < 6
    assert abs(int(row[int(start + 0.28 * width)]) - marked.BRIGHT) < 6


def test_zooming_in_fetches_the_full_photo(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(0, 2, mode="onion", opacity=1), **DESK)
    loaded(page)
    image = page.locator("[data-pane=main] [data-layer=right] img")
    assert image.get_attribute("data-size") == "view"
    assert image.evaluate("(image) => image.naturalHeight") == 1600
    for _ in range(8):
        page.keyboard.press("+")
    expect(image).to_have_attribute("data-size", "full")
    assert image.evaluate("(image) => image.naturalHeight") == 3200


def test_nothing_jumps_while_pictures_arrive(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(), **DESK)
    loaded(page)
    shift = page.evaluate(
        """() => new Promise((done) => {
             let sum = 0;
             const add = (list) => list.getEntries().forEach((entry) => { sum += entry.value; });
             new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
             setTimeout(() => done(sum), 300);
           })"""
    )
    assert shift < 0.001


# -- looking closely -------------------------------------------------------------------------------


def test_the_wheel_zooms_where_it_points(open_page: OpenPage, course: Course) -> None:
    tall = {"viewport": {"width": 800, "height": 1300}}
    page = open_page(course.path(mode="onion", opacity=0), **tall)
    loaded(page)
    pane = page.locator("[data-pane=main]")
    mark = places(pane, 1, 1, 0.5, 0.5)[4]
    pointer = (round(mark[0]), round(mark[1]))
    page.mouse.move(*pointer)
    page.mouse.wheel(0, -500)
    loaded(page)
    zoom = float((query(page, "at") or "").split(",")[0])
    assert zoom > 2
    found = spot(picture(page), mark, 60)
    assert found
    # The pointer is where a pixel begins, and a mark is counted from the pixel's middle.
    truth = [p + zoom * (m + 0.5 - p) - 0.5 for p, m in zip(pointer, mark, strict=True)]
    assert dist(found, truth) < CLOSE_ENOUGH


def test_zoom_and_pan_stay_in_every_mode_and_after_a_reload(
    open_page: OpenPage, course: Course
) -> None:
    page = open_page(course.path(mode="side"), **DESK)
    loaded(page)
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    at = query(page, "at")
    assert at
    for number, mode in enumerate(("side", "slider", "blink", "onion", "lens"), 1):
        page.keyboard.press(str(number))
        assert query(page, "mode") == mode
        assert query(page, "at") == at
    page.reload()
    loaded(page)
    assert (query(page, "mode"), query(page, "at")) == ("lens", at)
    page.keyboard.press("0")
    assert query(page, "at") is None


def test_a_drag_moves_and_a_double_click_zooms(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="onion"), **DESK)
    loaded(page)
    box = page.locator("[data-pane=main]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.dblclick(x, y)
    assert query(page, "at") == "2.5,0.5,0.5"
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 100, steps=4)
    page.mouse.up()
    zoom, left, top = (float(part) for part in (query(page, "at") or "").split(","))
    k = box["height"] / marked.SIZE[1] * zoom
    assert top == pytest.approx(0.5 - 100 / (k * marked.SIZE[1]), abs=0.002)
    assert left < 0.5
    page.mouse.dblclick(x, y)
    assert query(page, "at") is None


def test_two_fingers_zoom_on_a_phone(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="onion"), **PHONE)
    loaded(page)
    box = page.locator("[data-pane=main]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    pinch(page, x, y, 40, 120)
    zoom, left, top = (float(part) for part in (query(page, "at") or "").split(","))
    assert zoom == pytest.approx(3, rel=0.05)
    assert (left, top) == (pytest.approx(0.5, abs=0.02), pytest.approx(0.5, abs=0.02))


def pinch(page: Page, x: float, y: float, start: float, end: float) -> None:
    """Two fingers, left and right of a place, moving apart."""
    session = page.context.new_cdp_session(page)

    def fingers(kind: str, reach: float | None) -> None:
        points = (
            []
            if reach is None
            else [{"x": x - reach, "y": y, "id": 1}, {"x": x + reach, "y": y, "id": 2}]
        )
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", start)
    for step in range(1, 9):
        fingers("touchMove", start + (end - start) * step / 8)
    fingers("touchEnd", None)


def test_side_by_side_can_be_unlocked(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="side"), **DESK)
    loaded(page)
    aside = page.locator("[data-pane=aside]")
    page.keyboard.press("l")
    aside.hover()
    page.mouse.wheel(0, -400)
    assert query(page, "at") is None
    assert float((query(page, "apart") or "").split(",")[0]) > 1.5
    page.keyboard.press("l")
    assert query(page, "apart") is None
    page.mouse.wheel(0, -400)
    assert float((query(page, "at") or "").split(",")[0]) > 1.5


# -- choosing photos -------------------------------------------------------------------------------


def test_the_strips_change_the_pair_without_a_reload(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(0, 1, mode="onion"), **DESK)
    loaded(page)
    page.evaluate("window.same = true")
    page.locator("[data-side=right] .film").nth(2).click()
    expect(page.locator("[data-pane=main] .caption[data-for=right]")).to_have_text(
        "Session 2 · 2 Mar 2026"
    )
    assert query(page, "right") == str(course.photos[2])
    page.keyboard.press("[")
    assert query(page, "right") == str(course.photos[1])
    page.keyboard.press("s")
    assert (query(page, "left"), query(page, "right")) == (
        str(course.photos[1]),
        str(course.photos[0]),
    )
    page.locator("[data-side=left] .film").nth(0).click()
    assert (query(page, "left"), query(page, "right")) == (
        str(course.photos[0]),
        str(course.photos[1]),
    )
    assert page.evaluate("window.same")


def test_a_refused_pair_lies_side_by_side_with_its_reason(
    open_page: OpenPage, course: Course
) -> None:
    page = open_page(course.path(0, 3, mode="onion"), **DESK)
    loaded(page)
    expect(page.locator(".stage-note")).to_contain_text(marked.REFUSAL)
    expect(page.locator(".stage-facts summary")).to_have_text("Not aligned")
    expect(page.locator("[data-pane=aside]")).to_be_visible()
    onion = page.get_by_role("button", name="Onion skin")
    expect(onion).to_have_attribute("aria-disabled", "true")
    onion.click(force=True)
    page.keyboard.press("4")
    expect(page.locator(".stage")).to_have_attribute("data-mode", "side")
    page.locator("[data-side=right] .film").nth(1).click()
    expect(page.locator(".stage")).to_have_attribute("data-mode", "onion")
    expect(page.locator(".stage-note")).to_be_hidden()


def test_a_patient_sees_their_own_in_simpler_dress(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(), who="patient", **PHONE)
    loaded(page)
    names = page.locator("[data-mode-button]").evaluate_all(
        "(all) => all.map((one) => one.ariaLabel)"
    )
    assert names == ["Side by side", "Slider", "In turn"]
    expect(page.locator("[data-do=align]")).to_have_count(0)


# -- for everybody ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("screen", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"]
)
def test_axe_finds_nothing(
    open_page: OpenPage, course: Course, screen: dict[str, Any], scheme: str
) -> None:
    look = {"color_scheme": scheme, "reduced_motion": "reduce", "bypass_csp": True}
    page = open_page(course.path(0, 1), **look, **screen)
    loaded(page)
    page.locator(".stage-facts summary").click()
    found = {}
    for key, mode in enumerate(("side", "slider", "blink", "onion", "lens"), 1):
        page.keyboard.press(str(key))
        expect(page.locator(".stage")).to_have_attribute("data-mode", mode)
        found[mode] = axe.faults(page)
    page.goto(course.path(0, 3))
    loaded(page)
    page.locator(".stage-facts summary").click()
    found["refused"] = axe.faults(page)
    page.locator(".stage-note [data-do=align]").click()
    found["by hand"] = axe.faults(page)
    assert {state: told for state, told in found.items() if told} == {}
