"""What was done between the two photos of a case; the photos of a visit come before its session."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from progress.models import Case, Course
from progress.rules.treatment import Adjunct, Delivery, Solution
from progress.services import case_sessions
from progress.services.work import Work
from tests import examples, factories
from tests.conftest import Cast

FIRST = date(2026, 9, 1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


@pytest.fixture
def case(work: Work, course: Course) -> Case:
    """Eight weeks, with a treatment before, on the first day, and on the last."""
    visits = {weeks: factories.visit(work, course, FIRST + weeks * WEEK) for weeks in (-1, 0, 8)}
    solutions = ("hyaluronic-acid", "growth-peptides", "pre-made-mix")
    for visit, solution in zip(visits.values(), solutions, strict=True):
        given = {"solutions": [solution], "delivery": "meso-syringe", "adjuncts": ["minoxidil"]}
        factories.treatment(work, visit, **given)
    pair = [factories.photo(work, visits[weeks]) for weeks in (0, 8)]
    return factories.case(work, *pair, examples.GREY)


def test_what_was_given_is_said_of_the_time_between_the_photos(work: Work, case: Case) -> None:
    done = case_sessions.done(work, [case])[case.id]
    assert done.solutions == [Solution.GROWTH_PEPTIDES]
    assert done.deliveries == [Delivery.MESO_SYRINGE]
    assert done.adjuncts == [Adjunct.MINOXIDIL]


def test_so_is_how_often(work: Work, case: Case) -> None:
    assert case_sessions.count(work, case.earlier, case.later) == 1
