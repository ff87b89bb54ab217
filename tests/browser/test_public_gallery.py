"""A stranger and the clinic's website, until the patient takes consent back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from progress.rules.consents import Scope
from progress.services import consents
from progress.services.work import Work
from tests import examples, factories, pictures
from tests.browser.conftest import PATIENCE, Clinic

pytestmark = pytest.mark.browser

ADDRESS = re.compile(r'"(?:http://[\d.:]+)?(/cases/[\w-]+(?:/embed|/\w+\.jpg)?)"')
AT_ONCE = 5
"""Seconds after which nothing that was withdrawn is shown any more."""
OFTEN = 2500
"""Milliseconds after which an open page asks again what may still be shown."""
PAGE = """<!doctype html><html lang="en"><title>Clinic</title>
<p><a href="{case}" data-progress-case>Hair after 8 weeks</a></p>
<p><a href="{elsewhere}/cases/other" data-progress-case>Somebody else's</a></p>
<ul id="feed"></ul>
<script async src="{progress}/cases/embed.js"></script>
<script async src="{progress}/cases/embed.js"></script>
<script type="module">
  const feed = await (await fetch("{progress}/cases/feed.json")).json();
  for (const item of feed.items) feed_list.append(item.title, item._progress.embed);
</script>""".replace("feed_list", 'document.getElementById("feed")')


class Website(BaseHTTPRequestHandler):
    """One page, of another origin than Progress."""

    page = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *_given: object) -> None:
        """Nothing is said in the terminal."""


@pytest.fixture
def website() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Website)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def slug(clinic: Clinic) -> str:
    """A case that strangers may see, of two photos."""

    def make(work: Work) -> str:
        _, shown = examples.cases(work, clinic.cast, factories.photo)
        return examples.on_the_web(work, shown, pictures.photo(seed=1)).slug

    return clinic.prepare(make)


@pytest.fixture
def stranger(chromium: Browser, clinic: Clinic) -> Iterator[BrowserContext]:
    """Without a cookie; a page that logs a fault, but for what is gone, fails the test."""
    context = chromium.new_context(base_url=clinic.address, viewport={"width": 360, "height": 740})
    context.set_default_timeout(PATIENCE)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("console", lambda said: faults.extend(told(said)))
    yield context
    context.close()
    assert faults == []


def told(said: ConsoleMessage) -> Iterator[str]:
    """Faults, but for what the test is about."""
    expected = "410", "ERR_INTERNET_DISCONNECTED"
    elsewhere = "favicon" in said.location["url"]
    if said.type == "error" and not elsewhere and not any(each in said.text for each in expected):
        yield said.text


def test_a_website_shows_a_case_until_the_patient_takes_it_back(
    clinic: Clinic, website: str, slug: str, stranger: BrowserContext
) -> None:
    clinic.prepare(lambda work: factories.website(work, website))
    case = f"{clinic.address}/cases/{slug}"
    Website.page = PAGE.format(
        case=case, elsewhere="https://other.example", progress=clinic.address
    ).encode()

    outside, listed, alone = stranger.new_page(), stranger.new_page(), stranger.new_page()
    stranger.clock.install()
    outside.goto(website)
    framed = outside.frame_locator("iframe[title='Hair after 8 weeks']")
    expect(framed.get_by_text("8 weeks, 6 sessions")).to_be_visible()
    expect(outside.get_by_role("link", name="Hair after 8 weeks")).to_be_hidden()
    expect(outside.get_by_role("link", name="Somebody else's")).to_be_visible()
    expect(outside.locator("#feed")).to_contain_text(f"8 weeks, 6 sessions{case}/embed")
    assert outside.locator("iframe").count() == 1
    fits_its_frame(outside)

    listed.goto("/cases")
    alone.goto(f"/cases/{slug}")
    lay_over(alone)
    printed = {each for page in (listed, alone) for each in ADDRESS.findall(page.content())}
    printed |= set(ADDRESS.findall(stranger.request.get("/cases/feed.json").text()))
    assert {case.removeprefix(clinic.address) + end for end in ("", "/embed", "/later.jpg")} <= {
        *printed
    }
    assert {stranger.request.get(each).status for each in printed} == {200}
    assert stranger.cookies() == []
    hides_while_it_cannot_ask(listed)

    clinic.prepare(lambda work: take_back(work, clinic))
    taken_back = monotonic()
    stranger.clock.run_for(OFTEN)
    assert {stranger.request.get(each).status for each in printed} == {410}
    for page in (framed, alone):
        expect(page.get_by_role("heading", name="No longer shown")).to_be_visible(timeout=5000)
    expect(listed.get_by_text("Nothing is shown here now.")).to_be_visible(timeout=5000)
    assert monotonic() - taken_back < AT_ONCE
    assert framed.locator("img").count() == 0
    fits_its_frame(outside)


def hides_while_it_cannot_ask(page: Page) -> None:
    tile = page.get_by_role("link", name="8 weeks, 6 sessions")
    expect(tile).to_be_visible()
    page.context.set_offline(True)
    page.clock.run_for(12_000)
    expect(page.get_by_text("There is no connection just now")).to_be_visible()
    expect(tile).to_be_hidden()
    page.context.set_offline(False)
    page.clock.run_for(3_000)
    expect(tile).to_be_visible()


def fits_its_frame(outside: Page) -> None:
    """As high as what stands in it, and nothing to scroll."""
    inside = outside.frames[1]
    inside.wait_for_function("innerHeight === document.documentElement.scrollHeight")
    assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")


def lay_over(page: Page) -> None:
    """Side by side at first; by the keyboard alone one comes over the other, and moves."""
    earlier, later = (page.get_by_role("img", name=name) for name in ("At first", "Later"))
    assert later.bounding_box()["x"] > earlier.bounding_box()["x"]  # type: ignore[index]
    page.get_by_role("button", name="One over the other").press("Enter")
    assert later.bounding_box() == earlier.bounding_box()
    share = page.get_by_role("slider")
    share.press("End")
    assert clip(page) == "inset(0px 0px 0px 0%)"
    share.press("Home")
    assert clip(page) == "inset(0px 0px 0px 100%)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def clip(page: Page) -> str:
    side = page.locator(".side").nth(1)
    return str(side.evaluate("(side) => getComputedStyle(side).clipPath"))


def take_back(work: Work, clinic: Clinic) -> None:
    consents.withdraw(work, clinic.cast.patient_id, scopes=[Scope.WEBSITE])
