"""Reading a folder of a clinic's own photos: whose each one is, when it was taken, what it shows.

    FOLDER/<patient>/<date>/<view>.jpg         the day stands in the folder's name
    FOLDER/<patient>/<anything>.jpg            the day stands in the photo (EXIF)

Folders between the two may name the region ("scalp", "hair", "face"). Nothing is opened here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from progress.rules.proposals import propose_view
from progress.rules.views import Region, ViewSlug, proposed_views, views_of

REGION_WORDS = {
    "scalp": Region.SCALP,
    "hair": Region.SCALP,
    "head": Region.SCALP,
    "face": Region.FACE,
    "skin": Region.FACE,
}
DAY_FIRST = re.compile(r"\b(\d{1,2})[-._ ](\d{1,2})[-._ ](\d{4})\b")
YEAR_FIRST = re.compile(r"\b(\d{4})[-._ ]?(\d{2})[-._ ]?(\d{2})\b")


@dataclass(frozen=True)
class Found:
    """A file, and what its place in the folder says of it; None where it says nothing."""

    path: Path
    patient: str
    day: date | None
    region: Region | None
    view: ViewSlug | None


def find(folder: Path) -> Iterator[Found]:
    """Every file below a patient's folder, patients and files in the order of their names.

    Hidden files are what operating systems leave behind, and are passed over.
    """
    for patient in sorted(path for path in folder.iterdir() if path.is_dir()):
        if patient.name.startswith("."):
            continue
        for path in sorted(patient.rglob("*")):
            inside = path.relative_to(patient)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                yield _found(patient.name, path, inside)


def _found(patient: str, path: Path, inside: Path) -> Found:
    region = _region(inside) or _only_region(inside)
    return Found(
        path=path,
        patient=patient,
        day=_day(inside),
        region=region,
        view=_view_in(inside.name, region) if region else None,
    )


def _view_in(name: str, region: Region) -> ViewSlug | None:
    """The view that the file's name speaks of; the whole shot list counts as taken, so that a name
    that speaks of none is not given the next one."""
    planned = [each.slug for each in proposed_views(region)]
    return propose_view(name, planned, planned)


def _region(inside: Path) -> Region | None:
    words = re.findall(r"[a-z]+", " ".join(inside.parts).lower())
    return next((REGION_WORDS[word] for word in words if word in REGION_WORDS), None)


def _only_region(inside: Path) -> Region | None:
    """The region that a name like "vertex" or "left oblique" gives away; "front" may be both."""
    words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", inside.stem)}
    spoken = {region: _most_words(words, region) for region in Region}
    most = max(spoken.values())
    named = [region for region, count in spoken.items() if count == most]
    return named[0] if most and len(named) == 1 else None


def _most_words(words: set[str], region: Region) -> int:
    """How many of the words name the region's view that fits best."""
    return max(len(words & {*view.slug.split("-"), *view.also_called}) for view in views_of(region))


def _day(inside: Path) -> date | None:
    """The last date in the path, be it 2026-03-01, 20260301 or 01-03-2026."""
    for part in reversed(inside.parts):
        if match := YEAR_FIRST.search(part):
            year, month, day = map(int, match.groups())
        elif match := DAY_FIRST.search(part):
            day, month, year = map(int, match.groups())
        else:
            continue
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None
