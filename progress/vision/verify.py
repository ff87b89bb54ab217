"""Is the estimate true? Evidence that it did not maximise, made into a probability and an error.

The evidence is the share of the head where forward and backward flow agree and lie on the
transform: chance agreement of two different heads stays below a tenth, the same head on the
same day reaches nine tenths, and skin, hair and light that changed lie in between.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from progress.vision.flow import Flow

AGREES_PX = 3.0
EXACT_PX = 1.5

TRUST_AT_HALF = 0.24
"""Share on the transform at which an estimate is as likely right as wrong: on the alignment
pairs wrong ones and other persons reached 0.06, nearly all right ones began at 0.30."""
LEAST_ASKED = 60
"""Samples, of about 4,000 on a head that fills the frame, below which a share says nothing."""
TRUST_SLOPE = 25.0
LEAST_TRUST = 0.5
ENOUGH_SHARE = 0.40
"""With this share no other guess is tried."""
LOOSE_SHARE = 0.60
"""Below this share of exact samples among those that agree, much moved between the photos: on the
alignment pairs it parts the hard sets from the others."""

ERROR_EXACT, ERROR_LOOSE = 0.8, 4.5
"""Expected error, in px at 1024, when all agreeing samples are exact, and when none is."""
FACE_FACTOR = 1.8
"""A face's landmarks reach less far than a head, so its edges are extrapolated."""


@dataclass(frozen=True)
class Evidence:
    """Shares, 0..1, of the samples of the head."""

    believed: float
    agrees: float
    exact: float

    @property
    def trust(self) -> float:
        """Probability that the estimate is right to within 10 px at 1024 (logistic)."""
        return float(1 / (1 + np.exp(-TRUST_SLOPE * (self.agrees - TRUST_AT_HALF))))

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
        looseness = 1 - self.exact / max(self.agrees, 1e-6)
        error = ERROR_EXACT + (ERROR_LOOSE - ERROR_EXACT) * looseness
        return float(error * (FACE_FACTOR if region == "face" else 1.0))


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
