"""Values become a PDF, by Typst.

Nothing that a person wrote is ever part of a program: templates are files of this room, and values
reach them as JSON, which Typst takes for text whatever it holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import typst

from progress.errors import ProgressError

TEMPLATES = Path(__file__).parent / "typst"
ARCHIVAL: Sequence[typst.PDFStandard] = ("a-3a", "ua-1")
"""ISO 19005-3 (readable in fifty years, with a file attached), ISO 14289-1 (by everybody)."""

LATIN = r"\t\n\u0020-\u007e\u00a0-\u024f\u0300-\u0304\u1e00-\u1eff"
INDIAN = r"\u0900-\u097f\u200c\u200d\u20b9"
PUNCTUATION = r"\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2116\u2122"
ARABIC = r"\u0600-\u06ff"
UNDRAWN = re.compile(f"[^{LATIN}{INDIAN}{PUNCTUATION}{ARABIC}]")
"""What the fonts do not draw, and what would turn the direction of the text that follows it."""
UNDRAWN_TOGETHER = re.compile(f"[^{LATIN}{INDIAN}{PUNCTUATION}]")
"""For one font: an accent of one script over a letter of another has no glyph in either."""

LONGEST_WORD = 28
"""Letters; a longer one may be parted, since it would run off the paper."""

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]


class UnusablePaper(ProgressError):
    """Something that belongs on a paper cannot be put on one."""

    status = 422


def typeset(
    template: str, values: Mapping[str, Value], at: datetime, exact: Sequence[str] = ()
) -> bytes:
    """The PDF of `template` with `values`, dated `at` (aware). The same input gives the same bytes.

    Names in `exact` reach the template untouched: pictures as numbers, and what is copied by hand.
    Raises UnusablePaper when one of them is not what the template takes.
    """
    for undrawn in (UNDRAWN, UNDRAWN_TOGETHER):
        with suppress(typst.TypstError):
            return _compiled(template, _drawable(values, exact, undrawn), at)
    raise UnusablePaper("This cannot be printed as it is.")


def _compiled(template: str, values: Mapping[str, Value], at: datetime) -> bytes:
    compiler = typst.Compiler(font_paths=_fonts(), root=TEMPLATES)
    pdf = compiler.compile(
        input=TEMPLATES / template,
        format="pdf",
        pdf_standards=list(ARCHIVAL),
        timestamp=int(at.timestamp()),
        sys_inputs={"values": json.dumps(values)},
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Only ours, so that a paper is the same on every computer."""
    folders = [package.ROOT / "files" for package in (fontpkg_noto_sans, fontpkg_noto_sans_arabic)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _drawable(
    values: Mapping[str, Value], exact: Sequence[str], undrawn: re.Pattern[str]
) -> dict[str, Value]:
    return {
        name: value if name in exact else _drawn(value, undrawn) for name, value in values.items()
    }


def _drawn(value: Value, undrawn: re.Pattern[str]) -> Value:
    if isinstance(value, str):
        return _parted(undrawn.sub(_named, value.replace("\r\n", "\n")))
    if isinstance(value, Mapping):
        return _drawable(value, (), undrawn)
    if isinstance(value, Sequence):
        return [_drawn(each, undrawn) for each in value]
    return value


def _named(found: re.Match[str]) -> str:
    """A character that cannot be drawn, by its number: nothing is left out in silence."""
    return f"[U+{ord(found[0]):04X}]"


def _parted(text: str) -> str:
    """A break without width after each so many letters of a word that is too long."""
    return re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S)", "\\g<0>\u200b", text)
