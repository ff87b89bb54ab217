"""Every page, on a phone and on a desk, light and dark: no fault that axe or the browser can find.

A route that is added later is walked without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import sleep
from typing import Any, Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

from progress.models import Photo, Visit
from progress.rules.access import POLICY, Action, Role
from progress.services import preparation, uploads
from progress.services.work import Work
from progress.web.policy import policy_of
from tests import examples, pictures
from tests.browser import axe, marked
from tests.browser.conftest import PATIENCE, Clinic

pytestmark = pytest.mark.browser

Place = tuple[str, str]
"""Who opens which path."""
Scheme = Literal["light", "dark"]
SCREENS: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "desk": {"width": 1440, "height": 900},
}
RULES: dict[Scheme, list[str]] = {
    "light": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],
}
"""Nothing but colours differs in the dark."""
LOOKS: tuple[tuple[str, Scheme], ...] = (
    ("phone", "light"),
    ("desk", "light"),
    ("desk", "dark"),
    ("phone", "dark"),
)
"""So ordered that one thing at a time changes, and that the next page begins as this one ends."""
STYLED_ANEW = """() => {
  const { style } = document.documentElement;
  style.display = "none";
  document.documentElement.getBoundingClientRect();
  style.display = "";
}"""
"""Chromium keeps some inherited colours when only the scheme is emulated."""
WHO = ("clinician", "admin", "patient")
"""The first of them who may see a page opens it."""
FEWEST_PAGES = 25


@pytest.fixture(scope="module")
def places(clinic: Clinic) -> list[Place]:
    """All that the route table answers, and the looks of pages that it cannot tell apart."""
    patient = clinic.cast.patient_id
    made = clinic.prepare(lambda work: examples.make(work, clinic.cast, photographer()))
    course = clinic.prepare(lambda work: marked.course(work, patient))
    clinic.prepare(wait_for_the_worker)
    return [
        *clinic.prepare(lambda _: list(walked(clinic, made))),
        ("staff", "/"),
        ("patient", "/"),
        ("clinician", f"/patients/{uuid4()}"),
        ("clinician", f"/courses/{course.course_id}"),
        ("patient", f"/portal/courses/{course.course_id}"),
        *((who, course.path(0, other)) for who in ("clinician", "patient") for other in (1, 3)),
    ]


def photographer() -> Callable[[Work, Visit], Photo]:
    """Adds photos with all their bytes, none like another."""
    seeds = count(1)
    return lambda work, visit: (
        uploads.add(work, visit.id, pictures.photo(seed=next(seeds)), view="vertex").photo
    )


def wait_for_the_worker(work: Work) -> None:
    for _ in range(PATIENCE // 100):
        if not preparation.unfinished(work):
            return
        work.session.rollback()
        sleep(0.1)
    raise AssertionError("The worker never ends.")


def walked(clinic: Clinic, made: examples.Examples) -> Iterator[Place]:
    for rule, method in examples.routes(clinic.app):
        if method == "GET":
            policy = policy_of(clinic.app, rule.endpoint)
            who = "nobody"
            if isinstance(policy, Action):
                who = next(name for name in WHO if Role(name) in POLICY[policy])
            yield who, examples.address(clinic.app, rule, made)


@pytest.mark.timeout(900)  # about forty pages, each looked at four times
def test_no_page_has_a_fault(chromium: Browser, clinic: Clinic, places: list[Place]) -> None:
    found = {}
    for who in sorted({who for who, _ in places}):
        with visitor(chromium, clinic, who) as (page, logged):
            for path in (path for name, path in places if name == who):
                if opens(page, path):
                    found[who, path] = [*logged, *faults(page)]
                # Axe styles pages in passing, which their policy forbids: that is not the page's.
                # With this answer all has come that the page has logged.
                page.evaluate("0")
                logged.clear()
    assert len(found) >= FEWEST_PAGES
    assert {place: told for place, told in found.items() if told} == {}


@contextmanager
def visitor(chromium: Browser, clinic: Clinic, who: str) -> Iterator[tuple[Page, list[str]]]:
    """A page for all that one person opens, and what it logs."""
    context = chromium.new_context(base_url=clinic.address, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    if who != "nobody":
        context.add_cookies([clinic.cookie(who)])
    page, logged = context.new_page(), []

    def note(message: ConsoleMessage) -> None:
        # That a page which says "there is no such thing" is answered with 404 is no fault.
        if message.type == "error" and message.location["url"] != page.url:
            logged.append(f"{message.text} {message.location['url']}")

    page.on("console", note)
    page.on("pageerror", lambda error: logged.append(str(error)))
    yield page, logged
    context.close()


def opens(page: Page, path: str) -> bool:
    """Whether the path is that of a whole page, not of a picture, of data or of a part."""
    answer = page.goto(path)
    assert answer
    assert answer.status < 500, path
    return "html" in answer.headers["content-type"] and "<!doctype" in answer.text()


def faults(page: Page) -> Iterator[Any]:
    """What is wrong with the open page, on either screen and in either scheme."""
    if (titles := page.get_by_role("heading", level=1).count()) != 1:
        yield f"It has {titles} headings of the first level."
    for number, (screen, scheme) in enumerate(LOOKS):
        page.set_viewport_size(SCREENS[screen])
        if scheme != LOOKS[number - 1][1]:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(STYLED_ANEW)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield screen, "It is wider than the screen."
        for fault in axe.faults(page, RULES[scheme]):
            yield screen, scheme, *fault
