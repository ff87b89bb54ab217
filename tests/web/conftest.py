"""What several tests of the pages begin with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tests import factories
from tests.conftest import AtWork, Cast


@pytest.fixture
def visit_id(at_work: AtWork, cast: Cast) -> UUID:
    """A visit of the patient that has nothing yet."""
    with at_work(cast.clinician) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 20)).id
