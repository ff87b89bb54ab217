"""Whole days in a real browser: what a clinician and a patient do, from sign-in to comparison."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from progress.rules.treatment import VisitKind
from progress.services import uploads
from progress.services.work import Work
from tests import factories, pictures
from tests.browser.conftest import PATIENCE, Clinic, OpenPage, follow
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LONG_ENOUGH_TO_ALIGN = 90_000
TODAY = date.today()
VIEWS = ("frontal hairline", "midline", "vertex", "left temple", "right temple")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Five views at two visits, the second from a slightly different place."""
    folder = tmp_path_factory.mktemp("camera")
    moves = {"baseline": {}, "today": {"degrees": 3, "scale": 1.04, "right": 14, "down": -9}}
    taken = {}
    for visit, moved in moves.items():
        taken[visit] = []
        for seed, view in enumerate(VIEWS):
            path = folder / visit / f"{view}.jpg"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(pictures.photo(seed=seed, **moved))
            taken[visit].append(path)
    return taken


def sign_in(page: Page, who: str) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(f"{who}@clinic.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def drop(page: Page, files: list[Path]) -> None:
    page.locator("#upload-files").set_input_files(files)


def open_visit(page: Page, on: date, kind: str, hair: str) -> None:
    page.get_by_role("link", name="New visit").first.click()
    page.locator("#on").fill(on.isoformat())
    page.locator(f"[name=kind][value={kind}]").check()
    page.locator(f"[name=wetness][value={hair}]").check()
    follow(page.get_by_role("button", name="Open visit"))


def test_a_clinicians_day(chromium: Browser, clinic: Clinic, photos: dict[str, list[Path]]) -> None:
    """Sign in, new patient, course, visits, five photos each, watch them align, read what to do
    differently next time, compare."""
    context = chromium.new_context(base_url=clinic.address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, "clinician")

    page.get_by_role("link", name="New patient").first.click()
    page.locator("#name").fill("Meera Nair")
    page.get_by_role("button", name="Add patient").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Meera Nair")

    page.get_by_role("link", name="New course").first.click()
    page.get_by_label("Thinning").check()
    page.get_by_role("button", name="Open the course").click()

    open_visit(page, TODAY - timedelta(days=56), "baseline", "dry")
    drop(page, photos["baseline"])
    tiles = page.locator("#visit-photos .visit-tile:not(.pending)")
    expect(tiles).to_have_count(5, timeout=LONG_ENOUGH_TO_ALIGN)

    page.get_by_role("link", name="Hair (scalp)").first.click()
    open_visit(page, TODAY, "treatment", "wet")
    drop(page, photos["today"])
    expect(page.locator("#visit-photos")).to_contain_text(
        "5 photos, all lined up.", timeout=LONG_ENOUGH_TO_ALIGN
    )
    page.get_by_role("button", name="All 5 proposed views are right").click()

    page.get_by_role("link", name="Hair (scalp)").first.click()
    expect(page.get_by_role("region", name="Next time")).to_contain_text("Hair was wet")
    page.get_by_role("link", name="Latest over baseline").first.click()
    expect(page.get_by_role("region", name="Comparison")).to_be_visible()
    for mode in ("Side by side", "Slider", "Blink", "Onion skin", "Lens"):
        button = page.get_by_role("button", name=mode)
        expect(button).to_have_attribute("aria-disabled", "false")  # the script is there
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("grade").first).to_be_visible()
    context.close()


@pytest.fixture(scope="module")
def own_course(clinic: Clinic) -> UUID:
    """Two visits of the patient, with one view of each."""

    def make(work: Work) -> UUID:
        course = factories.course(work, clinic.cast.patient_id)
        for days, moved in ((60, {}), (0, {"degrees": 2, "right": 9})):
            day = NOW.date() - timedelta(days=days)
            kind = VisitKind.TREATMENT if not days else VisitKind.BASELINE
            visit = factories.visit(work, course, day, kind)
            uploads.add(work, visit.id, pictures.photo(seed=7, **moved), view="vertex")
        return course.id

    return clinic.prepare(make)


def test_a_patients_evening(
    chromium: Browser, clinic: Clinic, own_course: UUID, open_page: OpenPage
) -> None:
    """On a phone: sign in, see before and now, open the comparison; nobody else's anything."""
    clinic.app.extensions["progress.worker"].finish()
    context = chromium.new_context(base_url=clinic.address, **PHONE)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    sign_in(page, "patient")
    expect(page).to_have_url(f"{clinic.address}/portal")
    expect(page.get_by_text("Before").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("link", name="Compare").first.click()
    expect(page.get_by_role("region", name="Comparison")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()

    stranger = chromium.new_context(base_url=clinic.address)
    stranger.add_cookies([clinic.cookie("stranger")])
    answer = stranger.new_page().goto(f"/courses/{own_course}/compare/vertex")
    assert answer
    assert answer.status == 404
    stranger.close()
