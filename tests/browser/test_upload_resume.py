"""Photos on their way when something happens: a reload, a lost connection, a sign-out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Dialog, Page, Route, expect
from sqlalchemy import select

from progress.models import Person, Photo, RoleRow
from progress.rules.access import Role
from progress.services.photos import original
from progress.services.work import Work
from tests import pictures
from tests.browser.conftest import Clinic, OpenPage, script
from tests.browser.network import Network

pytestmark = pytest.mark.browser

JPEG = pictures.noise(7)
PENDING = "#tray > li"
TILES = "#visit-photos li[data-version]"
SLOW = 100_000
"""Bytes a second: a photo takes long enough for something to happen."""
LOST = "Failed to load resource"
HOLD_THE_STORE = """async () => {
  const opened = indexedDB.open("progress-uploads", 1);
  await new Promise((resolve) => { opened.onsuccess = resolve; });
  const photos = opened.result.transaction("photos", "readwrite").objectStore("photos");
  const hold = () => { photos.count().onsuccess = hold; };
  hold();
}"""
"""No other writing of what waits to be sent ends before the page does."""


@pytest.fixture
def kept(clinic: Clinic, visit_id: UUID) -> Callable[[], list[str]]:
    """Hashes of the originals that the visit has."""

    def look(work: Work) -> list[str]:
        photos = work.session.query(Photo).filter_by(visit_id=visit_id)
        return [hashlib.sha256(original(work, photo)).hexdigest() for photo in photos]

    return lambda: clinic.prepare(look)


def pick(page: Page, *photos: bytes) -> None:
    page.set_input_files(
        "#upload-files",
        [
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for number, data in enumerate(photos)
        ],
    )


def wait_for_the_middle(page: Page) -> None:
    expect(page.locator(PENDING).first).to_contain_text(re.compile(r"Sending, [1-9]\d %"))


def offsets(page: Page) -> list[int]:
    """Where the pieces began that the server takes from now on."""
    begun: list[int] = []

    def note(answer: Any) -> None:
        if answer.request.method == "PATCH" and answer.ok:
            begun.append(int(answer.request.headers["upload-offset"]))

    page.on("response", note)
    return begun


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_reload_in_the_middle(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address)
    network = Network(page)
    network.be(SLOW)
    pick(page, JPEG)
    wait_for_the_middle(page)
    expect(page.locator("[data-upload-pace]")).to_contain_text(re.compile(r"\d+ kB/s, .* left"))
    begun = offsets(page)
    page.reload()
    expect(page.locator(PENDING)).to_contain_text("0.jpg")
    expect(page.locator(f"{PENDING} img")).to_be_visible()
    network.be()
    expect(page.locator(TILES)).to_have_count(1)
    expect(page.locator(PENDING)).to_have_count(0)
    assert begun[0] > 0 and kept() == [digest(JPEG)]


def test_a_reload_before_the_address_is_kept(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    """Bytes that left before would be sent a second time, and told to be here already."""
    page = open_page(address)

    def begin(route: Route) -> None:
        page.evaluate(HOLD_THE_STORE)
        route.continue_()

    page.route("**/transfers", begin)
    with page.expect_response("**/transfers"):
        pick(page, JPEG)
    page.wait_for_timeout(500)
    page.unroute("**/transfers")
    page.reload()
    expect(page.locator(TILES)).to_have_count(1)
    expect(page.locator(PENDING)).to_have_count(0)
    assert kept() == [digest(JPEG)]


def test_a_connection_that_is_lost_in_the_middle(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address, expected=LOST)
    network = Network(page)
    network.be(4 * SLOW)
    large, other = pictures.noise(7, 3000), pictures.noise(8, 3000)
    pick(page, large, other)
    wait_for_the_middle(page)
    begun = offsets(page)
    network.be(offline=True)
    expect(page.locator(f"{PENDING}[data-fate=failed]")).to_have_count(2)
    expect(page.locator(PENDING).first).to_contain_text("kept here and goes on by itself")
    network.be()
    expect(page.locator(TILES)).to_have_count(2)
    assert max(begun) > 0 and sorted(kept()) == sorted([digest(large), digest(other)])


def test_what_arrived_otherwise_than_it_was_sent_is_sent_anew(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address, expected="460")
    garbled: list[Route] = []

    def garble(route: Route) -> None:
        data = route.request.post_data_buffer or b""
        if route.request.method == "PATCH" and not garbled:
            garbled.append(route)
            route.continue_(post_data=data[:-1] + bytes([data[-1] ^ 1]))
        else:
            route.continue_()

    page.route("**/transfers/*", garble)
    pick(page, JPEG)
    expect(page.locator(PENDING)).to_contain_text("It is sent again")
    page.locator(PENDING).get_by_role("button", name="Try 0.jpg again").click()
    expect(page.locator(TILES)).to_have_count(1)
    assert garbled and kept() == [digest(JPEG)]


def test_one_of_two_tabs_sends_and_the_other_takes_over(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address)
    other = page.context.new_page()
    other.goto(address)
    page.bring_to_front()
    page.route("**/transfers", lambda _: None)
    by_other = offsets(other)
    with page.expect_request("**/transfers"):
        pick(page, JPEG)
    expect(other.locator(PENDING)).to_contain_text("Sending")
    assert by_other == []
    page.close()
    expect(other.locator(TILES)).to_have_count(1)
    assert len(by_other) == 1 and kept() == [digest(JPEG)]


def test_one_that_is_not_to_be_sent_is_deleted_here_and_there(
    open_page: OpenPage, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address)
    Network(page).be(SLOW)
    pick(page, JPEG)
    wait_for_the_middle(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as forgotten:
        page.get_by_role("button", name="Do not send 0.jpg").click()
    assert forgotten.value.status == 204
    expect(page.locator(PENDING)).to_have_count(0)
    assert stored(page) == 0 and kept() == []
    page.locator(".toast", has_text="0.jpg is not sent.").get_by_role("button", name="Undo").click()
    expect(page.locator(PENDING)).to_contain_text("0.jpg")
    page.get_by_role("button", name="Do not send 0.jpg").click()
    expect(page.locator(PENDING)).to_have_count(0)
    page.reload()
    expect(page.get_by_text("No photos yet.")).to_be_visible()
    expect(page.locator(PENDING)).to_have_count(0)
    assert kept() == []


def test_signed_out_in_between(
    open_page: OpenPage, clinic: Clinic, address: str, kept: Callable[[], list[str]]
) -> None:
    page = open_page(address, expected="400")
    page.context.clear_cookies()
    pick(page, JPEG)
    expect(page.locator(PENDING)).to_contain_text("You were signed out.")
    page.context.add_cookies([clinic.cookie("clinician")])
    page.locator(PENDING).get_by_role("button", name="Try 0.jpg again").click()
    expect(page.locator(TILES)).to_have_count(1)
    assert kept() == [digest(JPEG)]


@pytest.fixture
def held(open_page: OpenPage, address: str) -> Page:
    """A page with a photo that does not get through, in a session of its own."""
    page = open_page(address, expected=LOST)
    page.route("**/transfers", lambda route: route.abort("internetdisconnected"))
    pick(page, JPEG)
    expect(page.locator(PENDING)).to_have_count(1)
    return page


def stored(page: Page) -> int:
    """How many photos of the person who is signed in the browser keeps."""
    stored = f"""async () => {{
      const {{ openStore }} = await {script("upload/store.js")};
      const store = await openStore();
      return (await store.list(document.querySelector("meta[name=person]").content)).length;
    }}"""
    return int(page.evaluate(stored))


def sign_out(page: Page) -> None:
    """Up to the request itself, which would end the session that other tests use too."""
    page.route("**/sign-out", lambda route: route.fulfill(body="signed out"))
    page.get_by_role("button", name="You: Clinician").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_warns_of_what_has_not_arrived(held: Page) -> None:
    page = held
    sign_out(page)
    dialog = page.get_by_role("dialog", name="Not all photos have arrived")
    expect(dialog).to_contain_text("1 photo has not reached the clinic.")
    dialog.get_by_role("button", name="Stay signed in").click()
    assert stored(page) == 1
    sign_out(page)
    dialog.get_by_role("button", name="Keep them here and sign out").click()
    expect(page.get_by_text("signed out")).to_be_visible()
    page.goto("/patients")
    assert stored(page) == 1
    sign_out(page)
    dialog.get_by_role("button", name="Delete them and sign out").click()
    expect(page.get_by_text("signed out")).to_be_visible()
    page.goto("/patients")
    assert stored(page) == 0


def test_signing_out_with_nothing_left_asks_nothing(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    pick(page, JPEG)
    expect(page.locator(TILES)).to_have_count(1)
    assert stored(page) == 0
    sign_out(page)
    expect(page.get_by_text("signed out")).to_be_visible()


def test_on_a_shared_phone_another_person_sends_and_sees_none_of_it(
    held: Page, clinic: Clinic, address: str, kept: Callable[[], list[str]]
) -> None:
    page = held
    page.context.clear_cookies()
    page.context.add_cookies([clinic.cookie("staff")])
    page.unroute("**/transfers")
    page.goto(address)
    expect(page.locator(".toast")).to_contain_text("1 photo of somebody else on this device")
    expect(page.locator(PENDING)).to_have_count(0)
    assert stored(page) == 0 and kept() == []
    page.context.clear_cookies()
    page.context.add_cookies([clinic.cookie("clinician")])
    page.goto("/patients")
    page.goto(address)
    expect(page.locator(TILES)).to_have_count(1)


def test_a_photo_that_arrives_while_its_page_is_on_the_way_is_on_it(
    open_page: OpenPage, address: str
) -> None:
    """The page is made before the photo comes, and its script begins after."""
    page = open_page(address)
    held: list[Route] = []
    page.route("**/transfers/*", lambda route: held.append(route))
    with page.expect_request("**/transfers/*"):
        pick(page, JPEG)
    page.route(f"**{address}", lambda route: held.append(route))
    with page.expect_request(f"**{address}"):
        page.evaluate("setTimeout(() => location.reload())")
    while len(held) < 2:
        page.wait_for_timeout(20)
    last_bytes, new_page = held
    made = new_page.fetch()
    with page.expect_response("**/photos"):
        last_bytes.continue_()
    new_page.fulfill(response=made)
    expect(page.locator(PENDING)).to_have_count(0)
    expect(page.locator(TILES)).to_have_count(1)


@pytest.fixture
def demoted(clinic: Clinic) -> Iterator[None]:
    """The clinician may add photos no more; other tests need the role again."""

    def change(roles: list[str]) -> None:
        def run(work: Work) -> None:
            person = work.session.get_one(Person, clinic.cast.clinician.id)
            person.roles = list(
                work.session.scalars(select(RoleRow).where(RoleRow.name.in_(roles)))
            )
            work.session.commit()

        clinic.prepare(run)

    change([])
    yield
    change([Role.CLINICIAN])


def test_a_role_that_was_taken_away_loses_no_photo(
    held: Page, demoted: None, clinic: Clinic, address: str, kept: Callable[[], list[str]]
) -> None:
    """It waits for whoever may send it; a colleague takes it over by a word."""
    page = held
    page.unroute("**/transfers")
    page.get_by_role("button", name="Try 0.jpg again").click()
    expect(page.locator(PENDING)).to_contain_text("Your sign-in does not allow adding photos")
    expect(page.get_by_role("button", name="Try 0.jpg again")).to_be_visible()
    assert stored(page) == 1 and kept() == []
    page.context.clear_cookies()
    page.context.add_cookies([clinic.cookie("staff")])
    page.goto(address)
    page.locator(".toast").get_by_role("button", name="Send it").click()
    expect(page.locator(TILES)).to_have_count(1)
    assert stored(page) == 0 and kept() == [digest(JPEG)]


def test_every_page_says_what_is_on_its_way(held: Page, address: str) -> None:
    page = held
    expect(page.locator("[data-unsent]")).to_be_hidden()
    page.goto("/patients")
    link = page.get_by_role("link", name="1 photo on the way")
    expect(link).to_be_visible()
    link.click()
    page.wait_for_url(f"**{address}")
    expect(page.locator(PENDING)).to_contain_text("0.jpg")
    page.unroute("**/transfers")
    page.goto("/patients")
    expect(link).to_be_hidden()


def test_a_browser_that_keeps_nothing_sends_while_its_page_is_open(
    open_page: OpenPage, address: str
) -> None:
    page = open_page("/patients")
    page.add_init_script("IDBFactory.prototype.open = () => { throw new Error('switched off'); }")
    page.goto(address)
    held: list[Route] = []
    page.route("**/transfers", lambda route: held.append(route))
    with page.expect_request("**/transfers"):
        pick(page, JPEG)
    expect(page.locator(PENDING)).to_contain_text("leave this page open")
    page.on("dialog", Dialog.dismiss)
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload" and not page.is_closed()
    held[0].continue_()
    expect(page.locator(TILES)).to_have_count(1)
