"""Whether a face is clearly none of those that it is compared with.

Measured on 33 photos of 16 persons who look within 24 degrees of the camera: of 491 pairs of two
persons, 486 stay below identity.DIFFERENT; of 37 pairs of one person none does, the least alike
reaching 0.928. They are few, and of Indian faces nothing is known: the answer is a question to a
person. See docs/clinical.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from progress.vision import identity, pose, recognition
from progress.vision.prepared import Prepared

MOST_TURN = 30.0
"""Degrees between the camera and where a face looks; of faces turned farther, too few were measured
for a judgement."""
STRAIGHT = pose.Pose(0.0, 0.0, 0.0)


def is_stranger(face: Prepared, others: Iterable[Prepared]) -> bool | None:
    """True when every face that could be compared is another person's; None when none could be.

    The first that is not clearly another's ends it, so that usually one comparison is all.
    """
    if not _looks_here(face):
        return None
    compared = False
    for other in others:
        alike = recognition.likeness(face.portrait, other.portrait) if _looks_here(other) else None
        if alike is not None and alike >= identity.DIFFERENT:
            return False
        compared = compared or alike is not None
    return True if compared else None


def _looks_here(face: Prepared) -> bool:
    if not len(face.landmarks):
        return False
    return pose.of(face.landmarks).turn_to(STRAIGHT) <= MOST_TURN
