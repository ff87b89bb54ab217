"""A course as a grid: views are rows, visits are columns, photos are cells."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.errors import NotFound
from progress.models import Course, Photo, Visit
from progress.rules import plan, views
from progress.rules.access import Action
from progress.rules.identity import in_question
from progress.rules.photos import PREPARED, SETTLED, preferred
from progress.rules.plan import Title
from progress.services.comparisons import lay_over
from progress.services.series import NO_SERIES, Series, SeriesKey, of_course
from progress.services.work import Work


@dataclass(frozen=True)
class Cell:
    """The photo of one view at one visit, and how it lies on the view's baseline."""

    photo: Photo
    matrix: list[list[float]] | None
    grade: str | None
    reasons: list[str]
    others: int
    """How many more photos of this view the visit has."""
    in_question: bool
    """Whether one of them may show another person."""


@dataclass(frozen=True)
class Row:
    view: views.View
    label: str
    baseline: Photo | None
    cells: list[Cell | None]

    @property
    def photos(self) -> list[Photo]:
        return [cell.photo for cell in self.cells if cell]


@dataclass(frozen=True)
class Column:
    visit: Visit
    title: Title


@dataclass(frozen=True)
class Grid:
    course: Course
    columns: list[Column]
    rows: list[Row]
    series: dict[SeriesKey, Series]

    @property
    def photo_count(self) -> int:
        return sum(len(row.photos) for row in self.rows)

    @property
    def working(self) -> bool:
        """Whether photos are still being prepared or aligned."""
        return any(photo.state not in SETTLED for row in self.rows for photo in row.photos)


def course_grid(work: Work, course_id: uuid.UUID) -> Grid:
    """The grid of a course, with the same few queries at any length."""
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(Action.SEE_COURSE, course.patient_id)
    visits = _visits(work, course)
    titles = plan.visit_titles(visits)
    columns = [Column(visit, title) for visit, title in zip(visits, titles, strict=True)]
    found = of_course(work, course.id)
    return Grid(course, columns, _rows(course, visits, found), found)


def _visits(work: Work, course: Course) -> list[Visit]:
    query = (
        select(Visit)
        .where(Visit.course_id == course.id)
        .options(joinedload(Visit.treatment))
        .order_by(Visit.on, Visit.created_at)
    )
    return list(work.session.scalars(query))


def _rows(course: Course, visits: list[Visit], found: dict[SeriesKey, Series]) -> list[Row]:
    """The planned views in shooting order, then every other view that has photos."""
    order = [view.slug for view in views.views_of(course.region)]
    planned = {(slug, "") for slug in course.views if slug != views.ViewSlug.CLOSE_UP}
    keys = sorted(
        planned | set(found), key=lambda key: (order.index(views.view(key[0]).slug), key[1])
    )
    return [_row(key, visits, found.get(key, NO_SERIES)) for key in keys]


def _row(key: SeriesKey, visits: list[Visit], series: Series) -> Row:
    by_visit: dict[uuid.UUID, list[Photo]] = defaultdict(list)
    for photo in series.photos:
        by_visit[photo.visit_id].append(photo)
    label = series.photos[0].view_label if series.photos else key[1]
    cells = [_cell(series, by_visit.get(visit.id, [])) for visit in visits]
    return Row(views.view(key[0]), label, series.baseline, cells)


def _cell(series: Series, photos: list[Photo]) -> Cell | None:
    """Of several photos of a view at one visit: the baseline, else the first that aligned."""
    if not photos:
        return None
    photo, others = shown(series, photos), len(photos) - 1
    asked = any(map(in_question, photos))
    if photo.state not in PREPARED or series.baseline_id in (None, photo.id):
        return Cell(photo, None, None, [], others, asked)
    pair = lay_over(series, series.baseline_id, photo.id)
    return Cell(photo, pair.matrix, pair.grade, pair.reasons, others, asked)


def shown(series: Series, photos: list[Photo]) -> Photo:
    """Of several photos of a view at one visit, the one that stands for them: the one that was
    chosen, else the baseline, else the first that aligned and is not in question."""
    if len(photos) == 1:
        return photos[0]
    reached = {photo.id: series.connects(photo.id, series.baseline_id) for photo in photos}

    def doubts(photo: Photo) -> tuple[bool, ...]:
        first = photo.id == series.baseline_id
        return not preferred(photo), not first, in_question(photo), not reached[photo.id]

    return min(photos, key=doubts)
