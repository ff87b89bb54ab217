"""Laying one photo over another, or saying why that cannot be done.

prepare   each photo once: features, face landmarks, a grey picture, the person    (prepared)
guess     from features, and from landmarks      (estimate)
refine    with dense flow over the head          (solve, flow, retake, subject)
verify    by evidence that was not maximised     (verify, identity)
grade     how comparable the photos are          (grade)
"""

from __future__ import annotations

import numpy as np

from progress.vision import estimate, identity, viewpoint
from progress.vision.answer import Alignment, Refusal, refuse
from progress.vision.grade import grade
from progress.vision.prepared import Image, Prepared, prepare
from progress.vision.solve import Solved, solve
from progress.vision.transform import normalised

__all__ = ["Alignment", "Image", "Prepared", "Refusal", "align", "prepare"]

LANDMARK_ERROR_PX = 12.0
"""Expected error at 1024 px when only landmarks speak."""
LANDMARK_TRUST = 0.7


def align(
    reference: Prepared | Image,
    moving: Prepared | Image,
    region: str,
    *,
    known_person: bool = False,
) -> Alignment | Refusal:
    """The transform from full-size pixels of `moving` to those of `reference`, or a refusal.

    `known_person`: somebody looked and says that both are one person's, which is then not doubted.
    """
    one, other = _ready(reference, region), _ready(moving, region)
    best = solve(one, other)
    if best.evidence.holds:
        error = best.evidence.error_px(region)
        return _answer(one, other, best, error, best.evidence.trust)
    by_landmarks = _by_landmarks(one, other, best, known_person)
    return by_landmarks or _why_not(one, other, known_person)


def _ready(photo: Prepared | Image, region: str) -> Prepared:
    if isinstance(photo, Prepared):
        return photo
    return prepare(photo, region, (photo.shape[1], photo.shape[0]))


def _by_landmarks(
    reference: Prepared, moving: Prepared, best: Solved, known_person: bool
) -> Alignment | None:
    """Skin and light changed too much for features: landmarks, if it may be the same person."""
    guess = estimate.from_landmarks(reference, moving)
    if guess is None or identity.turned(reference, moving, guess.matrix):
        return None
    if not (known_person or identity.same(reference, moving, guess.matrix)):
        return None
    solved = Solved(guess.matrix, best.evidence, "landmarks")
    return _answer(reference, moving, solved, LANDMARK_ERROR_PX, LANDMARK_TRUST)


def _why_not(reference: Prepared, moving: Prepared, known_person: bool) -> Refusal:
    guess = estimate.from_landmarks(reference, moving)
    if guess is None:
        other_view = viewpoint.different(reference, moving)
        return refuse("different-view" if other_view else "too-little-in-common")
    if identity.turned(reference, moving, guess.matrix):
        return refuse("head-turned")
    return refuse("too-little-in-common" if known_person else "another-person")


def _answer(
    reference: Prepared, moving: Prepared, solved: Solved, error: float, trust: float
) -> Alignment:
    letter, reasons = grade(reference, moving, solved.matrix, error)
    matrix = normalised(np.linalg.inv(reference.to_work) @ solved.matrix @ moving.to_work)
    return Alignment(matrix, error, trust, letter, reasons, solved.method)
