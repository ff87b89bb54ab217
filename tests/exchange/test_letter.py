"""The letter of invitation: one page that says all, and whose square a camera can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import cv2
import numpy as np
import pypdfium2
import pytest

from progress.exchange.letter import Letter, invitation_letter
from tests.exchange.pdfs import check_archival, reader, squeezed, words_of

INDIA = timezone(timedelta(hours=5, minutes=30))
LETTER = Letter(
    language="en",
    clinic="Skin Clinic, Gurgaon",
    patient="Asha Verma",
    address="https://progress.clinic.example:8443/welcome",
    qr="https://progress.clinic.example:8443/welcome/3Yx9-Lq0Vb7TnK2wRz5cPd8sUf1hJm4a",
    code="K7QF-2MXD-9RTP",
    asked="your date of birth",
    expires_at=datetime(2026, 12, 7, 18, tzinfo=INDIA),
    written_on=datetime(2026, 11, 23, 15, 30, tzinfo=INDIA),
)
HINDI = replace(
    LETTER,
    language="hi",
    clinic="त्वचा क्लिनिक, गुड़गाँव",
    patient="आशा वर्मा",
    asked="आपकी जन्मतिथि",
)


@pytest.mark.parametrize("letter", [LETTER, HINDI], ids=["en", "hi"])
def test_the_letter_says_everything_on_one_page(letter: Letter) -> None:
    pdf = invitation_letter(letter)
    check_archival(pdf, letter.language)
    assert len(reader(pdf).pages) == 1
    said = words_of(pdf)
    for text in (letter.clinic, letter.patient, letter.address, letter.code, letter.asked):
        assert squeezed(text) in said, text
    assert ",18:00." in said


def test_a_camera_reads_the_square() -> None:
    page = pypdfium2.PdfDocument(invitation_letter(LETTER))[0]
    pixels = np.array(page.render(scale=2).to_pil().convert("L"))
    read, *_ = cv2.QRCodeDetector().detectAndDecode(pixels)
    assert read == LETTER.qr


def test_what_people_write_is_never_markup_and_fits() -> None:
    hostile = '#panic("no") *x* $y$ <a> @b \\ // '
    pdf = invitation_letter(replace(LETTER, patient=hostile + "W" * 160, clinic=hostile))
    assert squeezed(hostile) in words_of(pdf)
    assert len(reader(pdf).pages) == 1


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert invitation_letter(LETTER) == invitation_letter(LETTER)
