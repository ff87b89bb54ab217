"""A real Chromium before the real app. A page that logs an error fails its test."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from progress.services.work import Work
from tests import factories
from tests.browser.chromium import started
from tests.conftest import Cast, errand, make_app

PATIENCE = 30_000
"""Milliseconds; far more than any step needs, even beside another test on a busy machine."""
expect.set_options(timeout=PATIENCE)
NO_FAULT = re.compile(r"favicon|409 \(CONFLICT\) .*/transfers/")
"""A 409 is how tus tells a sender that the page before it got further than was said on asking,
which nobody sees: the queue asks again. It may happen wherever a page is left while it sends."""
T = TypeVar("T")
OpenPage = Callable[..., Page]


def script(name: str) -> str:
    """In a page: the module of `static/js`, the same that the page uses."""
    beside = "document.querySelector('link[rel=stylesheet]').href"
    return f"import(new URL('../js/{name}', {beside}))"


def follow(target: Locator, by: Callable[[Locator], None] = Locator.click) -> None:
    """Click what leads to another page, until all of that page is there: for what is then read at
    once. An `expect` waits by itself, but only for what the page before does not show too."""
    with target.page.expect_navigation():
        by(target)


@dataclass(frozen=True)
class Clinic:
    """The app as a server, with forms protected as in earnest."""

    app: Flask
    address: str
    cast: Cast

    def prepare(self, make: Callable[[Work], T]) -> T:
        """What `make` answers on the clinician's errand; in a thread of its own, because
        Playwright's event loop runs in this one."""

        def run() -> T:
            with errand(self.app, self.cast.clinician) as work:
                return make(work)

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()

    def cookie(self, who: str) -> Any:
        name = self.app.config["SESSION_COOKIE_NAME"]
        return {"name": name, "value": self.cast.cookies[who], "url": self.address}


@pytest.fixture(scope="module")
def clinic(stage: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    folder = tmp_path_factory.mktemp("browser") / "clinic"
    shutil.copytree(stage[0], folder)
    app = make_app(folder, worker_threads=1)
    app.config["WTF_CSRF_ENABLED"] = True
    app.extensions["progress.worker"].start()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Clinic(app, f"http://127.0.0.1:{server.port}", stage[1])
    server.shutdown()
    thread.join()
    app.extensions["progress.worker"].stop()


@pytest.fixture(scope="module")
def chromium(clinic: Clinic) -> Iterator[Browser]:
    """Begins after the server and ends before it: while Playwright runs, its event loop is in the
    way of the app's own clearing up in this thread."""
    with started() as browser:
        yield browser


@pytest.fixture
def visit_id(clinic: Clinic) -> UUID:
    """A visit of a patient of its own, that has nothing yet."""

    def make(work: Work) -> UUID:
        course = factories.course(work, factories.patient(work, name="Asha Verma").id)
        return factories.visit(work, course, date(2026, 11, 20)).id

    return clinic.prepare(make)


@pytest.fixture
def address(visit_id: UUID) -> str:
    return f"/visits/{visit_id}"


@pytest.fixture
def open_page(chromium: Browser, clinic: Clinic) -> Iterator[OpenPage]:
    """`open_page("/patients", who="staff", viewport=...)`: a page in a browser of its own."""
    contexts, faults = [], []

    def open_page(
        path: str, who: str = "clinician", expected: str = "nothing", **options: Any
    ) -> Page:
        """`expected`: what a fault that the test is about is logged as."""
        context = chromium.new_context(base_url=clinic.address, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        context.add_cookies([clinic.cookie(who)])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: expected in message.text or _note(message, faults))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _note(message: Any, faults: list[str]) -> None:
    """Policy violations and failed requests are logged as errors too."""
    fault = f"{message.text} {message.location.get('url', '')}"
    if message.type == "error" and not NO_FAULT.search(fault):
        faults.append(fault)
