"""What the camera's page shows of a visit: its shot list, earlier photos, and what was taken."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from progress.models import CaptureSession, Photo, Visit
from progress.rules import plan, verdicts, views
from progress.rules.access import Action, CaptureScope
from progress.rules.advice import SAME_VIEW
from progress.rules.identity import in_question
from progress.rules.photos import PREPARED, usable
from progress.rules.verdicts import Verdict
from progress.services import advice, photos, visits
from progress.services.comparisons import Pair, lay_over
from progress.services.grading import reasons_apart
from progress.services.grids import shown
from progress.services.identity import REFUSAL
from progress.services.series import NO_SERIES, Series, SeriesKey, load, of_course
from progress.services.work import Work
from progress.vision.answer import MESSAGES

Matrix = list[list[float]]


@dataclass(frozen=True)
class Ghost:
    """An earlier photo of the view, to be laid over the camera's picture."""

    photo: Photo
    title: str
    """What its visit is called."""
    on: date
    matrix: Matrix | None
    """Its full-size pixels to those of the baseline; None where that is not known."""
    is_baseline: bool


@dataclass(frozen=True)
class Taken:
    """A photo of this visit, and what is said of it; `matrix` goes to pixels of `reference`."""

    photo: Photo
    verdict: Verdict
    message: str
    grade: str | None
    reasons: list[str]
    reference: Photo | None
    matrix: Matrix | None
    retake: bool
    chosen: bool
    """Whether it stands for its view at this visit, by choice or because nobody has chosen."""


@dataclass(frozen=True)
class Shot:
    """One view to photograph: `label` says what a close-up shows."""

    view: views.View
    label: str
    advice: list[str]
    ghosts: list[Ghost]
    taken: list[Taken]


@dataclass(frozen=True)
class Shots:
    visit: Visit
    title: str
    calls: str
    """The patient's first name, to be sure of the right person; no more is shown on a phone."""
    ends_at: datetime | None
    """When the capture session ends; None for somebody with a sign-in of their own."""
    shots: list[Shot]


def of_visit(work: Work, visit_id: uuid.UUID) -> Shots:
    """With the same few queries at any length of the course."""
    visit = visits.find(work, visit_id, Action.CAPTURE)
    held = visits.in_order(work, visit.course_id)
    titles = dict(zip((each.id for each in held), plan.visit_titles(held), strict=True))
    found = of_course(work, visit.course_id)
    told = advice.by_view(visit, held, found)
    return Shots(
        visit=visit,
        title=titles[visit.id],
        calls=visit.course.patient.name.split()[0],
        ends_at=_ends_at(work),
        shots=[
            Shot(
                view=views.view(slug),
                label=label,
                advice=told.get(slug, []),
                ghosts=_ghosts(visit, series, titles),
                taken=_all_taken(visit, series),
            )
            for slug, label, series in _each(visit, found)
        ],
    )


def _ends_at(work: Work) -> datetime | None:
    scope = work.actor.scope
    if not isinstance(scope, CaptureScope):
        return None
    return work.session.get_one(CaptureSession, scope.session_id).expires_at


def _each(visit: Visit, found: Mapping[SeriesKey, Series]) -> Iterator[tuple[str, str, Series]]:
    """The course's shot list, then what else it has photographed, in shooting order. A close-up
    has its label as it was first spelt."""
    planned = [(slug, "") for slug in visit.course.views]
    order = [view.slug.value for view in views.views_of(visit.course.region)]
    more = sorted(set(found) - set(planned), key=lambda key: (order.index(key[0]), key[1]))
    for key in [*planned, *more]:
        series = found.get(key, NO_SERIES)
        yield key[0], series.photos[0].view_label if series.photos else "", series


def _all_taken(visit: Visit, series: Series) -> list[Taken]:
    own = [photo for photo in series.photos if photo.visit_id == visit.id]
    return [_taken(series, photo, own) for photo in sorted(own, key=_arrival)]


def _arrival(photo: Photo) -> tuple[datetime, uuid.UUID]:
    return photo.received_at, photo.id


def _ghosts(visit: Visit, series: Series, titles: Mapping[uuid.UUID, str]) -> list[Ghost]:
    """One of each other visit, the baseline first, then the latest; none that may be of somebody
    else."""
    others: dict[uuid.UUID, list[Photo]] = {}
    for photo in filter(usable, series.photos):
        if photo.visit_id != visit.id and not in_question(photo):
            others.setdefault(photo.visit_id, []).append(photo)
    standing = sorted(
        (shown(series, group) for group in others.values()),
        key=lambda photo: (photo.id == series.baseline_id, photo.taken_at, photo.id),
        reverse=True,
    )
    return [_ghost(series, photo, titles[photo.visit_id]) for photo in standing]


def _ghost(series: Series, photo: Photo, title: str) -> Ghost:
    pair = _over_baseline(series, photo)
    first = photo.id == series.baseline_id
    return Ghost(photo, title, photo.visit.on, pair.matrix if pair else None, first)


def _over_baseline(series: Series, photo: Photo) -> Pair | None:
    if series.baseline_id in (None, photo.id) or photo.state not in PREPARED:
        return None
    assert series.baseline_id
    return lay_over(series, series.baseline_id, photo.id)


# -- one photo -----------------------------------------------------------------------------------


def verdict_of(work: Work, photo_id: uuid.UUID) -> Taken:
    """What to tell the person who has just taken a photo; nothing is opened for it but rows."""
    photo = photos.find(work, photo_id, Action.CAPTURE)
    series = load(work, photo)
    own = [each for each in series.photos if each.visit_id == photo.visit_id]
    return _taken(series, photo, own)


def _taken(series: Series, photo: Photo, own: list[Photo]) -> Taken:
    """`own`: the photos of the view at its visit."""
    asked = in_question(photo)
    pair = None if asked else _over_baseline(series, photo)
    found = verdicts.verdict(photo.state, photo.id == series.baseline_id, asked)
    grade, reasons = pair.grade if pair else None, _reasons(series, photo, pair)
    why = MESSAGES[REFUSAL] if asked else photo.reason
    return Taken(
        photo=photo,
        verdict=found,
        message=verdicts.sentence(found, grade, reasons, why),
        grade=grade,
        reasons=reasons,
        reference=series.baseline if pair else None,
        matrix=pair.matrix if pair else None,
        retake=verdicts.worth_retaking(found, grade),
        chosen=bool(own) and shown(series, own).id == photo.id,
    )


def _reasons(series: Series, photo: Photo, pair: Pair | None) -> list[str]:
    """What made it less comparable. Of what may be another view or person, nothing is said."""
    if pair is None or pair.aligned or series.baseline is None:
        return pair.reasons if pair else []
    refusal = series.refusal(photo.id)
    same = refusal is not None and refusal.reason in SAME_VIEW
    return reasons_apart(series.baseline, photo) if same else []
