"""Every address that was ever printed is asked for again when consent is gone, by all who had it.

Addresses are taken from the pages, scripts and feeds that each reader is answered, and from the
table of routes: what is added later is asked for without being named here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import update

from progress.models import Case, Consent
from progress.rules.access import SYSTEM
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.rules.publishing import WARNING_VERSION
from progress.services import case_pulls, cases, erasing, galleries, outside_copies, publishing
from progress.services.work import Work
from tests import examples, factories
from tests.conftest import Cast, errand
from tests.services.planted import agree
from tests.web.kept import Kept, Pictures, Readers, names, picture

RECORD = {"galleries.show", "outside_copies.show", "outside_copies.take"}
"""The clinic's own pages of what became of a case: they stay, and show no picture."""
EVERYWHERE = ("staff", "kiosk", "patient", "visitor")
"""Who reads every page that there is; others read what an address of a case leads to."""
GONE, SHOWN = 410, 200
REFUSED = {302, 303, 401, 403, 404, GONE}
"""To who never saw it."""
LEFT_OUT = {"static", "security.logout"}


@dataclass(frozen=True)
class Gallery:
    """A patient's cases, one for each audience, each with a copy elsewhere."""

    things: list[examples.Examples]
    """Of each, what stands in its addresses; and what the patient has beside it."""
    parts: set[str]
    """Which of these name the case."""
    pictures: Pictures

    @cached_property
    def marks(self) -> set[str]:
        return {str(each[part]) for each in self.things for part in self.parts}

    @property
    def slugs(self) -> set[str]:
        return {each["slug"] for each in self.things}


@pytest.fixture
def gallery(app: Flask, cast: Cast) -> Gallery:
    with errand(app, SYSTEM) as work:
        made = examples.make(work, cast)
        first = work.session.get_one(Case, made["case_id"])
        consent = factories.consent(work, first.course)
        consent.version.scopes = consent.scopes = list(map(str, Scope))
        found = [_case(work, first, audience, 2 * n) for n, audience in enumerate(Audience)]
        publishing.open_web(work, WARNING_VERSION)
        named = [_named(app, work, case) for case in found]
        pictures = Pictures([picture(seed) for seed in range(2 * len(found))])
        return Gallery([made | each for each in named], set(named[0]), pictures)


def _case(work: Work, like: Case, audience: Audience, seed: int) -> Case:
    """Published, with two pictures of its own."""
    case = factories.case(work, like.earlier, like.later, picture(seed), audience=audience)
    later = picture(seed + 1)
    work.store.put(str(case.patient_id), case_pulls.key(case.id, "later"), later)
    case.later_sha256 = hashlib.sha256(later).hexdigest()
    work.session.commit()
    return case


def _named(app: Flask, work: Work, case: Case) -> examples.Examples:
    """What names it in addresses: whatever is called a slug there, and ids."""
    slugs = {each for rule in app.url_map.iter_rules() for each in rule.arguments if "slug" in each}
    copy = factories.outside_copy(work, case)
    return dict.fromkeys(slugs, case.slug) | {"case_id": case.id, "copy_id": copy.id}


@pytest.fixture
def clients(
    client_of: Callable[[str], FlaskClient], visitor: FlaskClient
) -> dict[str, FlaskClient]:
    """Who makes a case, who approves it, whose it is, another patient, a tablet in the waiting
    room, and who is nobody; each on a network of its own."""
    signed_in = {who: client_of(who) for who in ("staff", "clinician", "patient", "stranger")}
    tablet = client_of("admin")
    assert tablet.post("/waiting-room").status_code == 303
    found = signed_in | {"kiosk": tablet, "visitor": visitor}
    for number, client in enumerate(found.values()):
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
    return found


def _addresses(app: Flask, gallery: Gallery, *, of_cases: bool) -> Iterator[str]:
    """What the table of routes has, whether a page prints it or not."""
    for rule, method in examples.routes(app):
        if method != "GET" or rule.endpoint in LEFT_OUT:
            continue
        if bool(rule.arguments & gallery.parts) is of_cases:
            for things in gallery.things if of_cases else gallery.things[:1]:
                for side in case_pulls.SIDES:
                    yield examples.address(app, rule, things | {"side": side})


# -- what is looked for ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """Looks for what is still shown of a gallery, by those who could see it."""

    app: Flask
    gallery: Gallery
    readers: Readers

    @cached_property
    def gone(self) -> set[str]:
        """Addresses that showed a case, or a picture of one, to anybody."""
        return {kept.path for kept in self.readers.kept.values() if self._showed(kept)}

    def saw(self, who: str) -> set[str]:
        """Of these, what one of them was shown."""
        return {path for path in self.gone if self._saw(who, path)}

    def _saw(self, who: str, path: str) -> Kept | None:
        kept = self.readers.kept.get((who, path))
        return kept if kept and self._showed(kept) else None

    def _showed(self, kept: Kept) -> bool:
        if kept.status != SHOWN or kept.shows:
            return kept.shows
        path = kept.path.partition("?")[0]
        return names(path, self.gallery.marks) and self._endpoint(path) not in RECORD

    def _endpoint(self, path: str) -> str:
        return str(self.app.url_map.bind("localhost").match(path)[0])

    def leaks(self, *, thorough: bool = False, words: Collection[str] = ()) -> Iterator[str]:
        """What should not be: addresses that answer whoever saw something there, and pages that
        lead to them, or say `words`. Thorough: whatever a cache asks, and whoever else asks."""
        yield from self._answers(thorough)
        yield from self._mentions(words)

    def _answers(self, thorough: bool) -> Iterator[str]:
        for path in sorted(self.gone):
            for who in self.readers.clients:
                saw = self._saw(who, path)
                for headers in saw.conditions if saw and thorough else [{}]:
                    if saw or thorough:
                        yield from self._answer(who, path, headers, {GONE} if saw else REFUSED)

    def _answer(
        self, who: str, path: str, headers: dict[str, str], refusals: set[int]
    ) -> Iterator[str]:
        now = self.readers.ask(who, path, headers)
        if now.shows or now.status not in refusals:
            yield f"{who} {path} {headers}: {now.status}"

    def _mentions(self, words: Collection[str]) -> Iterator[str]:
        """Pages that spoke of the case and may still be, without it."""
        forbidden = {*self.gallery.slugs, *self.gone, *words}
        for (who, path), kept in self.readers.kept.items():
            spoke = kept.status == SHOWN and any(word in kept.text for word in forbidden)
            if path in self.gone or not spoke:
                continue
            now = self.readers.ask(who, path)
            found = [word for word in forbidden if word in now.text] if now.status == SHOWN else []
            if now.shows or found:
                yield f"{who} {path}: {now.status} {found}"


def read(
    app: Flask, gallery: Gallery, clients: dict[str, FlaskClient], everywhere: Collection[str]
) -> Search:
    """After each has read what an address of a case leads to; those in `everywhere`, all pages."""
    readers = Readers(clients, gallery.pictures)
    of_cases = set(_addresses(app, gallery, of_cases=True))
    others = set(_addresses(app, gallery, of_cases=False))
    for who in clients:
        readers.read(who, of_cases | others if who in everywhere else of_cases, gallery.marks)
    return Search(app, gallery, readers)


def test_whatever_ends_consent_every_address_ever_printed_is_gone(
    app: Flask, cast: Cast, gallery: Gallery, clients: dict[str, FlaskClient]
) -> None:
    search = read(app, gallery, clients, EVERYWHERE)
    assert {search._endpoint(path) for path in search.gone} >= {
        "galleries.preview",
        "kiosk.case",
        "kiosk.picture",
        "outside_copies.picture",
        "public_gallery.show",
        "public_gallery.embed",
        "public_gallery.picture",
        "teaching.case",
        "teaching.picture",
    }
    assert (
        search.saw("kiosk") & search.saw("staff") > search.saw("visitor") == search.saw("patient")
    )
    with ended(app):
        assert list(search.leaks()) == []
    assert any(search.leaks()), "It is allowed again, so that it has to be found again."
    told = take_back(clients["patient"])
    assert all(f"{where} until now" in told for where in ("clinic", "teaching", "web"))
    assert list(search.leaks(thorough=True)) == []
    assert not any(map(gallery.pictures.in_, everything(clients["patient"])))
    erase(app, cast, gallery.things[0]["erasure_id"])
    assert list(search.leaks(words=["Asha Verma"])) == []


@contextmanager
def ended(app: Flask) -> Iterator[None]:
    """Every consent has reached its end, and nobody did anything."""
    ends = {True: datetime(2026, 1, 1, tzinfo=UTC), False: datetime(2100, 1, 1, tzinfo=UTC)}
    for is_over in (True, False):
        with errand(app, SYSTEM) as work:
            work.session.execute(update(Consent).values(ends_at=ends[is_over]))
            work.session.commit()
        if is_over:
            yield


def take_back(patient: FlaskClient) -> str:
    """In two taps: what the page leads to, and the one button there. What the receipt says."""
    [page] = re.findall(r'href="(/patients/[^"]+/withdraw)"', patient.get("/portal/consents").text)
    assert "Yes, take it back" in patient.get(page).text
    done = patient.post(page)
    assert done.status_code == 303
    return patient.get(done.location).text


def everything(patient: FlaskClient) -> Iterator[bytes]:
    """All files of what a patient takes along."""
    with ZipFile(BytesIO(patient.post("/portal/download").data)) as archive:
        yield from (archive.read(name) for name in archive.namelist())


def erase(app: Flask, cast: Cast, wish: UUID) -> None:
    with errand(app, SYSTEM) as work:
        agree(work, cast, wish)
        erasing.carry_out(work, wish)


DOORS = {
    "consent is not asked": (cases, "obstacles", lambda *_given: []),
    "consent is not asked elsewhere": (outside_copies, "_obstacles", lambda *_given: []),
    "lists ask nobody": (galleries, "allowed", lambda _work, found: list(found)),
    "the clinic looks without asking": (galleries, "_require_standing", lambda *_given: None),
}


def test_a_door_that_is_open_is_seen(
    app: Flask,
    gallery: Gallery,
    clients: dict[str, FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The test above would fail if one of these did not ask."""
    two = {who: clients[who] for who in ("staff", "visitor")}
    search = read(app, gallery, two, everywhere=["staff"])
    with ended(app):
        for name, (module, door, opened) in DOORS.items():
            with monkeypatch.context() as patched:
                patched.setattr(module, door, opened)
                assert any(search.leaks()), name
        views, endpoint = app.view_functions, "public_gallery.picture"
        monkeypatch.setitem(views, endpoint, believing_caches(views[endpoint]))
        assert any("If-None-Match" in leak for leak in search.leaks(thorough=True))


def believing_caches(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answers that nothing has changed to whoever kept it, and asks nobody."""

    def hurried(**given: Any) -> Any:
        return ("", 304) if "If-None-Match" in request.headers else view(**given)

    return hurried
