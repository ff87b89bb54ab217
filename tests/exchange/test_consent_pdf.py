"""The signed consent as a paper: archival, complete, the same each time, and never a program."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from progress.exchange.consent_pdf import SignedPaper, SignedScope, consent_pdf
from progress.exchange.typesetting import UnusablePaper
from tests.exchange.pdfs import check_archival, reader, squeezed, words_of

INDIA = timezone(timedelta(hours=5, minutes=30))
CANONICAL = '{"signer":"आशा वर्मा","version":3}'.encode()


def drawn() -> bytes:
    picture = Image.new("RGBA", (700, 260), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(30, 200), (200, 40), (420, 210), (660, 60)], "black", 6)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


PAPER = SignedPaper(
    language="en",
    clinic="Skin Clinic, Gurgaon",
    patient="Asha Verma",
    title="Consent to photographs",
    body="I agree that photos are taken.\nThey stay here.\n\nTreatment does not depend on it.",
    version="Photographs, version 3",
    scopes=[SignedScope("Treatment record", True), SignedScope("Instagram", False)],
    disguise="Face disguised",
    extent="All photos of the scalp",
    expires_on=date(2027, 11, 23),
    signer="Meera Verma",
    guardian_of="Mother",
    witness="Dr. Rao",
    taken_by="Priya Nair",
    place="At the clinic",
    signed_at=datetime(2026, 11, 23, 15, 30, tzinfo=INDIA),
    signature_png=drawn(),
    canonical=CANONICAL,
    sha256=hashlib.sha256(CANONICAL).hexdigest(),
)
HINDI = replace(
    PAPER,
    language="hi",
    clinic="त्वचा क्लिनिक, गुड़गाँव",
    patient="आशा वर्मा",
    title="फ़ोटो के लिए सहमति",
    body="मैं फ़ोटो लेने की अनुमति देती हूँ।\n\nश्री राज्यवर्धन, ज्ञान, हिंदी, द्वितीय, कर्ता",
    signer="आशा वर्मा",
    signature_png=None,
)


@pytest.mark.parametrize("paper", [PAPER, HINDI], ids=["en", "hi"])
def test_the_paper_is_archival_and_says_everything(paper: SignedPaper) -> None:
    pdf = consent_pdf(paper)
    check_archival(pdf, paper.language)
    said = words_of(pdf)
    written = [
        *(paper.clinic, paper.patient, paper.title, paper.body, paper.version, paper.disguise),
        *(paper.extent, paper.signer, paper.guardian_of, paper.witness, paper.taken_by),
        *(paper.place, paper.sha256, "15:30 (UTC+05:30)", "Treatment record", "Instagram"),
    ]
    for text in written:
        assert squeezed(str(text)) in said, text


def test_what_was_signed_lies_inside_and_can_be_checked() -> None:
    [attached] = reader(consent_pdf(HINDI)).attachments["signed.json"]
    assert attached == CANONICAL
    assert hashlib.sha256(attached).hexdigest() == HINDI.sha256


def test_title_and_times_are_those_of_the_signing() -> None:
    facts = reader(consent_pdf(HINDI)).metadata
    assert facts and facts.title == HINDI.title
    assert facts.creation_date == HINDI.signed_at


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert consent_pdf(PAPER) == consent_pdf(PAPER)
    assert consent_pdf(PAPER) != consent_pdf(replace(PAPER, signer="Meera V."))


def test_ticked_and_not_ticked_are_told_apart() -> None:
    def answers(*given: bool) -> str:
        scopes = [SignedScope(f"Use {n}", each) for n, each in enumerate(given)]
        return words_of(consent_pdf(replace(PAPER, scopes=scopes)))

    assert "Use0YesUse1No" in answers(True, False)
    assert "Use0NoUse1Yes" in answers(False, True)


def test_a_drawn_signature_is_a_picture_and_a_typed_one_is_text() -> None:
    assert [image.image for image in reader(consent_pdf(PAPER)).pages[0].images]
    assert not list(reader(consent_pdf(HINDI)).pages[0].images)
    assert "Signedbytypingthename" in words_of(consent_pdf(HINDI))


def test_fixed_words_are_those_of_the_language() -> None:
    shouted = consent_pdf(PAPER, lambda sentence, **values: (sentence % values).upper())
    assert "WHATWASASKED" in words_of(shouted)
    assert "UNTIL23NOVEMBER2027" in words_of(shouted)


@pytest.mark.parametrize(
    "text",
    [
        '#panic("no")',
        "#set page(width: 1mm)",
        "*bold* _em_ `raw` $x$ <label> @ref \\ // gone /* gone */",
        "= heading",
        '"); #read("/etc/passwd")',
        '{"json": true}',
        "<script>alert(1)</script> &amp;",
        "~ -- --- ... 'quoted' \"quoted\"",
    ],
)
def test_what_people_write_is_never_markup(text: str) -> None:
    pdf = consent_pdf(replace(PAPER, patient=text, signer=text, body=text, clinic=text))
    said = words_of(pdf)
    assert said.count(squeezed(text)) >= 4, said
    check_archival(pdf, "en")


def test_what_cannot_be_drawn_stands_by_its_number() -> None:
    said = words_of(consent_pdf(replace(PAPER, signer="Asha 😀\u202ecod.exe 中")))
    assert "Asha[U+1F600][U+202E]cod.exe[U+4E2D]" in said


def test_urdu_is_drawn() -> None:
    pdf = consent_pdf(replace(PAPER, signer="علی خان"))
    assert "U+" not in words_of(pdf)


def test_a_very_long_name_stays_on_the_paper() -> None:
    pdf = consent_pdf(replace(PAPER, signer="W" * 400, extent="x" * 3000, body="word " * 3000))
    assert len(reader(pdf).pages) > 3
    assert "W" * 400 in words_of(pdf)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_makes_a_paper(text: str) -> None:
    pdf = consent_pdf(replace(PAPER, signer=text, body=text, title=text or "x"))
    assert pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "png",
    [
        b"\x89PNG\r\n\x1a\n",
        drawn()[:300],
        drawn()[:16] + (50_000).to_bytes(4, "big") * 2 + drawn()[24:],
    ],
    ids=["empty", "cut-off", "bomb"],
)
def test_a_drawing_that_is_no_picture_is_said_to_be_so(png: bytes) -> None:
    with pytest.raises(UnusablePaper):
        consent_pdf(replace(PAPER, signature_png=png))
