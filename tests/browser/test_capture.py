"""The camera's page as somebody uses it before a patient; a film stands for the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, expect

from progress.config import ROOT
from progress.web import offline, static_files
from tests.browser import fake_camera
from tests.browser.chromium import started
from tests.browser.conftest import Clinic, OpenPage
from tests.browser.network import Network
from tests.browser.today import BETWEEN, CROWN, FACE, MOVE, Subject, Today, jpeg, moved

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}
OFFLINE = "ERR_INTERNET_DISCONNECTED"
HERE = np.eye(2, 3)
NEAR_PX = 4
"""Of 800: the server's matrix is as exact as its alignment."""
KEPT = (
    "/offline",
    *(
        f"{static_files.ADDRESS}/{static_files.version(static_files.FOLDER)}/{name}"
        for name in offline.DRAWN_WITH
    ),
)
"""All that a phone may keep of the clinic."""
KEPT_OFFLINE = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return kept.flat().map(({ url }) => new URL(url).pathname).sort();
}"""
SAYS = "[data-says]"
CORNERS = """() => {
  const matrix = (image) => new DOMMatrix(image.style.transform);
  const [earlier, now] = document.querySelectorAll("[data-review] img");
  const over = matrix(earlier).inverse().multiply(matrix(now));
  return [[100, 100], [500, 100], [300, 400], [100, 700], [500, 700]].map(([x, y]) => {
    const point = over.transformPoint(new DOMPoint(x, y));
    return [x, y, point.x / point.w, point.y / point.w];
  });
}"""


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Played from its start whenever a page asks for the camera."""
    path = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    fake_camera.play(moved(FACE.photograph()), path)
    return path


@pytest.fixture
def subject(request: pytest.FixtureRequest, film: Path) -> Subject:
    found: Subject = getattr(request, "param", FACE)
    fake_camera.play(moved(found.photograph()), film)
    return found


@pytest.fixture(scope="module")
def chromium(clinic: Clinic, film: Path) -> Iterator[Browser]:
    """As for all pages, with a camera."""
    named = "--host-resolver-rules=MAP clinic.example 127.0.0.1"
    with started(named, *fake_camera.switches(film)) as browser:
        yield browser


@pytest.fixture
def today(clinic: Clinic, subject: Subject) -> Today:
    visit = Today.of(clinic, subject)
    # The page that is opened then knows how the earlier photos lie on each other.
    clinic.app.extensions["progress.worker"].finish()
    return visit


def scan(page: Page, today: Today, by: str = "staff") -> None:
    page.goto(today.code(by))
    page.get_by_role("button", name="Start photographing").click()
    expect(page).to_have_url(re.compile(f"{today.page}$"))


def shutter(page: Page) -> Any:
    return page.get_by_role("button", name="Take the photo")


def check(page: Page) -> None:
    """Nothing that axe finds, and nothing to scroll."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    sizes = page.evaluate(
        "[document.scrollingElement.scrollWidth, innerWidth,"
        " document.scrollingElement.scrollHeight, innerHeight]"
    )
    assert sizes[0] <= sizes[1] and sizes[2] <= sizes[3]


def box(page: Page, selector: str) -> NDArray[np.float64]:
    return np.array(list((page.locator(selector).bounding_box() or {}).values()))


@pytest.mark.parametrize(
    ("device", "subject"),
    [("phone", FACE), ("desk", CROWN)],
    ids=["phone", "desk"],
    indirect=["subject"],
)
def test_from_the_first_view_to_the_last(open_page: OpenPage, today: Today, device: str) -> None:
    """On a phone by the visit's code, at a desk with a sign-in of one's own; of a real photograph,
    and of a head."""
    first, second = today.subject.views
    options: dict[str, Any] = PHONE if device == "phone" else DESK
    page = open_page("/", who="staff", bypass_csp=True, **options)
    if device == "phone":
        page.context.clear_cookies()
        scan(page, today)
    else:
        page.goto(today.page)

    see_the_ghost_over_the_head(page, today.subject)
    hold_level(page)
    page.get_by_role("button", name="Choose the earlier photo").click()
    if device == "desk":
        page.get_by_role("button", name=re.compile("^Session 2")).click()
    take(page, device)
    expect(page.locator("[data-ghost-list]")).to_be_hidden()
    expect(page.locator(SAYS)).to_have_text(re.compile("^Aligned, grade [AB]"))
    check(page)
    assert_laid_exactly(page, HERE if device == "phone" else BETWEEN)
    see_one_after_the_other(page)
    choose_another(page, device)

    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second.label)
    expect(page.get_by_text("First photo of this view")).to_be_visible()
    take(page, device)
    expect(page.locator(SAYS)).to_have_text(re.compile("later ones of this view are laid over"))
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.locator("[data-summary-title]")).to_have_text("All views are photographed")
    check(page)
    assert today.kept() == [(first, 600, 800)] * 2 + [(second, 600, 800)]
    page.get_by_role("button", name="Finish").click()
    end = "That is all." if device == "phone" else "3 photos, all lined up."
    expect(page.get_by_text(end)).to_be_visible()


def see_the_ghost_over_the_head(page: Page, subject: Subject) -> None:
    first, second = subject.names
    expect(shutter(page)).to_be_enabled()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    expect(page.locator("[data-instruction]")).to_contain_text(subject.instruction)
    expect(page.locator("[data-ghost] img")).to_be_visible()
    assert np.allclose(box(page, "[data-ghost] img"), box(page, "video"), atol=1)
    width, height = box(page, "video")[2:]
    assert abs(width / height - 600 / 800) < 0.01, "All that is saved is seen."
    page.get_by_role("button", name="Outlines only").click()
    drawn = "document.querySelector('[data-ghost] canvas').toDataURL().length"
    assert page.evaluate(drawn) > 5000
    look_past_the_ghost(page)
    swipe(page, -150)
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    swipe(page, 150)
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    check(page)


def swipe(page: Page, right: int) -> None:
    left, top, width, height = box(page, "[data-stage]")
    page.mouse.move(left + width / 2, top + height / 2)
    page.mouse.down()
    page.mouse.move(left + width / 2 + right, top + height / 2, steps=2)
    page.mouse.up()


def see_one_after_the_other(page: Page) -> None:
    """By itself, and then by hand."""
    review = page.locator("[data-review]")
    page.get_by_role("button", name="Blink").click()
    for shown in ("earlier", "now", "earlier"):
        expect(review).to_have_attribute("data-shows", shown)
    page.get_by_label("Between the earlier photo and the new one").fill("30")
    expect(review).to_have_attribute("data-shows", "both")


def hold_level(page: Page) -> None:
    """As one holds a phone before a face, then as over the top of a head."""
    device = page.context.new_cdp_session(page)

    def turn(beta: float, gamma: float) -> None:
        angles = {"alpha": 0, "beta": beta, "gamma": gamma}
        device.send("DeviceOrientation.setDeviceOrientationOverride", angles)

    level, mark = page.locator("[data-level]"), page.locator("[data-mark]")
    turn(70, 30)
    expect(mark).to_have_attribute("style", re.compile(r"rotate\(-10\.3"))
    turn(90, 0)
    expect(level).to_have_class(re.compile("is-level"))
    turn(1, 0)
    expect(level).to_have_class(re.compile("is-level is-lying"))


def assert_laid_exactly(page: Page, reference: NDArray[np.float64]) -> None:
    """The new photo lies on the earlier one as both were made from the baseline."""
    wanted = reference @ np.vstack([cv2.invertAffineTransform(MOVE), (0, 0, 1)])
    for x, y, across, down in page.evaluate(CORNERS):
        assert np.hypot(*(wanted @ (x, y, 1) - (across, down))) < NEAR_PX, (x, y)


def choose_another(page: Page, device: str) -> None:
    """Another photo of the same view, which is to stand for it."""
    page.get_by_role("button", name="Retake").click()
    take(page, device)
    first, second = (page.get_by_role("button", name=f"Photo {number}: Grade") for number in (1, 2))
    expect(first).to_have_accessible_name(re.compile("chosen$"))
    page.get_by_role("button", name="Choose this one").click()
    expect(second).to_have_accessible_name(re.compile("chosen$"))
    expect(first).not_to_have_accessible_name(re.compile("chosen$"))


def take(page: Page, device: str) -> None:
    """With the thumb, or with a key."""
    expect(shutter(page)).to_be_enabled()
    if device == "phone":
        shutter(page).tap()
    else:
        page.keyboard.press("Space")
    expect(page.locator("[data-review]")).to_be_visible()


def look_past_the_ghost(page: Page) -> None:
    """While a finger is held on the picture."""
    left, top, width, height = box(page, "video")
    page.mouse.move(left + width / 2, top + height / 2)
    page.mouse.down()
    expect(page.locator("[data-ghost]")).to_be_hidden()
    page.mouse.up()
    expect(page.locator("[data-ghost]")).to_be_visible()


def test_no_photo_is_lost_to_the_network_or_to_the_clock(open_page: OpenPage, today: Today) -> None:
    """A walk out of range, a reload; then the session ends, and somebody else opens the next."""
    page = open_page("/", expected="Failed to load resource", **PHONE)
    first, second = today.subject.names
    page.context.clear_cookies()
    scan(page, today)
    network = Network(page)
    take_offline(page, network)
    page.get_by_role("button", name="Keep and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    today.sessions_have(timedelta(minutes=3, seconds=50))
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    expect(page.get_by_text("1 photo waits on this device")).to_be_visible()
    assert page.evaluate(KEPT_OFFLINE) == sorted(KEPT)
    page.context.set_offline(False)
    network.be()
    expect(page.locator("[data-minutes]")).to_have_text("4 minutes left")
    expect(page.get_by_role("button", name=f"{first}: Grade")).to_be_visible()
    assert len(today.kept()) == 1

    take_offline(page, network)
    today.sessions_have(timedelta())
    network.be()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="This capture session has ended")).to_be_visible()
    expect(page.locator("[data-ended-unsent]")).to_contain_text("1 photo is still on this phone")
    page.reload()
    expect(page.get_by_text("1 photo is still on this phone")).to_be_visible()
    scan(page, today, by="clinician")
    expect(page.locator("[data-summary-title]")).to_have_text("All views are photographed")
    expect(page.get_by_role("listitem").filter(has_text=second)).to_contain_text("First")
    assert [view for view, *_ in today.kept()] == list(today.subject.views)

    page.get_by_role("button", name="Back to the camera").click()
    take_offline(page, network)
    page.get_by_role("button", name="Keep and go on").click()
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("[data-summary-unsent]")).to_contain_text("finishes by itself")
    network.be()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("That is all.")).to_be_visible()
    assert len(today.kept()) == 3


def take_offline(page: Page, network: Network) -> None:
    expect(shutter(page)).to_be_enabled()
    network.be(offline=True)
    shutter(page).tap()
    expect(page.locator(SAYS)).to_have_text(
        "Saved on this phone; it will be sent when the network is back."
    )


def test_without_a_camera_the_devices_own_takes_the_photo(
    open_page: OpenPage, today: Today
) -> None:
    """A phone writes how it was held beside the pixels, which lie on their side."""
    page = open_page("/", expected="Cross-Origin-Opener-Policy", **PHONE)
    # On the network, a page that came by HTTP has no camera.
    network = today.clinic.address.replace("127.0.0.1", "clinic.example")
    page.context.add_cookies([today.clinic.cookie("staff") | {"url": network}])
    page.goto(f"{network}{today.page}")
    expect(page.locator("[data-why]")).to_contain_text("works only over HTTPS")
    with Image.open(BytesIO(moved(today.subject.photograph()))) as upright:
        exif = Image.Exif()
        exif[0x0112] = 6
        lying = jpeg(upright.transpose(Image.Transpose.ROTATE_90), exif=exif)
    with Image.open(BytesIO(lying)) as image:
        assert ImageOps.exif_transpose(image).size == fake_camera.SIZE
    with page.expect_file_chooser() as asked:
        shutter(page).tap()
    asked.value.set_files({"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": lying})
    expect(page.locator(SAYS)).to_have_text(re.compile("^Aligned, grade [AB]"))
    now = page.locator(".capture-now img")
    assert now.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [600, 800]
    assert_laid_exactly(page, HERE)
    assert today.kept() == [(today.subject.views[0], 600, 800)]
    page.get_by_role("button", name="Retake").click()
    with page.expect_file_chooser() as asked:
        shutter(page).tap()
    earlier = today.subject.photograph()
    asked.value.set_files({"name": "IMG_0.jpg", "mimeType": "image/jpeg", "buffer": earlier})
    expect(page.locator(SAYS)).to_contain_text("This photo is here already")
    assert today.kept() == [(today.subject.views[0], 600, 800)]
