"""How comparable are two photos: a grade A to F, and sentences that help the next photograph.

The worst finding decides. A pair that is turned by 25 degrees misleads however good its light is,
and several small differences add up to no large one.
"""

from __future__ import annotations

from typing import NamedTuple

from progress.vision import lighting, placing
from progress.vision.finding import Finding, Matrix, Pair, steps
from progress.vision.prepared import Prepared
from progress.vision.quality import Quality

LETTERS = "ABCDEF"

ERROR_STEPS = (3.0, 8.0, 16.0)
"""Expected error of the alignment, in px at 1024: hair by hair, lesion by lesion, area by area."""
LOOSE = (
    "Lined up well, though not hair by hair.",
    "Lined up only roughly: compare areas, not single spots.",
)


class Grade(NamedTuple):
    """`reasons`: one sentence each, what costs most first."""

    letter: str
    reasons: tuple[str, ...]


def grade(reference: Prepared, moving: Prepared, matrix: Matrix, error_px: float) -> Grade:
    """`matrix`: working pixels of moving to those of reference."""
    one, other = (Quality.from_array(photo.quality) for photo in (reference, moving))
    return of_pair(Pair(one, other, (reference.size, moving.size), matrix, error_px))


def of_pair(pair: Pair) -> Grade:
    """From a few numbers of each photo: no pixels are needed."""
    found = [*findings(pair), _loose(pair.error_px)]
    found.sort(key=lambda finding: -finding.cost)
    reasons = tuple(each.sentence for each in found if each.cost and each.sentence)
    return Grade(LETTERS[min(found[0].cost, len(LETTERS) - 1)], reasons)


def findings(pair: Pair) -> list[Finding]:
    """What was otherwise at the camera."""
    return [*placing.findings(pair), *lighting.findings(pair.reference, pair.moving)]


def findings_apart(reference: Quality, moving: Quality) -> list[Finding]:
    """The same of photos that could not be lined up: of where the head was, only how a face was
    turned is known then."""
    before, now = reference.pose, moving.pose
    turned = placing.turn(before, now) if before and now else []
    return [*turned, *lighting.findings(reference, moving)]


def _loose(error_px: float) -> Finding:
    cost = steps(error_px, ERROR_STEPS)
    return Finding(cost, LOOSE[cost > 1])
