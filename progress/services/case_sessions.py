"""What was done between the two photos of a case: how many sessions, and what was given in them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from progress.models import Case, Photo, Treatment, Visit
from progress.rules.galleries import lies_between
from progress.rules.treatment import Adjunct, Delivery, Solution, VisitKind
from progress.services.work import Work


@dataclass(frozen=True)
class Done:
    """What a patient was given between two photos, by the field's words: no brand, no lot."""

    solutions: list[Solution]
    deliveries: list[Delivery]
    adjuncts: list[Adjunct]


def count(work: Work, earlier: Photo, later: Photo) -> int:
    """How many sessions lie between two photos of a course."""
    query = select(Visit.on).where(
        Visit.course_id == earlier.course_id, Visit.kind == VisitKind.TREATMENT
    )
    return sum(
        lies_between(day, earlier.visit.on, later.visit.on) for day in work.session.scalars(query)
    )


def done(work: Work, found: Collection[Case]) -> dict[uuid.UUID, Done]:
    """What was given between the photos of each case, by its id, with one query for all."""
    query = (
        select(Visit.course_id, Visit.on, Treatment)
        .join(Treatment.visit)
        .where(Visit.course_id.in_({case.course_id for case in found}))
    )
    rows = work.session.execute(query).all()
    return {
        case.id: _summed(
            treatment
            for course_id, on, treatment in rows
            if course_id == case.course_id
            and lies_between(on, case.earlier.visit.on, case.later.visit.on)
        )
        for case in found
    }


def _summed(treatments: Iterable[Treatment]) -> Done:
    given = list(treatments)
    solutions = {slug for each in given for slug in each.solutions}
    deliveries = {each.delivery for each in given}
    adjuncts = {slug for each in given for slug in each.adjuncts}
    return Done(
        [each for each in Solution if each in solutions],
        [each for each in Delivery if each in deliveries],
        [each for each in Adjunct if each in adjuncts],
    )
