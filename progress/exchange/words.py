"""The words of a paper: sentences by a translator that is handed in, dates by the language."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from babel.dates import format_date, format_datetime


class Translate(Protocol):
    """What flask_babel's gettext does: the sentence in the reader's language, its values put in."""

    def __call__(self, sentence: str, /, **values: object) -> str: ...


def english(sentence: str, /, **values: object) -> str:
    return sentence % values if values else sentence


def day(on: date, language: str) -> str:
    """ "23 November 2026" """
    return format_date(on, "d MMMM y", locale=language)


def clock(at: datetime, language: str) -> str:
    """ "23 November 2026, 15:30" """
    return format_datetime(at, "d MMMM y, HH:mm", locale=language)


def moment(at: datetime, language: str) -> str:
    """ "23 November 2026, 15:30 (UTC+05:30)": the clock of the place, and which one it is."""
    offset = at.strftime("%z")
    return f"{clock(at, language)} (UTC{offset[:3]}:{offset[3:5]})"
