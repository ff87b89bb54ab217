"""What a case that was pulled leaves behind: nothing, also after a crash."""

from __future__ import annotations

import pytest

from progress.services import case_pulls, cases
from progress.services.work import Work
from progress.storage import BlobMissing
from tests import examples, factories
from tests.conftest import Cast


def die(*_given: object) -> None:
    raise KeyboardInterrupt


def test_pictures_of_a_case_that_was_pulled_just_before_a_crash_are_deleted(
    work: Work, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, case = examples.cases(work, cast, factories.photo)
    with monkeypatch.context() as patched:
        patched.setattr(case_pulls, "drop_pictures", die)
        with pytest.raises(KeyboardInterrupt):
            cases.pull(work, case.id)
    patient = str(case.patient_id)
    assert work.store.get(patient, case_pulls.key(case.id, "later"))
    case_pulls.sweep(work)
    for side in case_pulls.SIDES:
        with pytest.raises(BlobMissing):
            work.store.get(patient, case_pulls.key(case.id, side))
        assert work.store.get(patient, case_pulls.key(other.id, side))
    case_pulls.sweep(work)
