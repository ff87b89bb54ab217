"""A connection that is cut again and again, anywhere: every photo arrives, once, byte for byte.

A real Chromium sends photos, by HTTPS as a phone does, through a bad network to the real server.
`CUTS` sets how often it is cut: a few times in the suite, two hundred times in `make net-cuts`.
"""

from __future__ import annotations

import hashlib
import logging
import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page

from progress.models import Photo
from progress.rules.access import SYSTEM
from progress.services.photos import original
from tests import factories, pictures
from tests.browser.chromium import started
from tests.browser.conftest import script
from tests.conftest import Cast, errand
from tests.crash.clinic import Clinic
from tests.cuts.proxy import BadNetwork

log = logging.getLogger(__name__)

CUTS = int(os.environ.get("CUTS", "10"))
SEED = int(os.environ.get("CUTS_SEED", "20261122"))
PHOTOS_AT_ONCE = 4
MOST_BYTES = 600_000
BYTES_PER_SECOND = 4_000_000
SECONDS_FOR_A_CUT = 10

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120 + CUTS * SECONDS_FOR_A_CUT),
]


@pytest.fixture
def visit_id(app: Flask, cast: Cast) -> UUID:
    with errand(app, SYSTEM) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 1)).id


@pytest.fixture
def clinic(app: Flask, tmp_path: Path) -> Iterator[Clinic]:
    """Alignment is left for later: the noise that is sent has nothing to recognise."""
    clinic = Clinic(tmp_path / "clinic", PROGRESS_HTTPS="own", PROGRESS_WORKER_THREADS="0")
    clinic.start()
    yield clinic
    clinic.kill()


@pytest.fixture
def network(clinic: Clinic) -> Iterator[BadNetwork]:
    network = BadNetwork(clinic.https_port, random.Random(SEED), BYTES_PER_SECOND)
    yield network
    network.close()


@pytest.fixture
def page(clinic: Clinic, network: BadNetwork, cast: Cast, visit_id: UUID) -> Iterator[Page]:
    address = f"https://127.0.0.1:{network.port}"
    with started(clinic.trusting) as browser:
        context = browser.new_context(base_url=address)
        cookie = {"name": "__Host-progress", "value": cast.cookies["staff"], "url": address}
        context.add_cookies([cookie | {"secure": True}])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"/visits/{visit_id}")
        yield page


def send(page: Page, numbers: range, height: int = 720) -> set[str]:
    """Choose photos on the page; returns their hashes."""
    files = [(f"{number}.jpg", pictures.noise(number, height)) for number in numbers]
    page.set_input_files(
        "#upload-files",
        [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files],
    )
    return {hashlib.sha256(data).hexdigest() for _, data in files}


def unsent(page: Page) -> int:
    return len(page.evaluate(f"{script('upload/queue.js')}.then(({{ queue }}) => queue.unsent())"))


def wait_until_sent(page: Page) -> None:
    while unsent(page):
        page.wait_for_timeout(200)


def found(app: Flask) -> tuple[list[str], list[str]]:
    """Hashes of the originals, and pieces that nobody needs any more; in a thread of its own,
    because Playwright's event loop runs in the other."""

    def look() -> tuple[list[str], list[str]]:
        with errand(app, SYSTEM) as work:
            photos = work.session.query(Photo).all()
            hashes = [hashlib.sha256(original(work, photo)).hexdigest() for photo in photos]
            return hashes, list(work.store.blobs.list("transfers/"))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(look).result()


def test_every_photo_arrives_once_and_whole(app: Flask, page: Page, network: BadNetwork) -> None:
    begun = time.monotonic()
    sent: set[str] = set()
    network.cut(CUTS, MOST_BYTES)
    while not network.is_calm:
        sent |= send(page, range(len(sent), len(sent) + PHOTOS_AT_ONCE))
        wait_until_sent(page)
    kept, pieces = found(app)
    log.info(
        "%d photos through %d cuts (%s) in %.0f s: %d arrived whole, %d twice",
        len(sent), CUTS, dict(network.cuts), time.monotonic() - begun,
        len(sent & set(kept)), len(kept) - len(set(kept)),
    )  # fmt: skip
    assert sorted(kept) == sorted(sent)
    assert network.cuts.total() == CUTS
    assert pieces == []


def test_a_server_that_is_killed_in_the_middle(app: Flask, page: Page, clinic: Clinic) -> None:
    cut_off: list[str] = []
    page.on("requestfailed", lambda request: cut_off.append(request.method))
    with page.expect_request(lambda request: request.method == "PATCH"):
        sent = send(page, range(1000, 1002), height=4000)
    page.wait_for_timeout(200)
    clinic.kill()
    clinic.start()
    wait_until_sent(page)
    kept, pieces = found(app)
    assert "PATCH" in cut_off
    assert sorted(kept) == sorted(sent) and pieces == []
