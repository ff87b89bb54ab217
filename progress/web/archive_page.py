"""The page inside the ZIP: a patient's record in their own words, whole without the program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from progress.rules.reports import Complaint, Sign
from progress.rules.treatment import Adjunct, Anaesthesia, Delivery, Severity, SideEffect, Solution
from progress.rules.views import view
from progress.rules.words import Word
from progress.services.everything import Everything
from progress.services.exports import Readable
from progress.web.language import language, translator
from progress.web.names import everyday

BESIDE = {
    "style.css": "static/css/archive.css",
    # Not every computer draws Hindi.
    "devanagari.woff2": "static/vendor/fonts/noto-sans-devanagari-devanagari-wght-normal.woff2",
}
"""What goes into the ZIP beside the page, and where it is here."""
Fact = tuple[str, str]


def readable(everything: Everything) -> Readable:
    """For people, in the language of the patient, whoever asks."""
    with force_locale(everything.patient.language or language()):
        return _readable(everything)


def _readable(everything: Everything) -> Readable:
    root = Path(current_app.root_path)
    page = render_template(
        "exports/archive.html",
        everything=everything,
        patient=everything.patient,
        report_words=report_words,
        view_name=view_name,
        visit_title=visit_title,
        what_was_done=what_was_done,
    )
    return Readable(
        page=page,
        beside={name: (root / path).read_bytes() for name, path in BESIDE.items()},
        lost=_("These files could not be read from the clinic's disk. Please tell the clinic."),
        into=translator,
    )


def view_name(photo: Any) -> str:
    """What a photo shows; a close-up is called as somebody called it."""
    return photo.view_label or everyday(view(photo.view).slug)


def visit_title(filed: Any) -> str:
    """ "Session 3", "Follow-up"."""
    if filed.number is None:
        return everyday(filed.visit.kind)
    return _("Session %(number)s", number=filed.number)


def what_was_done(treatment: Any) -> list[Fact]:
    facts = [
        (_("Given"), _words(Solution, treatment.solutions)),
        (_("Amounts and brands"), treatment.solution_notes),
        (_("How"), _words(Delivery, filter(None, [treatment.delivery]))),
        (_("Numbing"), _words(Anaesthesia, filter(None, [treatment.anaesthesia]))),
        (_("Together with"), _words(Adjunct, treatment.adjuncts)),
        (_("Treated by"), treatment.therapist or treatment.recorded_by),
        (_("Side effects at the visit"), _effects(treatment.side_effects)),
        (_("Side effects a day or two later"), _effects(treatment.side_effects_later)),
    ]
    return [(term, text) for term, text in facts if text]


def report_words(report: Any) -> str:
    """What the patient ticked."""
    told = [_words(Complaint, report.complaints), _words(Sign, report.signs)]
    return ", ".join(filter(None, told))


def _words(vocabulary: type[Word], slugs: Iterable[str]) -> str:
    return ", ".join(everyday(vocabulary(slug)) for slug in slugs)


def _effects(found: dict[str, str]) -> str:
    """ "Redness (mild), swelling (mild)"; "None" where somebody looked and found nothing."""
    told = [
        f"{_(SideEffect(effect).label)} ({_(Severity(severity).label).lower()})"
        for effect, severity in found.items()
        if effect != SideEffect.NONE
    ]
    return ", ".join(told) or (_(SideEffect.NONE.label) if found else "")
