"""A phone's browser on the clinic's network: what it needs HTTPS for, it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, expect

from tests.browser.chromium import started
from tests.browser.test_every_page import faults
from tests.conftest import PASSWORD
from tests.serve.conftest import Network

pytestmark = pytest.mark.browser
CAMERA = """() => navigator.mediaDevices.getUserMedia({video: true})
    .then((stream) => stream.getVideoTracks().length)"""
HAS_A_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def phone(network: Network) -> Iterator[Browser]:
    """It trusts the clinic's certificate, and no other that is not in order."""
    with started(*HAS_A_CAMERA, network.clinic.trusting) as browser:
        yield browser


def test_a_phone_signs_in_and_has_its_camera(phone: Browser, network: Network) -> None:
    page = phone.new_page(base_url=f"https://127.0.0.1:{network.port}", permissions=["camera"])
    page.goto(f"http://127.0.0.1:{network.port}/patients")
    assert page.url.startswith("https://"), "What is typed without a scheme is sent on."
    page.get_by_label("E-mail").fill("staff@clinic.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"https://127.0.0.1:{network.port}/patients")

    page.goto(f"/visits/{network.visit_id}/capture")
    assert page.evaluate("window.isSecureContext")
    assert page.evaluate(CAMERA) == 1

    page.goto("/trust")
    for line in network.authority.fingerprint:
        expect(page.get_by_text(line)).to_be_visible()
    assert list(faults(page)) == []


def test_a_phone_that_does_not_trust_is_warned(network: Network) -> None:
    with started() as browser, pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        browser.new_page().goto(f"https://127.0.0.1:{network.port}/")
