"""What is said of a case beside its photos, in the reader's language: never a date or a name."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from progress.rules.galleries import span
from progress.rules.looks import Hiding
from progress.rules.plain_reasons import verdict
from progress.rules.treatment import Adjunct, Indication
from progress.rules.views import view
from progress.rules.words import Word, told
from progress.services.case_sessions import Done
from progress.web.names import everyday

RETOUCHING = {
    Hiding.NOTHING: told(
        "No retouching. Both photos were laid over each other and cut in the same way; "
        "nothing else was done to them."
    ),
    Hiding.COVER_INSIDE: told(
        "No retouching. Both photos were laid over each other and cut in the same way, and the "
        "same part of both is covered, so that the patient stays private."
    ),
    Hiding.BLUR_INSIDE: told(
        "No retouching. Both photos were laid over each other and cut in the same way, and the "
        "same part of both is blurred, so that the patient stays private."
    ),
}
OUTSIDE = {
    Hiding.COVER_OUTSIDE: Hiding.COVER_INSIDE,
    Hiding.BLUR_OUTSIDE: Hiding.BLUR_INSIDE,
}
LONGEST = 1200
"""Pixels of a published picture, along its longer side."""
WITHOUT_BRAND: dict[Word, str] = {Adjunct.PROCAPIL: told("Hair serum")}
"""What the record calls by a maker's name is called by its kind."""


def view_name(case: Any) -> str:
    """Never what somebody wrote of a close-up: it may name the patient."""
    return everyday(view(case.earlier.view).slug)


def caption(case: Any) -> str:
    """ "8 weeks, 6 sessions"."""
    sessions = ngettext("%(num)s session", "%(num)s sessions", case.sessions)
    return f"{_interval(case.days)}, {sessions}"


def _interval(days: int) -> str:
    number, unit = span(days)
    if unit == "day":
        return ngettext("%(num)s day", "%(num)s days", number)
    if unit == "week":
        return ngettext("%(num)s week", "%(num)s weeks", number)
    return ngettext("%(num)s month", "%(num)s months", number)


def indications(case: Any) -> list[str]:
    return [_(Indication(slug).label) for slug in case.course.indications]


def shape(case: Any) -> tuple[int, int]:
    """Width and height of both pictures, near enough to leave room for them."""
    frame, photo = case.look.frame, case.earlier
    width, height = (
        (frame.right - frame.left) * photo.width,
        (frame.bottom - frame.top) * photo.height,
    )
    shrink = LONGEST / max(width, height)
    return round(width * shrink), round(height * shrink)


def comparable(case: Any) -> str:
    """The grade, in words."""
    return _(verdict(aligned=True, grade=case.grade))


def retouching(case: Any) -> str:
    """What was done to both photos, and that nothing else was."""
    return _(RETOUCHING[OUTSIDE.get(case.hiding, case.hiding)])


def given(done: Done) -> list[tuple[str, str]]:
    """What the patient was given, as terms and their values; nothing where nobody wrote it down."""
    said = (
        (_("Given"), done.solutions),
        (_("How"), done.deliveries),
        (_("Together with"), done.adjuncts),
    )
    return [(term, _named(words)) for term, words in said if words]


def _named(words: list[Any]) -> str:
    return " · ".join(_(WITHOUT_BRAND.get(word, word.label)) for word in words)
