"""What the last visit's photos teach for the next: what is missing, and what to do differently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from progress.models import Course, Photo, Visit
from progress.rules import views
from progress.rules.advice import (
    MOST,
    Lesson,
    Standing,
    of_faults,
    of_record,
    of_refusal,
    sentences,
    shared,
)
from progress.rules.comparability import Condition
from progress.rules.photos import PREPARED, PhotoState
from progress.rules.treatment import VisitKind
from progress.rules.views import View
from progress.rules.words import listed
from progress.services.comparisons import lay_over
from progress.services.grading import faults
from progress.services.grids import Column, Grid, shown
from progress.services.series import NO_SERIES, Series, SeriesKey

ONLY_BASELINES = "The baselines are taken. Photograph every view the same way next time."
ALL_COMPARED = "Every view could be compared. Photograph them the same way next time."
NOTHING_NOTED: Condition = {}
REMARKABLE = (Standing.MISSING, Standing.NOT_COMPARED)
NOTHING_LEARNT = (Standing.MISSING, Standing.WAITING)


@dataclass(frozen=True)
class ViewAdvice:
    """One view of the shot list at the last visit."""

    view: View
    label: str
    """What a close-up shows."""
    standing: Standing
    grade: str | None = None
    why: str | None = None
    """Why it could not be compared, in the words of the refusal."""
    advice: list[str] = field(default_factory=list)
    """What to do differently, most important first; nothing where the last photo was fine."""

    @property
    def name(self) -> str:
        return f"{self.view.name}: {self.label}" if self.label else self.view.name


@dataclass(frozen=True)
class NextTime:
    """What a course’s page says for the next visit; `last` is the visit that it learns from."""

    last: Column
    views: list[ViewAdvice]

    @cached_property
    def everywhere(self) -> list[str]:
        """What every view is to be told, said once."""
        return shared(each.advice for each in self.views if each.standing not in NOTHING_LEARNT)

    @cached_property
    def remarks(self) -> list[ViewAdvice]:
        """The views of which there is something to say by themselves."""
        own = [
            replace(each, advice=[said for said in each.advice if said not in self.everywhere])
            for each in self.views
        ]
        return [each for each in own if each.advice or each.standing in REMARKABLE]

    @property
    def summary(self) -> str:
        """What is to be done differently, in a few words; nothing where all was fine."""
        differently = bool(self.everywhere) or any(each.advice for each in self.remarks)
        parts = [
            self._counted(Standing.MISSING, "missing"),
            self._counted(Standing.NOT_COMPARED, "not comparable"),
            "something to do differently" if differently else "",
        ]
        return listed(filter(None, parts))

    @property
    def calm(self) -> str:
        """What to say where there is nothing to do differently."""
        standings = {each.standing for each in self.views}
        if Standing.WAITING in standings:
            return "Progress is still looking at the photos of the last visit."
        return ONLY_BASELINES if standings == {Standing.BASELINE} else ALL_COMPARED

    def _counted(self, standing: Standing, word: str) -> str:
        count = sum(each.standing is standing for each in self.views)
        return f"{count} view{'s' if count > 1 else ''} {word}" if count else ""


def for_course(grid: Grid, today: date) -> NextTime | None:
    """From the grid that the course's page holds already, so that nothing more is asked of the
    database. None for a course that ended or has no visit to learn from."""
    columns = [each for each in grid.columns if each.visit.kind is not VisitKind.FROM_HOME]
    held = [column.visit for column in columns]
    learnt = _photographed(held, grid.series.values(), today)
    if grid.course.closed_on or not learnt:
        return None
    return NextTime(columns[len(learnt) - 1], _of_views(grid.course, learnt, grid.series))


def by_view(
    visit: Visit, held: Sequence[Visit], found: Mapping[SeriesKey, Series]
) -> dict[str, list[str]]:
    """What the visits before this one teach, by slug of each view of the shot list; what was noted
    of hair or skin for this one already counts. From what the caller holds already: the visits of
    the course in order, and its series, so that nothing more is asked of the database."""
    before = held[: [each.id for each in held].index(visit.id)]
    before = [each for each in before if each.kind is not VisitKind.FROM_HOME]
    told: dict[str, list[str]] = {slug: [] for slug in visit.course.views}
    for each in _of_views(visit.course, before, found, visit.condition):
        told[each.view.slug] += each.advice
    return {slug: list(dict.fromkeys(said))[:MOST] for slug, said in told.items()}


def _photographed(held: Sequence[Visit], found: Iterable[Series], today: date) -> Sequence[Visit]:
    """The visits up to the last one that has photos or is over: one that lies open, or is in the
    diary, is the next time itself."""
    with_photos = {photo.visit_id for series in found for photo in series.photos}
    over = [n for n, visit in enumerate(held) if visit.id in with_photos or visit.on < today]
    return held[: max(over, default=-1) + 1]


def _of_views(
    course: Course,
    held: Sequence[Visit],
    found: Mapping[SeriesKey, Series],
    noted: Condition = NOTHING_NOTED,
) -> list[ViewAdvice]:
    """Of each view of the shot list, in its order; a close-up for each thing that it has shown."""
    keys = [
        key
        for slug in course.views
        for key in sorted(key for key in found if key[0] == slug) or [(slug, "")]
    ]
    return [_of_view(key, found.get(key, NO_SERIES), held, noted) for key in keys]


def _of_view(key: SeriesKey, series: Series, held: Sequence[Visit], noted: Condition) -> ViewAdvice:
    photo = _latest(series, held)
    label = series.photos[0].view_label if series.photos else ""
    found = ViewAdvice(views.view(key[0]), label, Standing.MISSING)
    if photo is None:
        return found
    found = _judged(found, series, photo, noted)
    # A view that was forgotten at the last visit still learns from the one before.
    missing = photo.visit_id != held[-1].id
    return replace(found, standing=Standing.MISSING, grade=None, why=None) if missing else found


def _latest(series: Series, held: Sequence[Visit]) -> Photo | None:
    """The photo that stands for the view at the last visit that photographed it."""
    for visit in reversed(held):
        photos = [photo for photo in series.photos if photo.visit_id == visit.id]
        if photos:
            return shown(series, photos)
    return None


def _judged(found: ViewAdvice, series: Series, photo: Photo, noted: Condition) -> ViewAdvice:
    baseline = series.baseline
    if photo.state is PhotoState.UNREADABLE:
        return replace(found, standing=Standing.NOT_COMPARED, why=photo.reason)
    if photo.state not in PREPARED or baseline is None:
        return replace(found, standing=Standing.WAITING)
    recorded = of_record(baseline.visit.condition, {**photo.visit.condition, **noted})
    if photo.id == baseline.id:
        return replace(found, standing=Standing.BASELINE, advice=sentences(recorded))
    pair = lay_over(series, baseline.id, photo.id)
    if pair.waiting:
        return replace(found, standing=Standing.WAITING)
    told = sentences([*recorded, *_lessons(series, baseline, photo)])
    standing = Standing.COMPARED if pair.aligned else Standing.NOT_COMPARED
    return replace(found, standing=standing, grade=pair.grade, why=pair.message, advice=told)


def _lessons(series: Series, baseline: Photo, photo: Photo) -> list[Lesson]:
    chain = series.chain(photo.id, baseline.id)
    if chain:
        return of_faults(faults(baseline, photo, chain))
    refusal = series.refusal(photo.id)
    return of_refusal(refusal.reason if refusal else None, faults(baseline, photo, None))
