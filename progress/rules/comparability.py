"""What the record of two visits says of their photos: hair and skin that were not the same.

A photo shows neither that hair was washed nor that make-up hides what was treated, so that people
note it. The record may be corrected at any time: the grade of a pair follows it at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

LETTERS = "ABCDEF"

Condition = Mapping[str, Any]
"""As a visit keeps it: fields of treatment.HairState or SkinState that somebody noted."""


@dataclass(frozen=True)
class Difference:
    """`cost` in grades, at least; `sentence`: what to do next time."""

    cost: int
    sentence: str


WET, PARTED, MADE_UP, MINOR = 3, 2, 3, 1
"""Wet hair shows more scalp, and make-up hides pigment and redness: such a pair misleads (D).
Another parting shows other scalp (C). Product in the hair and a face not cleansed change
the shine (B)."""


def grade_with(
    letter: str, reasons: Iterable[str], differences: Iterable[Difference]
) -> tuple[str, tuple[str, ...]]:
    """A pair's grade together with what was recorded; the worst decides. Reasons stand in the order
    of what they cost, the record's first."""
    found = sorted(differences, key=lambda difference: -difference.cost)
    worst = max([LETTERS.index(letter), *(difference.cost for difference in found)])
    return LETTERS[worst], (*(difference.sentence for difference in found), *reasons)


def differences(before: Condition, now: Condition) -> tuple[Difference, ...]:
    """What was noted otherwise at the two visits; where one of them has no note, nothing."""
    return tuple(
        Difference(COSTS[name], _sentence(name, before, now)) for name in changed(before, now)
    )


def changed(before: Condition, now: Condition) -> list[str]:
    """The names of what was noted at both visits, and not alike."""
    noted = [name for name in SENTENCES if name in before and name in now]
    return [name for name in noted if before[name] != now[name]]


COSTS = {"wetness": WET, "parting": PARTED, "product": MINOR, "make_up": MADE_UP, "cleansed": MINOR}

SENTENCES: dict[str, Mapping[Any, str]] = {
    "wetness": {
        "wet": "The hair was wet, and dry in the first photo: dry it before the next one.",
        "dry": "The hair was dry, and wet in the first photo: dry hair is right, keep to it.",
    },
    "parting": {
        "none": "The hair was combed back without a parting.",
        "left": "The hair was parted on the left.",
        "middle": "The hair was parted in the middle.",
        "right": "The hair was parted on the right.",
    },
    "product": {
        True: "There was product in the hair: wash it out before the next photo.",
        False: "There was product in the hair in the first photo, and now there is none.",
    },
    "make_up": {
        True: "There was make-up on the face: take it off before the next photo.",
        False: "There was make-up on the face in the first photo, and now there is none.",
    },
    "cleansed": {
        True: "The face was not cleansed for the first photo, and now it was.",
        False: "The face was not cleansed: cleanse it before the next photo.",
    },
}
"""By what was noted for the later photo."""

COMB = {
    "none": "comb it without a parting",
    "left": "part it on the left",
    "middle": "part it in the middle",
    "right": "part it on the right",
}


def _sentence(name: str, before: Condition, now: Condition) -> str:
    sentence = SENTENCES[name][now[name]]
    if name != "parting":
        return sentence
    return f"{sentence.rstrip('.')}: {COMB[before[name]]}, as for the first photo."
