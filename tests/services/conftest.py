"""What several tests of services begin with."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from progress.services.work import Work
from tests import factories
from tests.conftest import Cast


@pytest.fixture
def visit_id(work: Work, cast: Cast) -> UUID:
    """A visit of the patient that has nothing yet."""
    return factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 20)).id
