"""The letter that invites a patient to their own photos, for those who read no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import segno

from progress.exchange.typesetting import Value, typeset
from progress.exchange.words import Translate, clock, day, english


@dataclass(frozen=True)
class Letter:
    """An invitation, as plain values in the patient's language."""

    language: str
    clinic: str
    patient: str
    address: str
    """Where the code is typed."""
    qr: str
    """What a phone's camera reads: the address with the code in it."""
    code: str
    """As it is typed, in groups."""
    asked: str
    """The one thing that will be asked, in words: "your date of birth"."""
    expires_at: datetime
    """Aware, by the clinic's clock."""
    written_on: datetime
    """Aware; the paper is dated by it."""


def invitation_letter(letter: Letter, _: Translate = english) -> bytes:
    """The letter as a PDF of one A4 page; `_` puts sentences into its language."""
    return typeset(
        "letter.typ",
        {
            "language": letter.language,
            "clinic": letter.clinic,
            "title": _("Your photos, for you to see"),
            "written": day(letter.written_on, letter.language),
            "greeting": _("Dear %(name)s,", name=letter.patient),
            "address": letter.address,
            "code": letter.code,
            "qr": _qr(letter.qr),
            "steps": _steps(letter, _),
            "words": _words(letter, _),
        },
        letter.written_on,
        exact=("address", "code", "qr"),
    )


def _steps(letter: Letter, _: Translate) -> list[Value]:
    return [
        _("Hold your phone's camera over the square, and touch the address that appears."),
        _("You will be asked for %(asked)s, so that nobody else can open it.", asked=letter.asked),
        _("Choose how you sign in from then on. That is all."),
    ]


def _words(letter: Letter, _: Translate) -> dict[str, Value]:
    return {
        "why": _(
            "You can look at the photos of your treatment on your own phone: the first beside "
            "the latest, how many sessions are done, and what comes next."
        ),
        "how": _("How it works"),
        "otherwise": _("Without a camera: open this address and type the code."),
        "address": _("Address"),
        "code": _("Code"),
        "square": _("A square that your phone's camera can read"),
        "until": _(
            "The code works once, until %(until)s.",
            until=clock(letter.expires_at, letter.language),
        ),
        "care": _(
            "Please show this letter to nobody: it opens your photos. If it is lost, tell us, and "
            "we end the code."
        ),
        "foot": _("You need not do this. Your treatment does not depend on it."),
    }


def _qr(text: str) -> str:
    """SVG; error correction M withstands a fold, and a letter is held close."""
    file = BytesIO()
    segno.make_qr(text, error="m").save(file, kind="svg", border=4, xmldecl=False)
    return file.getvalue().decode()
