"""Every page that a patient or a stranger reaches is in everyday words.

The names of what is given and of what is treated stay: patients are told them by their doctor.
"""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from progress.rules.words import Word
from progress.web.names import FOR_PATIENTS
from tests.web.reading import Place, pages, pieces

OF_THE_PROGRAM = (
    "align(ed|ment)?, baseline, checksum, cookies?, credentials?, database, decrypt(ed)?, "
    "disguised?, encrypt(ed|ion)?, endpoint, error, exception, grade, hash(ed)?, https?, "
    "invalid, javascript, jpeg, json, kiosk, log[- ]?in, matrix, metadata, null, overlay, "
    "passkeys?, portal, queue, registration, render(ed)?, request, scopes?, scripts?, server, "
    "session (expired|ended), slug, store, template, thumbnail, timed? out, token, transform, "
    "upload(ed|s)?, url, username"
)
OF_THE_FIELD = (
    "adjuncts?, adverse, anaesthe(sia|tic), anterior, contraindication, donor, downtime, "
    "efficacy, erythema, frontal, indications?, induration, lateral, mesoderm, midline, oblique, "
    "occipital, oedema, outpatient, posterior, response, superior, temporal, vertex"
)
OF_THE_LAW = "data subject, pursuant, retention, revoked?, third part(y|ies), withdraw(al|n)?"
WORDS = ", ".join((OF_THE_PROGRAM, OF_THE_FIELD, OF_THE_LAW)).replace(", ", "|")
ADDRESS = re.compile(r"https?://\S+")
JARGON = re.compile(rf"\b({WORDS})\b", re.IGNORECASE)


def jargon(page: str) -> list[str]:
    """Pieces of a page that one would have to learn a word for."""
    return [piece for piece in pieces(page, "en") if JARGON.search(ADDRESS.sub("", piece))]


def test_no_word_has_to_be_learnt(
    paths: list[Place], patient: FlaskClient, visitor: FlaskClient
) -> None:
    read = pages(paths, {"patient": patient, "visitor": visitor}, "en")
    found = {place: jargon(page) for place, page in read.items()}
    assert {place: said for place, said in found.items() if said} == {}


def test_jargon_would_be_seen() -> None:
    page = '<p>Fine</p><b>Scope</b><img alt="No baseline"><script>token</script><p>A request.</p>'
    assert jargon(page) == ["Scope", "No baseline", "A request."]


def test_what_patients_are_told_instead_is_of_the_same_vocabulary() -> None:
    told: list[tuple[type[Word], Word]] = [
        (vocabulary, word) for vocabulary, words in FOR_PATIENTS.items() for word in words
    ]
    assert [word for vocabulary, word in told if type(word) is not vocabulary] == []
    assert [word for _, word in told if JARGON.search(FOR_PATIENTS[type(word)][word])] == []
