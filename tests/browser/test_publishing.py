"""A case on the web, from the warning that an administrator reads to what a stranger kept of it."""

from __future__ import annotations

import hashlib
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect

from progress.exchange import credentials
from progress.rules.consents import Scope
from tests.browser.axe import check
from tests.browser.case_desk import (
    DESK,
    PHONE,
    add_two_faces,
    ask_for_approval,
    begin_case,
    cover_the_face,
)
from tests.browser.conftest import PATIENCE, Clinic, OpenPage, follow

pytestmark = pytest.mark.browser

AT_ONCE = 5
"""Seconds after which nothing that was withdrawn is shown to anybody."""
OFTEN = 2500
"""Milliseconds after which an open page asks again what may still be shown."""
GONE = "410"
LONG_FROM_NOW = "Fri, 01 Jan 2100 00:00:00 GMT"
WORDS = "We say honestly what can be done for you."
SLIDES = "Slides for the congress in Pune"
PHONE_NUMBER = "+91 124 400 0000"
PRINTED = re.compile(r"""["'](?:https?://[\w.:-]+)?(/[^"'\s<>]*)["']""")
"""Whatever looks like an address, in markup or in a feed."""


@dataclass
class Stranger:
    """Nobody: without a cookie, and with a list of each address that was asked for or read."""

    clinic: Clinic
    page: Page
    kept: set[str] = field(default_factory=set)
    etags: dict[str, str] = field(default_factory=dict)

    def keep(self, answer: Response) -> None:
        path = urlsplit(answer.url)
        self.kept.add(f"{path.path}?{path.query}" if path.query else path.path)
        if "etag" in answer.headers:
            self.etags[path.path] = answer.headers["etag"]

    def read(self, path: str) -> None:
        """Open a page, and keep what it prints as well."""
        self.page.goto(path, wait_until="networkidle")
        self.kept |= set(PRINTED.findall(self.page.content().replace("&amp;", "&")))

    def of(self, slug: str) -> set[str]:
        """What names the case, but for the question whether it is still shown."""
        return {path for path in self.kept if slug in path and "shown.json" not in path}


@pytest.fixture
def stranger(chromium: Browser, clinic: Clinic) -> Iterator[Stranger]:
    context = chromium.new_context(base_url=clinic.address, bypass_csp=True, **PHONE)
    context.set_default_timeout(PATIENCE)
    context.clock.install()
    found = Stranger(clinic, context.new_page())
    context.on("response", found.keep)
    yield found
    context.close()


def test_what_a_stranger_kept_of_a_case_is_gone_when_the_patient_takes_it_back(
    clinic: Clinic, open_page: OpenPage, stranger: Stranger
) -> None:
    add_two_faces(clinic, Scope.WEBSITE, Scope.TEACHING)
    let_strangers_look(open_page("/gallery", who="admin", expected="422", bypass_csp=True, **DESK))
    desk = open_page("/gallery", who="staff", expected=GONE, bypass_csp=True, **DESK)
    begin_case(desk, "On the web")
    cover_the_face(desk, frame="10 5 90 95")
    made = ask_for_approval(desk)
    at_desk = pictures(desk)

    second = open_page(made, who="clinician", bypass_csp=True, **PHONE)
    assert pictures(second) == at_desk, "What one made is what the other looks at"
    expect(second.get_by_text("nothing generated; signed by")).to_have_count(2)
    check(second)
    follow(second.get_by_role("button", name="Approve and publish"))
    expect(second.get_by_text("Approved by")).to_be_visible()
    taken = take_to_a_congress(desk, made)
    assert {digest(desk, each) for each in taken} == set(at_desk.values()), "And what leaves"

    slug = look_around(stranger)
    assert set(pictures(stranger.page).values()) == set(at_desk.values()), "And what strangers see"
    assert WORDS in stranger.page.content()
    kept, at_the_desk = stranger.of(slug), {*at_desk, *taken}
    assert {status(clinic, each) for each in kept} == {200}
    assert stranger.page.context.cookies() == []

    home = open_page("/portal/consents", who="patient", bypass_csp=True, **PHONE)
    take_back(home)
    taken_back = monotonic()
    assert answers(stranger, kept) == {410}
    assert {desk.request.get(each).status for each in kept | at_the_desk} == {410}
    assert monotonic() - taken_back < AT_ONCE
    stranger.page.clock.run_for(OFTEN)
    gone = stranger.page.get_by_role("heading", name="No longer shown")
    expect(gone).to_be_visible(timeout=AT_ONCE * 1000)
    sleep(max(AT_ONCE - (monotonic() - taken_back), 0))
    for each in kept:
        answer = stranger.page.goto(each)
        assert answer and answer.status == 410, "Nor does the browser show what it had"
    stranger.read("/cases")
    assert slug not in stranger.page.content()
    chase(desk, home)


def let_strangers_look(admin: Page) -> None:
    """After the warning was read, and with the clinic's own words."""
    follow(admin.get_by_role("link", name="Settings").first)
    follow(admin.get_by_role("link", name="Switch it on"))
    check(admin)
    expect(
        admin.get_by_role("heading", name="Advertising by doctors is restricted")
    ).to_be_visible()
    follow(admin.get_by_role("button", name="Switch the public gallery on"))
    expect(admin.get_by_text("Please read it, and say that you did.").first).to_be_visible()
    admin.get_by_label("I have read this, and I answer for it").check()
    follow(admin.get_by_role("button", name="Switch the public gallery on"))
    admin.get_by_label("Your own words").fill(WORDS)
    admin.get_by_label("Phone number for appointments").fill(PHONE_NUMBER)
    follow(admin.get_by_role("button", name="Save"))
    expect(admin.get_by_text(WORDS).last).to_be_visible()
    check(admin)


def pictures(page: Page) -> dict[str, str]:
    """The SHA-256 of both pictures of the case, by their addresses; each is as it was signed."""
    found = {}
    for image in page.locator("main figure img").all():
        path = image.get_attribute("src") or ""
        jpeg = page.request.get(path).body()
        said = credentials.read(jpeg)
        assert said
        assert said.valid
        assert "partly blurred" in said.done
        found[path] = digest(page, path)
    assert len(found) == 2
    return found


def digest(page: Page, path: str) -> str:
    return hashlib.sha256(page.request.get(path).body()).hexdigest()


def take_to_a_congress(desk: Page, made: str) -> list[str]:
    """The addresses of both pictures, for the slides."""
    desk.goto(made)
    follow(desk.get_by_role("link", name="Take both pictures elsewhere"))
    desk.get_by_label("Teaching").check()
    desk.get_by_label("Which account, congress or journal").fill(SLIDES)
    follow(desk.get_by_role("button", name="Note it, and get the pictures"))
    links = desk.locator("a[download]")
    expect(links).to_have_count(2)
    check(desk)
    return [link.get_attribute("href") or "" for link in links.all()]


def look_around(stranger: Stranger) -> str:
    """List, feed, frame and case, as somebody finds them; answers the case's own part of them."""
    stranger.read("/cases/feed.json")
    stranger.read("/cases")
    check(stranger.page)
    follow(stranger.page.get_by_role("link", name="8 weeks"))
    stranger.page.wait_for_load_state("networkidle")
    case = urlsplit(stranger.page.url).path
    stranger.read(f"{case}/embed")
    stranger.read(case)
    check(stranger.page)
    endings = {"", "/embed", "/earlier.jpg", "/later.jpg"}
    assert {case + end for end in endings} <= stranger.kept
    return case.rpartition("/")[2]


def take_back(home: Page) -> None:
    """Two taps on a phone, and a receipt of what went and of what somebody has to chase."""
    follow(home.get_by_role("link", name="Take all of this back"), Locator.tap)
    follow(home.get_by_role("button", name="Yes, take it back"), Locator.tap)
    expect(home.get_by_role("heading", name="Taken down at once")).to_be_visible()
    expect(home.get_by_text("shown on the web until now")).to_be_visible()
    expect(home.get_by_text(SLIDES)).to_be_visible()
    check(home)


def chase(desk: Page, home: Page) -> None:
    """A person looks after the slides; the patient reads on the receipt that they are gone."""
    desk.goto("/outside-copies")
    expect(desk.get_by_role("heading", name="To be taken down")).to_be_visible()
    check(desk)
    follow(desk.get_by_role("button", name="I looked: it is taken down"))
    expect(desk.get_by_text("Nothing has to be taken down")).to_be_visible()
    home.reload()
    expect(home.get_by_text("Taken down on")).to_be_visible()


def answers(stranger: Stranger, kept: set[str]) -> set[int]:
    """To somebody without a browser, in all the ways that a cache or a download asks."""
    found = set()
    for path in kept:
        etag = stranger.etags.get(urlsplit(path).path, '"none"')
        for headers in (
            {},
            {"Range": "bytes=0-99"},
            {"If-None-Match": etag},
            {"If-None-Match": "*"},
            {"If-Modified-Since": LONG_FROM_NOW},
            {"Range": "bytes=0-99", "If-Range": etag},
        ):
            found.add(status(stranger.clinic, path, headers))
    return found


def status(clinic: Clinic, path: str, headers: Mapping[str, str] = {}) -> int:
    asked = urllib.request.Request(clinic.address + path, headers=dict(headers))
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
