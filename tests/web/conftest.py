"""What several tests of the pages begin with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from progress.rules.access import SYSTEM
from tests import examples, factories
from tests.conftest import AtWork, Cast, errand
from tests.web.reading import Place, walked
from tests.web.test_courses import grown


@pytest.fixture
def visit_id(at_work: AtWork, cast: Cast) -> UUID:
    """A visit of the patient that has nothing yet."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 20)).id


@pytest.fixture
def paths(app: Flask, cast: Cast) -> list[Place]:
    """Every page that a patient or a stranger reaches, with all that may stand on it."""
    with errand(app, SYSTEM) as work:
        made = examples.make(work, cast)
        course = grown(work, cast, 3)
        today = factories.visit(work, factories.course(work, cast.patient_id), work.today)
        factories.treatment(work, today, recorded_at=work.now)
    seen = [
        ("patient", f"/portal/courses/{course}"),
        ("patient", f"/courses/{course}/compare/midline"),
        ("patient", "/nothing-is-here"),
        ("visitor", "/nothing-is-here"),
    ]
    return [*walked(app, made), *seen]
