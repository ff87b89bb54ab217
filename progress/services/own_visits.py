"""A patient's own visits, as they read them: what was done, and what to look out for now.

Notes of the clinic, answers of the checklist and amounts stay in the clinic's record.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.models import Course, Treatment, Visit
from progress.rules import aftercare, plan
from progress.rules.access import Action
from progress.rules.aftercare import Phase
from progress.rules.plan import Title
from progress.rules.treatment import Adjunct, Anaesthesia, Solution, VisitKind
from progress.rules.views import Region
from progress.services.work import Work


@dataclass(frozen=True)
class Treated:
    """What was done at a session."""

    solutions: tuple[Solution, ...]
    anaesthesia: Anaesthesia | None
    adjuncts: tuple[Adjunct, ...]
    by: str


@dataclass(frozen=True)
class OwnVisit:
    id: uuid.UUID
    on: date
    title: Title
    region: Region
    treated: Treated | None


@dataclass(frozen=True)
class Running:
    """The two days after a session, while they last."""

    visit: OwnVisit
    phase: Phase
    until: datetime
    """By the clinic's clock."""


def of_patient(work: Work, patient_id: uuid.UUID) -> list[OwnVisit]:
    """Every visit of every course, the latest first; photos sent from home are no visit."""
    return [_own(visit, title) for visit, title in _titled(work, patient_id)]


def running(work: Work, patient_id: uuid.UUID) -> list[Running]:
    """The sessions of the last two days, the latest first."""
    return [
        Running(_own(visit, title), phase, began + aftercare.WATCHED)
        for visit, title in _titled(work, patient_id)
        if visit.treatment
        for began in [_began(visit, visit.treatment)]
        for phase in [aftercare.phase(began, work.now.astimezone())]
        if phase
    ]


def _titled(work: Work, patient_id: uuid.UUID) -> list[tuple[Visit, Title]]:
    work.require(Action.SEE_COURSE, patient_id)
    query = (
        select(Visit)
        .join(Course)
        .where(Course.patient_id == patient_id, Visit.kind != VisitKind.FROM_HOME)
        .options(joinedload(Visit.treatment), joinedload(Visit.course))
        .order_by(Visit.course_id, Visit.on, Visit.created_at)
    )
    by_course: dict[uuid.UUID, list[Visit]] = {}
    for visit in work.session.scalars(query):
        by_course.setdefault(visit.course_id, []).append(visit)
    titled = [pair for held in by_course.values() for pair in _with_titles(held)]
    return sorted(titled, key=lambda pair: (pair[0].on, pair[0].created_at), reverse=True)


def _with_titles(held: list[Visit]) -> list[tuple[Visit, Title]]:
    return list(zip(held, plan.visit_titles(held), strict=True))


def _own(visit: Visit, title: Title) -> OwnVisit:
    treated = _treated(visit.treatment) if visit.treatment else None
    return OwnVisit(visit.id, visit.on, title, visit.course.region, treated)


def _treated(treatment: Treatment) -> Treated:
    return Treated(
        tuple(map(Solution, treatment.solutions)),
        Anaesthesia(treatment.anaesthesia) if treatment.anaesthesia else None,
        tuple(map(Adjunct, treatment.adjuncts)),
        treatment.therapist or treatment.recorded_by,
    )


def _began(visit: Visit, treatment: Treatment) -> datetime:
    recorded = treatment.recorded_at.astimezone()
    held = datetime(visit.on.year, visit.on.month, visit.on.day, 12).astimezone()
    return aftercare.begins(recorded, held)
