"""What differs between two photos, as a patient reads it: no numbers, and no advice on how to hold
a camera. By kind of fault (vision) and by what a visit's record notes (comparability)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from progress.rules.words import told

MOST: Final = 3
"""Sentences; the first are what matters most."""
ROUGHLY: Final = "roughly"
"""The kind of what an alignment leaves open."""

_TURNED = told("The head is turned differently.")
_CHIN = told("The chin is higher in one of them.")
_TILTED = told("The head or the camera is tilted in one of them.")
_CAMERA = told("The camera looks from another side.")
_DISTANCE = told("One was taken from closer than the other.")
_CUT = told("Part of the head is outside one of the pictures.")
_LIGHT = told("The light is not the same.")
_COLOUR = told("The colour of the light is not the same.")
_SHARPNESS = told("One of them is less sharp.")
_FACE = told("The face is not at rest in one of them.")

DIFFERENCES: Final[dict[str, str]] = {
    "turned-left": _TURNED,
    "turned-right": _TURNED,
    "chin-higher": _CHIN,
    "chin-lower": _CHIN,
    "leaning-left": _TILTED,
    "leaning-right": _TILTED,
    "picture-clockwise": _TILTED,
    "picture-anticlockwise": _TILTED,
    "camera-left": _CAMERA,
    "camera-right": _CAMERA,
    "camera-higher": _CAMERA,
    "camera-lower": _CAMERA,
    "farther": _DISTANCE,
    "closer": _DISTANCE,
    "cut-left": _CUT,
    "cut-right": _CUT,
    "cut-top": _CUT,
    "cut-bottom": _CUT,
    "brighter": _LIGHT,
    "darker": _LIGHT,
    "dark": _LIGHT,
    "too-bright": _LIGHT,
    "clipped": _LIGHT,
    "light-from-left": _LIGHT,
    "light-from-right": _LIGHT,
    "light-from-below": _LIGHT,
    "light-from-above": _LIGHT,
    "yellower": _COLOUR,
    "bluer": _COLOUR,
    "blurred": _SHARPNESS,
    "mouth-open": _FACE,
    "smiling": _FACE,
    "brows-raised": _FACE,
    "brows-lowered": _FACE,
    "eyes-wide": _FACE,
    "eyes-narrow": _FACE,
    # What only the earlier photo had, which nobody can mend any more.
    "": told("The earlier one is less sharp, or the face is not at rest in it."),
    "wetness": told("The hair was wet in one of them and dry in the other."),
    "parting": told("The hair was parted differently."),
    "product": told("There was product in the hair in one of them."),
    "make_up": told("There was make-up on the face in one of them."),
    "cleansed": told("The face was cleansed before only one of them."),
    # Why two photos were not lined up.
    "head-turned": told("The head is turned too much between them."),
    "too-little-in-common": told("They show too little in common."),
    "different-view": told("They show different sides of the head."),
    ROUGHLY: told("They lie over each other only roughly: look at areas, not at single spots."),
}


def in_plain_words(kinds: Iterable[str]) -> list[str]:
    """A sentence for each kind, in their order; said once, and nothing of what is not known."""
    found = dict.fromkeys(DIFFERENCES[kind] for kind in kinds if kind in DIFFERENCES)
    return list(found)[:MOST]


WELL: Final = told("These two photos can be compared well.")
WITH_CARE: Final = told("These two photos can be compared with care.")
HARDLY: Final = told("These two photos can hardly be compared.")
NOT_COMPARED: Final = told("These two photos are not compared.")
BOTH_STAND: Final = told("Progress could not lay one over the other, so both stand side by side.")


def verdict(aligned: bool, grade: str | None) -> str:
    """How far two photos may be compared, by their grade."""
    if not aligned:
        return NOT_COMPARED
    letter = grade or "C"
    return WELL if letter <= "B" else WITH_CARE if letter <= "D" else HARDLY
