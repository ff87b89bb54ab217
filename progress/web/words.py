"""Filters: what is stored, in the words that a person reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from babel.dates import format_date, format_datetime
from flask import Flask
from flask_babel import gettext as _

from progress.rules.audit import Event
from progress.rules.patients import Sex, age
from progress.rules.plain_reasons import verdict
from progress.rules.plan import Title
from progress.rules.treatment import VOCABULARY, Indication, VisitKind
from progress.rules.views import Region
from progress.rules.words import listed, told
from progress.web.course_grid import shown
from progress.web.language import in_english, language
from progress.web.library_words import said


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(age=age, plain_verdict=verdict)
    app.jinja_env.filters.update(
        event=event,
        expectation=expectation,
        indications=indications,
        listed=listed,
        local_date=local_date,
        local_time=local_time,
        said=said,
        sex=sex,
        short_date=short_date,
        shown=shown,
        visit_name=visit_name,
    )


def indications(slugs: Iterable[str]) -> str:
    named = [_(Indication(slug).label) for slug in slugs]
    return listed(named, _("and")) or _("Indication not known yet")


def sex(slug: str) -> str:
    return Sex(slug).label


def expectation(region: Region) -> str:
    """What a patient is told; never a promise."""
    words = VOCABULARY[region]
    return f"{_(words.response)} {_(words.afterwards)}"


FOR_PATIENTS = {VisitKind.BASELINE: told("First visit")}
"""What patients need not learn a word for."""


def visit_name(title: Title) -> str:
    """ "Baseline" ("First visit" to patients), "Session 3", in the language of the page."""
    if title.number is None:
        label = title.kind.label
        return _(label if in_english() else FOR_PATIENTS.get(title.kind, label))
    return _("Session %(number)s", number=title.number)


def event(slug: Event) -> str:
    """From "photo-set-aside" to "Photo set aside"."""
    return slug.replace("-", " ").capitalize()


def short_date(day: date) -> str:
    """ "3 Feb 2026", in the language of the page."""
    return format_date(day, "d MMM y", locale=language())


def local_time(at: datetime) -> str:
    """In the clinic's own time."""
    return format_datetime(at.astimezone(), "d MMM y, HH:mm", locale=language())


def local_date(at: datetime) -> date:
    """The day by the clinic's own clock."""
    return at.astimezone().date()
