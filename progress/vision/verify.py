"""Is the estimate true? Evidence that it did not maximise, made into a probability and an error.

The evidence is the share of the head where forward and backward flow agree and lie on the
transform: chance agreement of two different heads stays below a tenth, the same head on the
same day reaches nine tenths, and skin, hair and light that changed lie in between.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from progress.vision.flow import Flow

AGREES_PX = 3.0
EXACT_PX = 1.5

LEAST_ASKED = 60
"""Samples, of about 4,000 on a head that fills the frame, below which a share says nothing."""
LEAST_TRUST = 0.5
"""What is more likely wrong than right is not shown."""
ENOUGH_SHARE = 0.40
"""With this share no other guess is tried."""
LOOSE_SHARE = 0.60
"""Below this share of exact samples among those that agree, much moved between the photos: on the
alignment pairs it parts the hard sets from the others."""
CALIBRATION_FILE = Path(__file__).with_name("calibration.json")
"""Fitted on pairs of known truth, and made again, by: python -m benchmarks.calibrate PAIRS"""


@dataclass(frozen=True)
class Evidence:
    """Shares, 0..1, of the samples of the head."""

    believed: float
    agrees: float
    exact: float

    @property
    def trust(self) -> float:
        """Probability that the estimate is right to within 10 px at 1024."""
        return calibration().trust(self)

    @property
    def holds(self) -> bool:
        """Whether the estimate is more likely right than wrong."""
        return self.trust >= LEAST_TRUST

    @property
    def looseness(self) -> float:
        """0 when all samples that agree are exact, 1 when none is."""
        return 1 - self.exact / max(self.agrees, 1e-6)

    @property
    def promise(self) -> float:
        """Which of several guesses leads on: a flow that is believed may not have arrived yet."""
        return self.believed + self.agrees

    @property
    def loose(self) -> bool:
        return self.exact < LOOSE_SHARE * self.agrees

    @property
    def enough(self) -> bool:
        return self.agrees >= ENOUGH_SHARE

    def error_px(self, region: str) -> float:
        """Expected error at 1024 px long side."""
        return calibration().error(self, region)


@dataclass(frozen=True)
class Calibration:
    """What evidence is worth: a logistic curve (Platt 1999) and an exponential."""

    at_half: float
    """Share on the transform at which an estimate is as likely right as wrong."""
    slope: float
    error_px: float
    """Stated error, at 1024, of a scalp where every agreeing sample is exact."""
    looseness: float
    face_factor: float
    """A face's landmarks reach less far than a head, so its edges are extrapolated."""

    def trust(self, evidence: Evidence) -> float:
        return float(1 / (1 + np.exp(-self.slope * (evidence.agrees - self.at_half))))

    def error(self, evidence: Evidence, region: str) -> float:
        error = self.error_px * np.exp(self.looseness * evidence.looseness)
        return float(error * (self.face_factor if region == "face" else 1.0))


@cache
def calibration() -> Calibration:
    return Calibration(**json.loads(CALIBRATION_FILE.read_text(encoding="utf-8")))


NOTHING = Evidence(0.0, 0.0, 0.0)


def weigh(flow: Flow) -> Evidence:
    """Evidence for the matrix under which `flow` was measured, inside the head alone."""
    flow = flow.inside
    if flow.asked < LEAST_ASKED:
        return NOTHING
    gap = np.linalg.norm(flow.there - flow.here, axis=1)
    return Evidence(
        believed=len(gap) / flow.asked,
        agrees=float((gap < AGREES_PX).sum()) / flow.asked,
        exact=float((gap < EXACT_PX).sum()) / flow.asked,
    )
