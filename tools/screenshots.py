"""Take a picture of every page of the demo clinic, on three screens, light and dark.

The pictures are for looking at: build/screenshots/<page>-<width>-<scheme>.png.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from time import sleep
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import select

from progress import create_app
from progress.config import ROOT
from progress.db import db
from progress.demo.clinic import DOCTOR, PASSWORD, PEOPLE, PORTAL
from progress.models import AlignmentRow, Patient, Photo, Status
from progress.rules.access import SYSTEM
from progress.services import preparation
from progress.services.work import Work

FOLDER = ROOT / "build" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
SCREENS = {360: 740, 768: 1024, 1440: 900}
SCHEMES = ("light", "dark")
MODES = ("side", "slider", "blink", "onion", "lens")
ADMIN = next(iter(PEOPLE))
PATIENT = "Rohan Khanna"
VIEW = "vertex"
Pages = dict[str, dict[str, str]]
"""Paths by the name of the page, by who opens it."""


def main() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="progress-screenshots-") as folder:
        os.environ["PROGRESS_DATA_DIR"] = str(Path(folder, "instance"))
        os.environ["PROGRESS_UPLOADS_DIR"] = str(Path(folder, "uploads"))
        os.environ["PROGRESS_PORT"] = str(free_port())
        subprocess.run([sys.executable, "-m", "progress", "demo"], check=True)
        with server() as address:
            pages = find_pages()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox"]
                )
                take_all(browser, address, pages)
    print(f"{len(list(FOLDER.iterdir()))} pictures are in {FOLDER.relative_to(ROOT)}/.")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def server() -> Iterator[str]:
    """Serves the demo clinic; begins when it answers."""
    address = f"http://127.0.0.1:{os.environ['PROGRESS_PORT']}"
    process = subprocess.Popen([sys.executable, "-m", "progress", "run"])
    try:
        while not answers(address):
            if process.poll() is not None:
                sys.exit("Progress did not start.")
            sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/sign-in", timeout=5):  # noqa: S310 - the address is our own
            return True
    except URLError:
        return False


def find_pages() -> Pages:
    """What is to be seen, once no photo has work left."""
    with create_app().app_context() as context:
        work = context.app.extensions["progress"](SYSTEM)
        while left := preparation.unfinished(work):
            print(f"Waiting for {left} photos to be aligned.", flush=True)
            sleep(5)
            db.session.rollback()
        return pages_of(work)


def pages_of(work: Work) -> Pages:
    patient = work.session.scalars(select(Patient).where(Patient.name == PATIENT)).one()
    photo, *_, latest = work.session.scalars(
        select(Photo)
        .where(Photo.patient_id == patient.id, Photo.view == VIEW)
        .order_by(Photo.taken_at)
    )
    course = f"/courses/{photo.course_id}"
    compare = f"{course}/compare/{VIEW}?left={photo.id}&right={latest.id}"
    doctor = {
        "today": "/",
        "patients": "/patients",
        "patient": f"/patients/{patient.id}",
        "new-patient": "/patients/new",
        "course": course,
        "visit": f"/visits/{latest.visit_id}",
        **{f"compare-{mode}": f"{compare}&mode={mode}" for mode in MODES},
        "compare-refused": refused(work),
    }
    portal = {
        "portal": "/",
        "portal-course": f"/portal/courses/{photo.course_id}",
        "portal-compare": compare,
        "portal-visits": "/portal/visits",
        "portal-more": "/portal/more",
        "portal-hindi": "/portal?lang=hi",
        "portal-compare-hindi": f"{compare}&lang=hi",
    }
    clinic = {"people": "/people", "activity": "/activity"}
    public = {"sign-in": "/sign-in", "trust": "/trust"}
    return {"": public, DOCTOR: doctor, PORTAL: portal, ADMIN: clinic}


def refused(work: Work) -> str:
    """The comparison of two photos that do not show the same."""
    query = select(AlignmentRow).where(AlignmentRow.status == Status.REFUSED)
    row = work.session.scalars(query).first()
    if row is None:
        sys.exit("The demo clinic has no pair that was refused.")
    view = work.session.get_one(Photo, row.moving_id).view
    pair = f"left={row.reference_id}&right={row.moving_id}"
    return f"/courses/{row.course_id}/compare/{view}?{pair}"


def take_all(browser: Browser, address: str, pages: Pages) -> None:
    for who, paths in pages.items():
        state = signed_in(browser, address, who)
        for (width, height), scheme in product(SCREENS.items(), SCHEMES):
            context = browser.new_context(
                base_url=address,
                storage_state=state,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            for name, path in paths.items():
                take(context, path, FOLDER / f"{name}-{width}-{scheme}.png")
            context.close()


def signed_in(browser: Browser, address: str, who: str) -> Any:
    """The cookies of somebody of the demo clinic; of nobody when `who` is empty."""
    context = browser.new_context(base_url=address)
    if who:
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("input[name=email]", who)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    state = context.storage_state()
    context.close()
    return state


def take(context: BrowserContext, path: str, file: Path) -> None:
    page = context.new_page()
    page.goto(path, wait_until="networkidle")
    if path == "/patients/new":
        make_mistakes(page)
    page.wait_for_timeout(300)
    page.screenshot(path=file, full_page="/compare/" not in path)
    page.close()


def make_mistakes(page: Page) -> None:
    """A form that was sent without a name, with a birthday to come."""
    page.fill("input[name=born_on]", "2090-01-01")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; form.submit(); }")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
