"""A stranger who tries each address of a patient's: whoever it is, nothing of the patient is there.

A route that is added later is tried without being named here.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from playwright.sync_api import Browser, Page

from progress.models import Patient, Photo, Visit
from progress.rules.access import POLICY, Action, Role
from progress.services.photos import key
from progress.services.work import Work
from progress.web.policy import PUBLIC, policy_of
from tests import examples, factories
from tests.browser.conftest import PATIENCE, Clinic

pytestmark = pytest.mark.browser

NAME = "Zarina Quraishi"
LONG_AGO = datetime(2026, 1, 6, 10, tzinfo=UTC)
TOKENS = {
    "a-token-that-waits": {},
    "a-token-that-was-used": {"used_at": LONG_AGO},
    "a-token-that-expired": {"expires_at": LONG_AGO},
    "a-token-that-was-ended": {"revoked_at": LONG_AGO},
}
SIZES = ("thumb", "view", "full")
KINDS = {b"\xff\xd8\xff": "photo", b"%PDF": "paper", b"PK\x03\x04": "archive"}
FEWEST_NAMED = 3
ARCHIVES = ("exports.download", "exports.download_of_patient")
"""Everything of a patient's in one file, which is sent to POST alone."""
SHOWN_TO_ALL = "public_gallery."
"""What a patient let the clinic show to everybody; without a name."""
FETCHED = """(places) => Promise.all(places.map(async ([method, path]) => {
  const { content } = document.querySelector("meta[name=csrf-token]");
  const headers = { Accept: "text/html", "X-CSRFToken": content };
  const answer = await fetch(path, { method, headers });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const binary = bytes.reduce((text, byte) => text + String.fromCharCode(byte), "");
  return { status: answer.status, at: new URL(answer.url).pathname, body: btoa(binary) };
}))"""
"""All that Chromium is given, wherever it is led."""


@dataclass(frozen=True)
class Place:
    method: str
    path: str
    endpoint: str
    policy: Action | str | None
    is_somebodys: bool
    """Whether it names something of the patient's."""

    @property
    def is_a_patients_page(self) -> bool:
        theirs = isinstance(self.policy, Action) and Role.PATIENT in POLICY[self.policy]
        return self.is_somebodys and self.method == "GET" and theirs


@dataclass(frozen=True)
class Answer:
    status: int
    at: str
    body: bytes

    @property
    def kind(self) -> str:
        return next((kind for magic, kind in KINDS.items() if self.body.startswith(magic)), "page")

    @property
    def told(self) -> bytes:
        """What can be read in it; an archive is opened."""
        if self.kind != "archive":
            return self.body
        with zipfile.ZipFile(io.BytesIO(self.body)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.fixture(scope="module")
def places(clinic: Clinic) -> list[Place]:
    """All that is answered to GET, with what is the patient's in it: photos with their bytes."""

    def photo(work: Work, visit: Visit) -> Photo:
        row = factories.photo(work, visit, width=72, height=96)
        work.store.put(str(row.patient_id), key(row.id, "original"), examples.GREY)
        return row

    def make(work: Work) -> dict[tuple[str, str], Place]:
        work.session.get_one(Patient, clinic.cast.patient_id).name = NAME
        made = examples.make(work, clinic.cast, photo)
        for token, when in TOKENS.items():
            factories.invitation(work, clinic.cast.patient_id, token, **when)
        each = [made | {"size": size, "token": token} for size in SIZES for token in TOKENS]
        return {(place.method, place.path): place for one in each for place in placed(clinic, one)}

    return list(clinic.prepare(make).values())


def placed(clinic: Clinic, made: examples.Examples) -> Iterator[Place]:
    for rule, method in examples.routes(clinic.app):
        if method == "GET" or rule.endpoint in ARCHIVES:
            path = examples.address(clinic.app, rule, made)
            policy = policy_of(clinic.app, rule.endpoint)
            names = any("_id" in name or name in ("token", "slug") for name in rule.arguments)
            yield Place(method, path, rule.endpoint, policy, names)


def answers(page: Page, places: list[Place]) -> list[tuple[Place, Answer]]:
    told = page.evaluate(FETCHED, [[place.method, place.path] for place in places])
    given = [Answer(one["status"], one["at"], b64decode(one["body"])) for one in told]
    return list(zip(places, given, strict=True))


def faults(given: list[tuple[Place, Answer]], right: Callable[[Place, Answer], bool]) -> list[str]:
    """What is told of the patient, or answered otherwise than is right."""
    return [
        f"{place.method} {place.path} {answer.status} {answer.at} {answer.kind}"
        for place, answer in given
        if NAME.encode() in answer.told
        or (answer.kind in ("photo", "paper") and not place.endpoint.startswith(SHOWN_TO_ALL))
        or not right(place, answer)
    ]


@contextmanager
def visitor(chromium: Browser, clinic: Clinic, who: str = "") -> Iterator[Page]:
    context = chromium.new_context(base_url=clinic.address)
    context.set_default_timeout(PATIENCE)
    if who:
        context.add_cookies([clinic.cookie(who)])
    page = context.new_page()
    page.goto("/sign-in/help")
    yield page
    context.close()


def test_nobody_but_the_patient_is_told_anything(
    chromium: Browser, clinic: Clinic, places: list[Place]
) -> None:
    with visitor(chromium, clinic, "patient") as page:
        given = answers(page, places)
        assert {answer.kind for _, answer in given} == {*KINDS.values(), "page"}
        assert sum(NAME.encode() in answer.told for _, answer in given) >= FEWEST_NAMED
    with visitor(chromium, clinic) as page:
        assert faults(answers(page, places), turned_to_sign_in) == []
        read = opened(page, places)
    with visitor(chromium, clinic, "stranger") as page:
        assert faults(answers(page, places), refused) == []
        read |= opened(page, places)
    assert [path for path, text in read.items() if NAME in text] == []


def turned_to_sign_in(place: Place, answer: Answer) -> bool:
    return place.policy == PUBLIC or answer.at == "/sign-in" or answer.status in (401, 404)


def refused(place: Place, answer: Answer) -> bool:
    """Of their own pages, which name nobody, a patient is given their own."""
    if not place.is_somebodys:
        return True
    return answer.status >= HTTPStatus.BAD_REQUEST or answer.at in ("/", "/verify")


def opened(page: Page, places: list[Place]) -> dict[str, str]:
    """What stands on each page of the patient's, once it is opened and its scripts ran."""
    read = {}
    for place in {place.endpoint: place for place in places if place.is_a_patients_page}.values():
        page.goto(place.path, wait_until="domcontentloaded")
        read[f"{place.path} {page.url}"] = f"{page.title()} {page.locator('body').inner_text()}"
    return read
