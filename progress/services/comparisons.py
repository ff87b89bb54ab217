"""Two photos of one view, and how the one lies on the other."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.errors import NotFound
from progress.models import AlignmentRow, Course, Method, Patient, Photo, Visit
from progress.rules import comparability, plan, views
from progress.rules.access import Action
from progress.rules.photos import PREPARED, standing
from progress.rules.plain_reasons import ROUGHLY
from progress.rules.plan import Title
from progress.rules.words import told
from progress.services.grading import faults, judge, loosely
from progress.services.photos import withheld
from progress.services.series import CONTRADICTION, Series, edges_among
from progress.services.work import Work
from progress.vision.course import Chain

NO_EDGE = told("Progress has not been able to line these two photos up.")
STILL_WORKING = told("Progress is still looking at these photos.")


@dataclass(frozen=True)
class Pair:
    """How `right` is laid over `left`.

    `matrix` maps full-size pixels of the right photo to those of the left; None when they could
    not be lined up, and then `message` says why. `error_px` is at 1024 px long side.
    """

    left: uuid.UUID
    right: uuid.UUID
    matrix: list[list[float]] | None
    how: str
    error_px: float | None
    grade: str | None
    reasons: list[str]
    pose: list[str]
    """Where head and camera were, in sentences."""
    message: str | None
    alignment_id: uuid.UUID | None
    """The alignment by hand of just these two, which can be undone."""

    @property
    def aligned(self) -> bool:
        return self.matrix is not None

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self.message == STILL_WORKING


@dataclass(frozen=True)
class Comparison:
    """Everything that the comparison page of one view shows."""

    patient: Patient
    course: Course
    view: views.View
    label: str
    photos: list[Photo]
    titles: dict[uuid.UUID, Title]
    """By id of the visit: "Baseline", "Session 3"."""
    series: Series
    pair: Pair | None

    @property
    def baseline_id(self) -> uuid.UUID | None:
        return self.series.baseline_id


def compare(
    work: Work,
    course_id: uuid.UUID,
    view: str,
    label: str = "",
    left: uuid.UUID | None = None,
    right: uuid.UUID | None = None,
) -> Comparison:
    """The photos of a view and one pair: today over the baseline, unless others are asked for."""
    course = _course(work, course_id)
    photos = _photos(work, course, view, label)
    series = Series(photos, edges_among(work, photos))
    return Comparison(
        patient=course.patient,
        course=course,
        view=views.view(view),
        label=label,
        photos=photos,
        titles=visit_titles(work, course),
        series=series,
        pair=_choose(series, left, right),
    )


def _course(work: Work, course_id: uuid.UUID) -> Course:
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(Action.COMPARE, course.patient_id)
    return course


def _photos(work: Work, course: Course, view: str, label: str) -> list[Photo]:
    """In the order in which they were taken."""
    query = (
        select(Photo)
        .where(
            Photo.course_id == course.id,
            Photo.view == view,
            Photo.view_label == label,
            Photo.set_aside_at.is_(None),
            Photo.state.in_(PREPARED),
        )
        .options(joinedload(Photo.visit))
        .order_by(Photo.taken_at, Photo.id)
    )
    return [photo for photo in work.session.scalars(query) if not withheld(work, photo)]


def what_differs(comparison: Comparison, pair: Pair) -> list[str]:
    """Kinds of what makes two photos less comparable, what costs most first: for
    rules/plain_reasons.py. Of a pair that was not lined up, the slug of why, if it is known."""
    series = comparison.series
    found = series.chain(pair.right, pair.left)
    if found is None:
        refusal = _refusal(series, pair.left, pair.right)
        return [refusal.reason] if refusal and refusal.reason else []
    left, right = series.by_id[pair.left], series.by_id[pair.right]
    noted = comparability.changed(left.visit.condition, right.visit.condition)
    costs = [(comparability.COSTS[name], name) for name in noted]
    costs += [(fault.cost, fault.kind) for fault in faults(left, right, found)]
    costs += [(loose, ROUGHLY)] if (loose := loosely(found.error_px)) > 1 else []
    return [kind for cost, kind in sorted(costs, key=lambda each: -each[0]) if cost]


def visit_titles(work: Work, course: Course) -> dict[uuid.UUID, Title]:
    """What each visit of a course is called, by its id."""
    query = select(Visit).where(Visit.course_id == course.id).order_by(Visit.on, Visit.created_at)
    visits = list(work.session.scalars(query))
    return dict(zip((visit.id for visit in visits), plan.visit_titles(visits), strict=True))


def _choose(series: Series, left: uuid.UUID | None, right: uuid.UUID | None) -> Pair | None:
    """Unknown ids fall back to baseline and latest photo, so that an old link still opens."""
    ids = [photo.id for photo in series.photos]
    if len(ids) < 2:
        return None
    left = left if left in ids else series.baseline_id
    others = [each for each in ids if each != left]
    right = right if right in others else _latest(series, others)
    return lay_over(series, left, right) if left else None


def _latest(series: Series, ids: list[uuid.UUID]) -> uuid.UUID:
    """The last that stands for its visit; where only repeats are left, the last of them."""
    stand = [photo.id for photo in standing(series.photos) if photo.id in ids]
    return (stand or ids)[-1]


def lay_over(series: Series, left: uuid.UUID, right: uuid.UUID) -> Pair:
    """How one photo lies on another: directly, or through the photos between."""
    found = series.chain(right, left)
    if found is None:
        return _not_aligned(series, left, right)
    steps = _steps(series, found)
    verdict = judge(series.by_id[left], series.by_id[right], found, steps)
    by_hand = any(row.method is Method.BY_HAND for row in steps)
    own = series.by_hand(left, right)
    return Pair(
        left=left,
        right=right,
        matrix=np.asarray(found.matrix).tolist(),
        how=Method.BY_HAND if by_hand else Method.AUTOMATIC,
        error_px=round(found.error_px, 2),
        grade=verdict.grade,
        reasons=verdict.reasons,
        pose=verdict.pose,
        message=None,
        alignment_id=own[0].id if own else None,
    )


def _not_aligned(series: Series, left: uuid.UUID, right: uuid.UUID) -> Pair:
    waiting = any(series.untried(photo) for photo in series.photos if photo.id in (left, right))
    return Pair(
        left=left,
        right=right,
        matrix=None,
        how="none",
        error_px=None,
        grade=None,
        reasons=[],
        pose=[],
        message=STILL_WORKING if waiting else _why(series, left, right),
        alignment_id=None,
    )


def _why(series: Series, left: uuid.UUID, right: uuid.UUID) -> str:
    direct = _direct(series, left, right)
    if not any(row.message for row in direct) and any(map(series.contradicted, (left, right))):
        return CONTRADICTION
    refusal = _refusal(series, left, right)
    return (refusal and refusal.message) or NO_EDGE


def _refusal(series: Series, left: uuid.UUID, right: uuid.UUID) -> AlignmentRow | None:
    """What says why two photos were not lined up: their own alignment, or another of theirs."""
    direct = _direct(series, left, right)
    return direct[0] if direct else series.refusal(right) or series.refusal(left)


def _direct(series: Series, left: uuid.UUID, right: uuid.UUID) -> list[AlignmentRow]:
    return [row for row in series.rows if {row.reference_id, row.moving_id} == {left, right}]


def _steps(series: Series, found: Chain) -> list[AlignmentRow]:
    """The rows that a chain goes through; by hand before automatic, as in Series."""
    return [_best_row(series, pair) for pair in pairwise(found.path)]


def _best_row(series: Series, pair: tuple[uuid.UUID, uuid.UUID]) -> AlignmentRow:
    rows = [row for row in series.rows if {row.reference_id, row.moving_id} == set(pair)]
    return min(rows, key=lambda row: row.method is not Method.BY_HAND)
