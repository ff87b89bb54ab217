"""A signed consent as a paper that can still be read, and checked, in fifty years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from progress.exchange.typesetting import UnusablePaper, Value, typeset
from progress.exchange.words import Translate, day, english, moment
from progress.vision.drawing import is_png

LARGEST_SIDE = 4000
"""Pixels of a drawn signature."""


@dataclass(frozen=True)
class SignedScope:
    """One thing that was asked, as it was shown, and whether it was ticked."""

    label: str
    given: bool


@dataclass(frozen=True)
class SignedPaper:
    """A signed consent, as plain values; every text in the language in which it was signed."""

    language: str
    clinic: str
    patient: str
    title: str
    body: str
    """Paragraphs parted by empty lines."""
    version: str
    scopes: Sequence[SignedScope]
    disguise: str
    extent: str
    """Which photos, in words."""
    expires_on: date | None
    signer: str
    guardian_of: str | None
    """What the signer is to the patient, where a guardian signed."""
    witness: str | None
    taken_by: str | None
    """Who of the clinic took it; None at home."""
    place: str
    signed_at: datetime
    """Aware, by the clinic's clock."""
    signature_png: bytes | None
    """As it was drawn; None where the typed name stands for it."""
    canonical: bytes
    """What was signed, as JSON: it is attached byte for byte."""
    sha256: str
    """Of `canonical`."""


def consent_pdf(paper: SignedPaper, _: Translate = english) -> bytes:
    """The paper as PDF/A-3a and PDF/UA-1, with `canonical` inside; the same for the same paper.

    `_` puts sentences into the language of the paper.
    """
    if paper.signature_png is not None:
        check_drawing(paper.signature_png)
    return typeset(
        "consent.typ",
        {
            "language": paper.language,
            "clinic": paper.clinic,
            "title": paper.title,
            "body": paper.body,
            "scopes": [{"label": each.label, "given": each.given} for each in paper.scopes],
            "extent": _pairs(_extent(paper, _)),
            "signing": _pairs(_signing(paper, _)),
            "signer": paper.signer,
            "signature": list(paper.signature_png) if paper.signature_png else None,
            "canonical": paper.canonical.decode(),
            "sha256": paper.sha256,
            "foot": f"{paper.patient} · {paper.version} · {paper.sha256[:12]}",
            "words": _words(_),
        },
        paper.signed_at,
        exact=("signature", "canonical", "sha256"),
    )


def check_drawing(png: bytes) -> None:
    """Raise UnusablePaper for what cannot be printed."""
    if not is_png(png, LARGEST_SIDE):
        raise UnusablePaper("The drawn signature is no picture that can be printed.")


Facts = Iterator[tuple[str, str | None]]


def _pairs(facts: Facts) -> list[Value]:
    return [[name, value] for name, value in facts if value]


def _extent(paper: SignedPaper, _: Translate) -> Facts:
    yield _("Which photos"), paper.extent
    yield _("How they may be shown"), paper.disguise
    yield _("How long"), _until(paper, _)


def _until(paper: SignedPaper, _: Translate) -> str:
    if paper.expires_on is None:
        return _("Until it is withdrawn")
    return _("Until %(day)s", day=day(paper.expires_on, paper.language))


def _signing(paper: SignedPaper, _: Translate) -> Facts:
    yield _("Patient"), paper.patient
    yield _("Signed by"), paper.signer
    yield _("For the patient, as"), paper.guardian_of
    yield _("Witness"), paper.witness
    yield _("Taken by"), paper.taken_by
    yield _("Where"), paper.place
    yield _("When"), moment(paper.signed_at, paper.language)
    yield _("Text"), paper.version


def _words(_: Translate) -> dict[str, Value]:
    return {
        "asked": _("What was asked, and the answers"),
        "question": _("Question"),
        "answer": _("Answer"),
        "yes": _("Yes"),
        "no": _("No"),
        "signed": _("Signature"),
        "drawn": _("The signature, as it was drawn"),
        "typed": _("Signed by typing the name."),
        "attached": _("What was signed, for programs"),
        "fingerprint": _("Fingerprint (SHA-256) of what was signed:"),
        "check": _(
            "What was signed lies in this paper as the file signed.json. Whoever has it can check "
            "that nothing was changed since: its fingerprint must be the one above."
        ),
    }
