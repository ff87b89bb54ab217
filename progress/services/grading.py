"""The grade of any two photos of a view, from what is kept of each: no pixels are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from progress.models import AlignmentRow, Photo
from progress.rules import comparability
from progress.rules.advice import Fault
from progress.vision import grade, spoken
from progress.vision.course import Chain
from progress.vision.finding import Finding, Pair, Size
from progress.vision.finding import steps as exceeded
from progress.vision.quality import Quality

Said = tuple[str | None, tuple[str, ...], tuple[str, ...]]
"""Letter, reasons, and where head and camera were."""
GRADES_KEPT = 2048
"""A course of 24 visits and five views has 115 pairs in its grid."""


@dataclass(frozen=True)
class Verdict:
    """`reasons` and `pose`: one sentence each, for a person."""

    grade: str | None
    reasons: list[str]
    pose: list[str]


def judge(left: Photo, right: Photo, found: Chain, steps: Sequence[AlignmentRow]) -> Verdict:
    """How comparable `right` is with `left`: what the photos show and what the visits' records say.

    `steps` are the alignments that lead from one to the other. They speak only for photos that an
    older program prepared, of which too little is kept.
    """
    letter, reasons, pose = _seen(left, right, found) or _of_steps(steps)
    if letter is None:
        return Verdict(None, list(reasons), list(pose))
    noted = comparability.differences(left.visit.condition, right.visit.condition)
    letter, told = comparability.grade_with(letter, reasons, noted)
    return Verdict(letter, list(told), list(pose))


def faults(left: Photo, right: Photo, found: Chain | None) -> tuple[Fault, ...]:
    """What was otherwise when `right` was taken; of photos that were not lined up, what is known
    all the same. Nothing of photos that an older program prepared."""
    one, other = Quality.from_dict(left.quality), Quality.from_dict(right.quality)
    if not (one.known and other.known):
        return ()
    if found is None:
        return _faults(grade.findings_apart(one, other))
    pair = Pair(one, other, _sizes(left, right), found.matrix, found.error_px)
    return _faults(grade.findings(pair))


def loosely(error_px: float) -> int:
    """What an alignment's expected error costs, in grades."""
    return exceeded(error_px, grade.ERROR_STEPS)


def reasons_apart(left: Photo, right: Photo) -> list[str]:
    """What was otherwise in two photos that could not be lined up: sentences for a person, what
    costs most first."""
    one, other = Quality.from_dict(left.quality), Quality.from_dict(right.quality)
    known = grade.findings_apart(one, other) if one.known and other.known else []
    costly = sorted((each for each in known if each.cost), key=lambda each: -each.cost)
    return [each.sentence for each in costly if each.sentence]


def _faults(findings: Iterable[Finding]) -> tuple[Fault, ...]:
    return tuple(Fault(each.kind, each.cost, each.degrees) for each in findings if each.cost)


def _sizes(left: Photo, right: Photo) -> tuple[Size, Size]:
    return (left.width, left.height), (right.width, right.height)


def _seen(left: Photo, right: Photo, found: Chain) -> Said | None:
    one, other = Quality.from_dict(left.quality), Quality.from_dict(right.quality)
    if not (one.known and other.known):
        return None
    sizes = _sizes(left, right)
    return _graded(one, other, sizes, tuple(found.matrix.ravel().tolist()), found.error_px)


@lru_cache(GRADES_KEPT)
def _graded(
    one: Quality, other: Quality, sizes: tuple[Size, Size], matrix: tuple[float, ...], error: float
) -> Said:
    """Pages ask for the same few courses again and again."""
    pair = Pair(one, other, sizes, np.reshape(matrix, (3, 3)), error)
    letter, reasons = grade.of_pair(pair)
    return letter, reasons, spoken.sentences(pair)


def _of_steps(steps: Sequence[AlignmentRow]) -> Said:
    """The worst of the steps."""
    letter = max((row.grade for row in steps if row.grade), default=None)
    return letter, tuple(dict.fromkeys(reason for row in steps for reason in row.reasons)), ()
