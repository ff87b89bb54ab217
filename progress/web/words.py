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
from progress.rules.treatment import VOCABULARY, Indication
from progress.rules.views import Region
from progress.rules.words import listed
from progress.web.course_grid import shown
from progress.web.language import language
from progress.web.library_words import said
from progress.web.names import called, everyday, visit_name


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(age=age, plain_verdict=verdict)
    app.jinja_env.filters.update(
        called=called,
        event=event,
        everyday=everyday,
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
    named = [called(Indication(slug)) for slug in slugs]
    return listed(named, _("and")) or _("Indication not known yet")


def sex(slug: str) -> str:
    return Sex(slug).label


def expectation(region: Region) -> str:
    """What a patient is told; never a promise."""
    words = VOCABULARY[region]
    return f"{_(words.response)} {_(words.afterwards)}"


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
