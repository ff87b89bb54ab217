"""The visit's page as it is used: photos dropped, followed, corrected; answers that stop."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.views import Region
from progress.services import uploads
from progress.services.work import Work, no_nudge
from tests import factories, pictures
from tests.browser import axe
from tests.browser.conftest import Clinic, OpenPage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NAMES = ("frontal-hairline", "midline", "vertex", "left-temporal", "right-temporal")
TILES = "#visit-photos li[data-version]"
PENDING = "#tray > li"
REFUSED = "422"
Upload = dict[str, Any]


def upload(name: str, data: bytes) -> Upload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


def five(degrees: float = 0) -> list[Upload]:
    return [upload(f"{name}.jpg", pictures.photo(at, degrees)) for at, name in enumerate(NAMES)]


def pick(page: Page, *files: Upload) -> None:
    page.set_input_files("#upload-files", list(files))


def drop(page: Page, files: list[Upload]) -> None:
    """As from a folder of the desktop, anywhere on the page."""
    page.evaluate(
        """([selector, files]) => {
          const dataTransfer = new DataTransfer();
          for (const { name, bytes } of files) {
            dataTransfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/jpeg" }));
          }
          for (const type of ["dragenter", "dragover", "drop"]) {
            const options = { bubbles: true, cancelable: true, dataTransfer };
            document.querySelector(selector).dispatchEvent(new DragEvent(type, options));
          }
        }""",
        ["h1", [{"name": file["name"], "bytes": list(file["buffer"])} for file in files]],
    )


def asks(page: Page) -> list[str]:
    """What the page asks the server for by itself, in a little more than it waits while working."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    return asked


def test_five_photos_are_dropped_and_followed(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    drop(page, five())
    expect(page.locator(TILES)).to_have_count(5)
    expect(page.locator(PENDING)).to_have_count(0)
    expect(page.locator("[data-upload-says]")).to_have_text("5 of 5 photos kept.")
    expect(page.locator(".tiles-standing")).to_have_text("5 photos, all lined up.")
    expect(page.locator("[data-live-announcer]")).to_have_text("5 photos, all lined up.")
    expect(page.locator(f"{TILES} .tag", has_text="Baseline")).to_have_count(5)
    assert not asks(page), "The work is done."
    page.get_by_role("button", name="All 5 proposed views are right").click()
    expect(page.get_by_text("View to confirm")).to_have_count(0)
    expect(page.get_by_role("heading", name="Still to photograph")).to_have_count(0)


def test_each_file_has_its_own_fate(open_page: OpenPage, address: str) -> None:
    page = open_page(address, expected=REFUSED)
    good = pictures.photo(seed=3)
    pick(page, upload("crown.jpg", good))
    expect(page.locator(TILES)).to_have_count(1)
    pick(page, upload("again.jpg", good), upload("cut.jpg", good[:4000]), upload("empty.jpg", b""))
    expect(page.locator(f'{PENDING}[data-fate="known"]')).to_contain_text("is here already")
    expect(page.locator(f'{PENDING}[data-fate="refused"]')).to_have_count(2)
    expect(page.locator(PENDING, has_text="cut.jpg")).to_contain_text("cut short")
    expect(page.locator("[data-upload-says]")).to_have_text(
        "1 of 4 photos kept. 1 already here. 2 not taken."
    )
    page.get_by_role("button", name="Close cut.jpg").click()
    expect(page.locator(PENDING, has_text="cut.jpg")).to_have_count(0)


def test_a_file_over_the_limit_is_not_sent(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    # Larger than a driver may hand over at once, so that it is made in the page.
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([new Uint8Array(61e6)], "poster.jpg"));
          const options = { bubbles: true, cancelable: true, dataTransfer };
          document.body.dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    expect(page.locator(PENDING)).to_contain_text(
        "61 MB; at most 60 MB are taken. It was not sent."
    )
    assert sent == []


def test_what_did_not_get_through_is_tried_again(open_page: OpenPage, address: str) -> None:
    page = open_page(address, expected="ERR_INTERNET_DISCONNECTED")
    offline = True

    def through(route: Route) -> None:
        if offline and route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/transfers", through)
    pick(page, *five()[:3])
    failed = page.locator(f'{PENDING}[data-fate="failed"]')
    expect(failed).to_have_count(3)
    expect(failed.first).to_contain_text("does not answer")
    offline = False
    failed.first.get_by_role("button", name=re.compile("Try")).click()
    expect(page.locator(TILES)).to_have_count(1)
    page.get_by_role("button", name="Try all again").click()
    expect(page.locator(TILES)).to_have_count(3)
    expect(page.locator(PENDING)).to_have_count(0)


def test_leaving_while_photos_are_sent_loses_none(open_page: OpenPage, address: str) -> None:
    page = open_page(address, expected="ERR_FAILED")
    page.route("**/transfers", lambda route: route.abort())
    pick(page, *five()[:2])
    expect(page.locator(PENDING)).to_have_count(2)
    page.unroute("**/transfers")
    with page.expect_response("**/photo") as answered:
        page.goto("/patients")
    # A page that was just left may have sent it all: the next one asks, and learns so.
    assert answered.value.status in (200, 201)
    page.goto(address)
    expect(page.locator(TILES)).to_have_count(2)
    expect(page.locator(PENDING)).to_have_count(0)


def test_a_view_is_corrected_while_other_photos_arrive(open_page: OpenPage, address: str) -> None:
    page = open_page(address, expected=REFUSED)
    pick(page, upload("vertex.jpg", pictures.photo(seed=1)))
    view = page.get_by_label("View (proposed)").first
    view.select_option("close-up")
    label = page.get_by_label("What the close-up shows").first
    expect(label).to_be_visible()
    page.get_by_role("button", name="Confirm").first.click()
    expect(page.locator(".toast")).to_contain_text("Say in a few words")
    label.fill("Left cheek")
    pick(page, upload("midline.jpg", pictures.photo(seed=2)))
    expect(page.locator(TILES)).to_have_count(2)
    page.wait_for_timeout(2500)
    expect(label).to_have_value("Left cheek")
    page.get_by_role("button", name="Confirm").first.click()
    expect(page.locator(TILES).first).to_contain_text("Left cheek")
    expect(page.get_by_text("View to confirm")).to_have_count(1)


def test_set_aside_is_undone_in_the_toast(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    pick(page, *five()[:1])
    page.locator(f"{TILES} summary").click()
    page.get_by_role("button", name="Set aside").click()
    expect(page.locator(TILES)).to_have_count(0)
    expect(page.get_by_text("1 set aside")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator(TILES)).to_have_count(1)


def test_whose_photo_it_is_is_answered_and_taken_back(open_page: OpenPage, clinic: Clinic) -> None:
    course, visit = clinic.prepare(in_question)
    page = open_page(f"/courses/{course}/compare/frontal")
    expect(page.locator(".stage-whose")).to_contain_text("this may be another person")
    page.get_by_role("link", name="Answer").click()
    tile, asked = page.locator(TILES), page.locator(TILES).get_by_text("This may be another person")
    expect(asked).to_be_visible()
    tile.get_by_role("button", name="It is Asha Verma").click()
    expect(asked).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(asked).to_be_visible()
    tile.get_by_role("button", name="Somebody else: take it away").click()
    expect(page.locator(TILES)).to_have_count(0)
    page.get_by_text("1 set aside").click()
    expect(page.get_by_text("add the file on that patient’s own visit")).to_be_visible()
    page.goto(f"/courses/{course}")
    expect(page.get_by_text("This may be another person")).to_have_count(0)
    assert f"/visits/{visit}" in page.content()


def in_question(work: Work) -> tuple[UUID, UUID]:
    """The course, and the visit of the photo that is asked about."""
    course = factories.course(work, factories.patient(work).id, Region.FACE)
    for week in (0, 4):
        visit = factories.visit(work, course, date(2026, 9, 1) + timedelta(weeks=week))
        quietly = replace(work, nudge=no_nudge)
        photo = uploads.add(quietly, visit.id, pictures.photo(week), view="frontal").photo
        photo.state = PhotoState.ALIGNED
    photo.identity = Identity.IN_QUESTION
    work.session.commit()
    return course.id, visit.id


def test_without_scripts_a_form_sends_many(open_page: OpenPage, address: str) -> None:
    page = open_page(address, java_script_enabled=False)
    pick(page, *five()[:3])
    page.get_by_role("button", name="Send photos").click()
    expect(page.locator(TILES)).to_have_count(3)
    page.locator(TILES).first.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("View to confirm")).to_have_count(2)


def test_a_stop_keeps_what_was_typed_and_yields_to_a_name(
    open_page: OpenPage, address: str
) -> None:
    page = open_page(f"{address}/treatment", expected=REFUSED)
    for question in page.locator("fieldset[id^=check_]").all():
        question.get_by_label("Yes").check()
    blood = page.locator("#check_blood_thinners_stopped")
    blood.get_by_label("No", exact=True).check()
    page.get_by_label("Platelet-rich plasma (PRP)").check()
    page.get_by_label("Amounts, brand, lot number").fill("4 ml, lot 7")
    page.get_by_role("button", name="Record treatment").click()
    expect(blood).to_contain_text("the area may bleed")
    expect(page.get_by_label("Amounts, brand, lot number")).to_have_value("4 ml, lot 7")
    page.get_by_label("Why the treatment is given all the same").fill("Stopped four days ago.")
    page.get_by_label("Your name").fill("Clinician")
    page.get_by_role("button", name="Record all the same").click()
    expect(page.get_by_text("Clinician decided against the checklist.")).to_be_visible()


def test_an_open_tile_is_accessible_and_fits(open_page: OpenPage, address: str) -> None:
    # The checker styles the elements that it measures, which the pages' own policy forbids.
    page = open_page(address, bypass_csp=True, **PHONE)
    pick(page, *five()[:2])
    expect(page.locator(TILES)).to_have_count(2)
    expect(page.locator(".tiles-standing .spinner")).to_have_count(0)
    page.locator(f"{TILES} summary").first.click()
    assert axe.faults(page) == []
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1]
