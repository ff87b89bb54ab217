"""Every page that a patient or a stranger reaches, in Hindi: no English is left over in it."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from progress.rules.access import SYSTEM
from tests.conftest import Cast, errand
from tests.web.reading import Place, pages, pieces
from tests.web.test_courses import grown

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


def left_over(page: str) -> list[str]:
    """Pieces of a page in which English stands."""
    return [
        piece for piece in pieces(page, "hi") if set(WORD.findall(ADDRESS.sub("", piece))) - KNOWN
    ]


def test_no_english_is_left_over(
    paths: list[Place], patient: FlaskClient, visitor: FlaskClient
) -> None:
    read = pages(paths, {"patient": patient, "visitor": visitor}, "hi")
    left = {place: left_over(page) for place, page in read.items()}
    assert {place: pieces for place, pieces in left.items() if pieces} == {}


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
