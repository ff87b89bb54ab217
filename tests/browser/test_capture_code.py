"""A visit's code, from the computer's screen through a phone's camera and back."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests import pictures
from tests.browser.conftest import PATIENCE, Clinic, OpenPage

pytestmark = pytest.mark.browser

UPLOAD = """async ([visit, bytes]) => {
  const body = new FormData();
  body.append("photo", new File([new Uint8Array(bytes)], "vertex.jpg", { type: "image/jpeg" }));
  body.append("view", "vertex");
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  return (await fetch(`/visits/${visit}/photos`, { method: "POST", body, headers })).status;
}"""


@pytest.fixture
def phone(chromium: Browser, clinic: Clinic) -> Iterator[Page]:
    """A browser in which nobody is signed in."""
    context = chromium.new_context(
        base_url=clinic.address, viewport={"width": 360, "height": 740}, is_mobile=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def read_code(page: Page) -> str:
    """What a camera that looks at the screen reads."""
    picture = page.locator(".capture-code").screenshot()
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    text, _corners, _straight = cv2.QRCodeDetector().detectAndDecode(pixels)
    return text


def test_a_phone_comes_in_by_the_code_and_is_sent_away(
    open_page: OpenPage, phone: Page, visit_id: UUID
) -> None:
    """On a dark page, where a code without paper of its own could not be read."""
    page = open_page(f"/visits/{visit_id}", who="staff", color_scheme="dark")
    page.get_by_role("button", name="Photograph with the phone").click()
    expect(page.locator(".capture-code")).to_be_visible()
    address = read_code(page)
    assert address == page.locator(".capture-address").inner_text()

    phone.goto(address)
    phone.get_by_role("button", name="Start photographing").click()
    phone.wait_for_url(f"**/visits/{visit_id}/capture")
    expect(page.locator("#capture-phones")).to_contain_text("A phone is connected")
    expect(page.locator(".capture-code")).to_have_count(0)

    end = page.get_by_role("button", name="End")
    end.focus()
    assert phone.evaluate(UPLOAD, [str(visit_id), list(pictures.photo(seed=4))]) == 201
    expect(page.locator("#capture-phones")).to_contain_text("1 photo came")
    expect(page.locator("#visit-photos li[data-version]")).to_have_count(1)

    expect(end).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#capture-phones li")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_role("heading")).to_have_text("Scan a new code")
