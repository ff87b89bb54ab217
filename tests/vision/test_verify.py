"""What evidence is worth."""

from __future__ import annotations

import itertools

import pytest

from progress.vision.verify import NOTHING, Calibration, Evidence, calibration

STEPS = [step / 20 for step in range(21)]


def test_more_agreement_is_trusted_more() -> None:
    trusts = [Evidence(1.0, share, share).trust for share in STEPS]
    assert trusts == sorted(trusts)
    assert trusts[0] < 0.05 < 0.95 < trusts[-1]


def test_nothing_is_not_trusted() -> None:
    assert NOTHING.trust < 0.05


def test_the_looser_the_samples_the_larger_the_stated_error() -> None:
    errors = [Evidence(1.0, 0.8, 0.8 * share).error_px("scalp") for share in reversed(STEPS)]
    assert all(one < other for one, other in itertools.pairwise(errors))


def test_a_face_is_less_exact_than_a_scalp() -> None:
    seen = Evidence(0.9, 0.8, 0.6)
    assert seen.error_px("face") > seen.error_px("scalp")


def test_half_is_half() -> None:
    made = Calibration(at_half=0.3, slope=10, error_px=1, looseness=1, face_factor=1)
    assert made.trust(Evidence(1, 0.3, 0.1)) == pytest.approx(0.5)
    assert made.error(Evidence(1, 0.3, 0.3), "scalp") == pytest.approx(1)


def test_the_calibration_in_use_was_read_from_its_file() -> None:
    assert 0 < calibration().at_half < 1
    assert calibration().slope > 0
