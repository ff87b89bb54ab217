"""Every page that a patient or a stranger reaches, in Hindi: no English is left over in it.

A route that is added later is walked without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from progress.rules.access import POLICY, SYSTEM, Action, Role
from progress.web.policy import PUBLIC, policy_of
from tests import examples, factories
from tests.conftest import Cast, errand
from tests.web.test_courses import grown

READ_OUT = ("aria-label", "alt", "title", "placeholder", "aria-description")
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]{2,}")
ADDRESS = re.compile(r"\S+@\S+|https?://\S+")
KNOWN = {
    # Names: of the program, the clinic's people, who is photographed.
    *("Progress Admin Clinician Staff Patient Asha Verma Stranger Singh Name").split(),
    # What is called so in Hindi too.
    *("PRP ZIP JPEG JSON PDF SHA HTTPS WhatsApp Instagram Facebook YouTube Android iPhone").split(),
    *("Chrome Safari Face Touch index html signed json").split(),
}
"""Latin words that may stand on a Hindi page."""
NOT_FOR_READERS = {"script", "style", "svg", "template", "code", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
ALSO_TO_THE_CLINIC = ("trust.", "captures.")
"""Pages of a phone that photographs for the clinic, and of a computer that learns to trust it."""
FEWEST_PAGES = 18


class Reader(HTMLParser):
    """What a person reads of a page, or hears; not what is said to be in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = [True]
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        readable = (
            self.open[-1] and tag not in NOT_FOR_READERS and given.get("lang") in (None, "hi")
        )
        if readable:
            self.read += [given[name] or "" for name in READ_OUT if name in given]
        if tag not in VOID:
            self.open.append(readable)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open[-1]:
            self.read.append(data)


def left_over(page: str) -> list[str]:
    """Pieces of a page in which English stands."""
    reader = Reader()
    reader.feed(page)
    pieces = (" ".join(piece.split()) for piece in reader.read)
    return [piece for piece in pieces if set(WORD.findall(ADDRESS.sub("", piece))) - KNOWN]


def walked(app: Flask, made: examples.Examples) -> Iterator[tuple[str, str]]:
    """Who opens which path: "patient", or "visitor" of what is open to all."""
    for rule, method in examples.routes(app):
        policy = policy_of(app, rule.endpoint)
        if method != "GET" or rule.endpoint.startswith(ALSO_TO_THE_CLINIC):
            continue
        if policy == PUBLIC or (isinstance(policy, Action) and Role.PATIENT in POLICY[policy]):
            who = "visitor" if policy == PUBLIC else "patient"
            yield who, examples.address(app, rule, made)


@pytest.fixture
def paths(app: Flask, cast: Cast) -> list[tuple[str, str]]:
    with errand(app, SYSTEM) as work:
        made = examples.make(work, cast)
        course = grown(work, cast, 3)
        today = factories.visit(work, factories.course(work, cast.patient_id), work.today)
        factories.treatment(work, today, recorded_at=work.now)
    seen = [
        ("patient", f"/portal/courses/{course}"),
        ("patient", f"/courses/{course}/compare/midline"),
        ("patient", "/nothing-is-here"),
        ("visitor", "/nothing-is-here"),
    ]
    return [*walked(app, made), *seen]


def test_no_english_is_left_over(
    paths: list[tuple[str, str]], patient: FlaskClient, visitor: FlaskClient
) -> None:
    readers = {"patient": patient, "visitor": visitor}
    for reader in readers.values():
        reader.post("/language", data={"language": "hi"})
    pages = {}
    for who, path in paths:
        # The gallery on the web knows no cookie.
        answer = readers[who].get(path, headers={"Accept-Language": "hi"})
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            pages[who, path] = left_over(answer.text)
    assert len(pages) >= FEWEST_PAGES
    assert {place: left for place, left in pages.items() if left} == {}


def test_refusals_are_in_hindi(patient: FlaskClient) -> None:
    patient.post("/language", data={"language": "hi"})
    untranslated = patient.get("/courses/not-one/compare/no-such-view")
    for answer in (untranslated, patient.post("/language", data={"language": "xx"})):
        assert answer.status_code >= 400
        assert left_over(answer.text) == []
    assert patient.get("/people", headers={"Accept": "application/json"}).json == {
        "message": "आपके साइन-इन से यह नहीं हो सकता।"
    }


def test_days_and_numbers_are_written_as_in_hindi(
    app: Flask, cast: Cast, patient: FlaskClient
) -> None:
    with errand(app, SYSTEM) as work:
        grown(work, cast, 3)
    patient.post("/language", data={"language": "hi"})
    page = patient.get("/portal").text
    assert "2 सेशन हुए, 4 बाक़ी।" in page
    assert re.search(r"\d{1,2} (जन॰|फ़र॰|मार्च|अप्रैल|मई|जून|जुल॰|अग॰|सित॰|अक्टू॰|नव॰|दिस॰) 20\d\d", page)


def test_english_would_be_seen() -> None:
    page = '<p>सब ठीक</p><img alt="Before"><p lang="en">Fine</p><code>let it</code><b>Not this</b>'
    assert left_over(page) == ["Before", "Not this"]
