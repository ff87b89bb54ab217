"""What is said of a photo to the person who has just taken it, while the patient is still there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from progress.rules.photos import PhotoState
from progress.rules.words import Word

POOR: Final = "C"
"""The grade from which on a photo is worth taking again."""
MOST_REASONS: Final = 2
"""Sentences; the first are what costs most."""
RETAKE: Final = "Retake?"


class Verdict(Word):
    """A photo's state, as far as it matters at the camera."""

    WORKING = "working", "Progress is looking at it."
    FIRST = "first", "This is the photo that later ones of this view are laid over."
    ALIGNED = "aligned", "Aligned."
    NEEDS_REVIEW = "needs-review", "Somebody should look at this photo."
    REFUSED = "refused", "It could not be lined up."
    UNREADABLE = "unreadable", "This file cannot be read."


SETTLED: Final = {
    PhotoState.ALIGNED: Verdict.ALIGNED,
    PhotoState.NEEDS_REVIEW: Verdict.NEEDS_REVIEW,
    PhotoState.REFUSED: Verdict.REFUSED,
    PhotoState.UNREADABLE: Verdict.UNREADABLE,
}


def verdict(state: PhotoState, is_baseline: bool, in_question: bool = False) -> Verdict:
    """The baseline is laid over nothing, so that it can be judged by nothing but being readable;
    before anything else it must be the patient's (`in_question`)."""
    found = SETTLED.get(state, Verdict.WORKING)
    if in_question and found not in (Verdict.WORKING, Verdict.UNREADABLE):
        return Verdict.NEEDS_REVIEW
    return Verdict.FIRST if is_baseline and found is Verdict.ALIGNED else found


def worth_retaking(verdict: Verdict, grade: str | None) -> bool:
    if verdict is Verdict.ALIGNED:
        return (grade or "A") >= POOR
    return verdict in (Verdict.NEEDS_REVIEW, Verdict.REFUSED, Verdict.UNREADABLE)


def sentence(
    verdict: Verdict, grade: str | None, reasons: Sequence[str], why: str | None = None
) -> str:
    """For example "Aligned, grade D. Taken from about 20 percent closer: step back. Retake?".

    `reasons`: of the grade, what costs most first; `why`: of a photo that was refused, or is in
    question.
    """
    if verdict in (Verdict.WORKING, Verdict.FIRST):
        return verdict.label
    if verdict is Verdict.ALIGNED:
        said = [f"Aligned, grade {grade}." if grade else verdict.label]
    else:
        said = [why or verdict.label]
    if not worth_retaking(verdict, grade):
        return said[0]
    return " ".join([*said, *reasons[:MOST_REASONS], RETAKE])
