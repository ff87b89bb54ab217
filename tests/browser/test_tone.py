"""Match light, from the button to the pixels on the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from progress.services import comparisons, tones
from progress.services.photos import key
from progress.services.work import Work
from progress.vision import tone
from tests import factories
from tests.browser import marked
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.marked import DESK, PHONE, Course, Image, loaded, query
from tests.vision.scenes import scene
from tests.vision.test_tone import lit

pytestmark = pytest.mark.browser

SIZE = (720, 960)
GAINS = (1.4, 1.0, 0.7)
MOVED = marked.turned(4, 0.96, (40, -20), 1e-5)
NAME = "Match light"
SURROUND = """(panes) => getComputedStyle(panes).backgroundColor.match(/\\d+/g).map(Number)"""
MATCHED = "Aligned · grade B · light matched"


@pytest.fixture(scope="module")
def course(clinic: Clinic) -> Course:
    return clinic.prepare(lambda work: make(work, clinic.cast.patient_id))


def make(work: Work, patient_id: Any) -> Course:
    """A baseline; the same in warmer light and moved; the same with a lamp at one side."""
    baseline = lit(cv2.GaussianBlur(scene(1, SIZE), (0, 0), 3), 0.5)
    other = lit(cv2.warpPerspective(baseline, np.linalg.inv(MOVED), SIZE), 1 / np.array(GAINS))
    lamp = lit(baseline, np.geomspace(0.4, 2, SIZE[0])[None, :, None])
    made = factories.course(work, patient_id)
    rows = [_photo(work, made, number, each) for number, each in enumerate((baseline, other, lamp))]
    factories.alignment(work, rows[0], rows[1], matrix=MOVED.ravel().tolist())
    factories.alignment(work, rows[0], rows[2], matrix=np.eye(3).ravel().tolist())
    return Course(made.id, [row.id for row in rows])


def _photo(work: Work, course: Any, number: int, image: Image) -> Any:
    on = date(2026, 1, 5) + timedelta(days=28 * number)
    visit = factories.visit(work, course, on)
    taken_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    row = factories.photo(work, visit, width=SIZE[0], height=SIZE[1], taken_at=taken_at)
    jpeg = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1]
    work.store.put(str(row.patient_id), key(row.id, "original"), jpeg.tobytes())
    return row


def gains(clinic: Clinic, course: Course) -> tuple[float, float, float]:
    def ask(work: Work) -> tones.Light:
        found = comparisons.compare(work, course.course_id, "vertex", "", *course.photos[:2])
        assert found.pair
        return tones.match(work, found.pair)

    light = clinic.prepare(ask)
    assert light.gains
    return light.gains


def colours(page: Page) -> Image:
    """What the screen shows, without what is written over the photos."""
    page.evaluate(marked.WRITING, "hidden")
    data = np.frombuffer(page.locator("[data-pane=main]").screenshot(scale="device"), np.uint8)
    page.evaluate(marked.WRITING, "")
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(image[..., ::-1], np.uint8)


def matched(page: Page) -> None:
    expect(page.locator(".stage-facts summary")).to_have_text(MATCHED)


def test_the_server_finds_the_planted_light(clinic: Clinic, course: Course) -> None:
    assert gains(clinic, course) == pytest.approx(GAINS, rel=0.03)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("at", ["1,0.5,0.5", "6,0.45,0.5"], ids=["whole", "close"])
def test_the_screen_shows_what_the_server_would(
    open_page: OpenPage, clinic: Clinic, course: Course, at: str, screen: dict[str, Any]
) -> None:
    page = open_page(course.path(mode="onion", opacity=1, at=at), **screen)
    loaded(page)
    before = colours(page)
    page.get_by_role("button", name=NAME).click()
    matched(page)
    loaded(page)
    after = colours(page)
    expected = tone.apply(before, gains(clinic, course))
    far = np.abs(after.astype(int) - expected)[middle(before)].max(axis=1)
    assert np.mean(far <= 2) > 0.99
    assert np.median(np.abs(before.astype(int) - after)[middle(before)]) > 5
    around = (before == page.locator(".panes").evaluate(SURROUND)).all(axis=2)
    assert np.array_equal(after[around], before[around])


def middle(image: Image) -> np.ndarray:
    """Where the screen shows the right photo and nothing else, at every zoom."""
    inside = np.zeros(image.shape[:2], bool)
    height, width = inside.shape
    reach = min(height, width) // 4
    inside[height // 2 - reach : height // 2 + reach, width // 2 - reach : width // 2 + reach] = 1
    return inside


def test_matched_skin_looks_like_the_baseline(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="onion", opacity=0, light="matched"), **DESK)
    matched(page)
    loaded(page)
    left = colours(page)
    page.locator("[data-sets=opacity]").fill("1")
    loaded(page)
    right = colours(page)
    assert np.median(np.abs(left.astype(int) - right)[middle(left)]) <= 2


def test_it_is_off_at_first_and_says_so_when_on(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="slider"), **DESK)
    loaded(page)
    button = page.get_by_role("button", name=NAME)
    caption = page.locator("[data-pane=main] .caption[data-for=right]")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".stage-facts summary")).to_have_text("Aligned · grade B")
    page.keyboard.press("m")
    matched(page)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(caption).to_have_text("Light matched · Session 2 · 2 Feb 2026")
    assert query(page, "light") == "matched"
    page.keyboard.press("m")
    expect(page.locator(".stage-facts summary")).to_have_text("Aligned · grade B")
    expect(caption).to_have_text("Session 2 · 2 Feb 2026")
    assert query(page, "light") is None


def test_another_page_begins_with_it_off(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(light="matched"), **DESK)
    matched(page)
    page.goto(course.path())
    loaded(page)
    expect(page.get_by_role("button", name=NAME)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".stage-facts summary")).to_have_text("Aligned · grade B")


def test_the_original_is_never_filtered(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(mode="side", light="matched"), **DESK)
    matched(page)
    image = page.locator("[data-pane=aside] [data-layer=right] img")
    filters = "(image) => getComputedStyle(image).filter"
    assert "match-light" in image.evaluate(filters)
    page.keyboard.down("o")
    expect(page.locator(".stage-facts summary")).to_have_text("As photographed")
    assert image.evaluate(filters) == "none"
    page.keyboard.up("o")
    matched(page)
    left = page.locator("[data-pane=main] [data-layer=left] img")
    assert left.evaluate(filters) == "none"


def test_a_pair_in_another_light_refuses_in_words(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(0, 1, light="matched"), **DESK)
    matched(page)
    page.locator("[data-side=right] .film").nth(2).click()
    expect(page.locator(".stage-note")).to_contain_text("cannot be matched honestly")
    expect(page.locator(".stage-note [data-do=align]")).to_be_hidden()
    expect(page.get_by_role("button", name=NAME)).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".stage-facts summary")).to_have_text("Aligned · grade B")
    assert query(page, "light") is None


def test_a_patient_is_not_offered_it(open_page: OpenPage, course: Course) -> None:
    page = open_page(course.path(light="matched"), who="patient", **PHONE)
    loaded(page)
    expect(page.locator("[data-do=light]")).to_have_count(0)
    verdict = "These two photos can be compared well."
    expect(page.locator(".stage-facts summary")).to_have_text(verdict)
