"""The transform that fits two photos best: guesses refined in turn, more only while less fails."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from progress.vision import estimate, flow, subject, verify
from progress.vision.prepared import Prepared

Gray = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Solved:
    """A guess after refinement; `matrix`: working pixels of moving to those of reference."""

    matrix: Matrix
    evidence: verify.Evidence
    method: str


def solve(reference: Prepared, moving: Prepared) -> Solved:
    """The guess that holds best, which need not hold."""
    there, here = flow.flatten(reference.gray), flow.flatten(moving.gray)
    best = _best(reference, moving, (there, here, subject.mask(reference)))
    if not (best.evidence.loose and best.evidence.holds):
        return best
    # Hair or expression moved: every sample that can be had averages it out further.
    there, here = (flow.flatten(photo.gray, flow.FINE_SIGMA) for photo in (reference, moving))
    finest = flow.HAIR_SCALE if reference.face is None else flow.FINEST_SCALE
    matrix = flow.loosen(there, here, subject.wide(reference), best.matrix, finest)
    return replace(best, matrix=matrix)


def _best(reference: Prepared, moving: Prepared, pictures: tuple[Gray, Gray, Gray]) -> Solved:
    """`pictures`: both photos with light evened out, and where the head is in the first."""
    tried: list[Solved] = []
    for guess in estimate.guesses(reference, moving):
        tried.append(_refined(pictures, guess.matrix, f"{guess.method} + flow"))
        if tried[-1].evidence.enough:
            return max(tried, key=_promise)
    best = max(tried, key=_promise)
    # A weak agreement started far away: another round from where it ended.
    again = _refined(pictures, best.matrix, best.method)
    return again if again.evidence.agrees > best.evidence.agrees else best


def _promise(solved: Solved) -> float:
    return solved.evidence.promise


def _refined(pictures: tuple[Gray, Gray, Gray], start: Matrix, method: str) -> Solved:
    matrix, left = flow.refine(*pictures, start)
    return Solved(matrix, verify.weigh(left), method)
