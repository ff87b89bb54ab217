"""The photos of one visit as its page shows them: where each stands and what is still to take."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zlib import crc32

from progress.models import Photo, Visit
from progress.rules import plan, views
from progress.rules.advice import shared
from progress.rules.identity import in_question
from progress.rules.photos import SETTLED, PhotoState, date_sentence, usable
from progress.rules.photos import series as series_of
from progress.rules.verdicts import MOST_REASONS, POOR
from progress.rules.views import View, ViewSlug
from progress.services import advice, visits
from progress.services.comparisons import Pair, lay_over
from progress.services.identity import REFUSAL
from progress.services.photos import place
from progress.services.repeats import Repeat, repeat_of
from progress.services.series import NO_SERIES, Series, SeriesKey, of_course
from progress.services.work import Work
from progress.vision.answer import MESSAGES


@dataclass(frozen=True)
class Place:
    """A visit, with what it is called."""

    visit: Visit
    title: str


@dataclass(frozen=True)
class Tile:
    """One photo, with how it lies on the baseline of its view."""

    photo: Photo
    view: View
    baseline: Photo | None
    pair: Pair | None
    note: str | None
    """What a person should look at: a date that is not the visit's."""
    home: Place | None
    """Another visit of the course, on the very day on which the photo was taken."""
    beside: int
    """How many photos its view has in all."""
    repeat: Repeat | None
    """Its place among several of its view at this visit."""

    @property
    def is_baseline(self) -> bool:
        return self.baseline is not None and self.baseline.id == self.photo.id

    @property
    def name(self) -> str:
        return self.photo.view_label or self.view.name

    @property
    def comparable(self) -> bool:
        """Whether there is another photo to compare it with."""
        return self.baseline is not None and not self.is_baseline and usable(self.photo)

    @property
    def could_be_baseline(self) -> bool:
        """Whether the others of its view may be laid over it instead, or it alone is there, from
        home."""
        return (self.baseline is None and usable(self.photo)) or self.comparable

    @property
    def advice(self) -> list[str]:
        """What would make another try comparable, while the patient is still here."""
        if self.in_question or self.pair is None or (self.pair.grade or "A") < POOR:
            return []
        return self.pair.reasons[:MOST_REASONS]

    @property
    def in_question(self) -> bool:
        """Whether somebody must say whose photo it is."""
        return in_question(self.photo)

    @property
    def reason(self) -> str | None:
        """Why it does not lie on the baseline, unless the question says the same."""
        asked = self.in_question and self.photo.reason == MESSAGES[REFUSAL]
        return None if asked else self.photo.reason

    @property
    def version(self) -> str:
        """Changes when anything that the tile shows does."""
        photo = self.photo
        shown = (photo.state, photo.view, photo.view_label, photo.view_confirmed, photo.reason)
        placed = (
            self.repeat,
            self.is_baseline,
            self.comparable,
            self.could_be_baseline,
            self.pair and (self.pair.grade, self.pair.reasons),
        )
        dated = photo.taken_at, self.note, self.home and (self.home.visit.id, self.home.title)
        whose = photo.identity, photo.identified_by
        return f"{crc32(repr((shown, placed, dated, whose)).encode()):x}"


@dataclass(frozen=True)
class VisitPhotos:
    visit: Visit
    tiles: list[Tile]
    aside: list[Photo]
    missing: list[View]
    """Views of the shot list without a photo."""
    advice: dict[str, list[str]]
    """What the visits before teach, by slug of the view."""
    today: date

    @property
    def working(self) -> bool:
        """Whether photos are still being prepared or aligned."""
        return self.waiting > 0

    @property
    def waiting(self) -> int:
        return sum(tile.photo.state not in SETTLED for tile in self.tiles)

    @property
    def unconfirmed(self) -> list[Tile]:
        """Photos whose proposed view is right with one tap."""
        return [
            tile
            for tile in self.tiles
            if not tile.photo.view_confirmed
            and (tile.photo.view != ViewSlug.CLOSE_UP or tile.photo.view_label)
        ]

    @cached_property
    def everywhere(self) -> list[str]:
        """Advice for every view that is still to photograph, to be said once."""
        return shared(self.advice[view.slug] for view in self.missing)

    @property
    def standing(self) -> str:
        """One sentence about all of them, for eyes and for screen readers."""
        if not self.tiles:
            return "No photos yet."
        total = len(self.tiles)
        photos = "1 photo" if total == 1 else f"{total} photos"
        if self.working:
            return f"{photos}, {total - self.waiting} done. Progress is lining up the rest."
        lined_up = sum(tile.photo.state is PhotoState.ALIGNED for tile in self.tiles)
        return f"{photos}, {'all' if lined_up == total else lined_up} lined up."


def confirm(work: Work, visit_id: uuid.UUID) -> int:
    """Confirm every view that was proposed at a visit; returns how many. A close-up that nobody
    has named yet still waits for its name."""
    waiting = [tile.photo for tile in of_visit(work, visit_id).unconfirmed]
    for photo in waiting:
        place(work, photo.id, photo.view, photo.view_label)
    return len(waiting)


def of_visit(work: Work, visit_id: uuid.UUID) -> VisitPhotos:
    """The photos of a visit, with the same few queries at any length of the course."""
    visit = visits.find(work, visit_id)
    photos = visits.photos_of(work, visit)
    found, held = of_course(work, visit.course_id), visits.in_order(work, visit.course_id)
    places = _places(held)
    return VisitPhotos(
        visit=visit,
        tiles=[
            _tile(visit, photo, found, places) for photo in photos if photo.set_aside_at is None
        ],
        aside=[photo for photo in photos if photo.set_aside_at],
        missing=[views.view(slug) for slug in visits.missing_views(visit.course, photos)],
        advice=advice.by_view(visit, held, found),
        today=work.today,
    )


def _places(held: Sequence[Visit]) -> dict[date, Place]:
    """The visits of the course, by their day."""
    titles = plan.visit_titles(held)
    return {each.on: Place(each, title) for each, title in zip(held, titles, strict=True)}


def _tile(
    visit: Visit,
    photo: Photo,
    found: Mapping[SeriesKey, Series],
    places: Mapping[date, Place],
) -> Tile:
    note = date_sentence(photo.taken_at.date(), visit.on)
    series = found.get(series_of(photo), NO_SERIES)
    baseline = series.baseline
    laid = baseline is not None and baseline.id != photo.id and usable(photo)
    return Tile(
        photo=photo,
        view=views.view(photo.view),
        baseline=baseline,
        pair=lay_over(series, baseline.id, photo.id) if laid and baseline else None,
        note=note,
        home=places.get(photo.taken_at.date()) if note else None,
        beside=len(series.photos),
        repeat=repeat_of(series, photo),
    )
