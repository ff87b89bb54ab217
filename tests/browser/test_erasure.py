"""Two people erase a patient, each in a browser of their own, while the server answers others."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from progress.services import uploads
from progress.services.work import Work
from tests import factories, pictures
from tests.browser.axe import check
from tests.browser.conftest import Clinic, OpenPage, follow
from tests.services.planted import found_on_disk

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "color_scheme": "dark"}
DESK = {"viewport": {"width": 1440, "height": 900}}
NAME = "Zqerased Qzpatient"


@pytest.fixture
def wish(clinic: Clinic) -> UUID:
    def make(work: Work) -> UUID:
        patient = factories.patient(work, name=NAME)
        visit = factories.visit(work, factories.course(work, patient.id), date(2026, 11, 20))
        uploads.add(work, visit.id, pictures.photo(seed=77), view="vertex")
        return factories.erasure_request(work, patient.id).id

    return clinic.prepare(make)


def test_two_people_erase_a_patient(open_page: OpenPage, clinic: Clinic, wish: UUID) -> None:
    traces, folder = (
        [NAME.encode(), NAME.split()[0].encode()],
        Path(clinic.app.instance_path).parent,
    )
    assert found_on_disk(folder, traces)
    desk = open_page("/erasures", who="admin", bypass_csp=True, **DESK)
    follow(desk.get_by_role("link", name="Carry out"))
    look(desk, "first")
    desk.get_by_label("type the patient’s name").fill(NAME)
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("finds it on Today")).to_be_visible()

    phone = open_page("/", who="clinician", bypass_csp=True, **PHONE)
    follow(phone.get_by_role("link", name="An erasure waits for a second person"))
    look(phone, "second")
    phone.get_by_label("type the patient’s name").fill(NAME)
    follow(phone.get_by_role("button", name="Erase everything"))

    until_done(desk, f"/erasures/{wish}")
    look(desk, "done")
    phone.goto(f"/erasures/{wish}")
    look(phone, "done-phone")
    assert found_on_disk(folder, traces) == []
    phone.goto("/patients")
    expect(phone.get_by_text(NAME)).to_have_count(0)


def until_done(page: Page, address: str) -> None:
    for _ in range(60):
        page.goto(address)
        if page.get_by_role("heading", name="Everything was erased").count():
            return
        page.wait_for_timeout(250)
    raise AssertionError("It is never done.")


def look(page: Page, name: str) -> None:
    check(page)
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/erasure-{name}.png", full_page=True)
