"""How two photos look: light, its colour and direction, sharpness, and what the face does."""

from __future__ import annotations

from math import isfinite

from progress.vision.finding import Finding, steps
from progress.vision.quality import Quality

LIGHTNESS_STEPS = (10.0, 20.0, 35.0)
"""Change of mean L*. Retakes in a room's changing light: half within 7, nine of ten within 16."""
WARMTH_STEPS = (8.0, 16.0)
"""Change of mean b*. Retakes under other lamps: half within 8, nine of ten within 15."""
SIDE_STEPS = (0.35, 0.7)
"""Change of the fall of light over a face, in shares of its mean L*: nine of ten retakes within
0.28 across, real pairs under other lamps 0.2 to 0.56."""
SHARPNESS_STEPS = (5.0, 12.0)
"""Ratio of the variances of the Laplacian: hand-held retakes, half within 2.5, nine of ten
within 7."""
BLURRED, LOST = 12.0, 4.0
"""Sharpness below which fine hair and pores are lost, and nearly all texture: of 80 scalps fit to
be judged, one in seven lay below 12 and none below 4."""
DARK = {False: 15.0, True: 30.0}
"""Mean L* of scalps and of faces: the darkest of 80 good scalps, black hair, had 17.8; of 55
faces 42."""
BRIGHT = 85.0
"""Mean L*: the brightest good photo had 77."""
CLIPPED_STEPS = (0.05, 0.15)
"""Share of white or black pixels: 0.015 at most in good photos."""

EXPRESSIONS = (
    (
        "mouth_open",
        (0.06, 0.12),
        ("mouth-open", "The mouth is more open than in the first photo: close the lips."),
        ("", "The mouth was open in the first photo: keep the lips closed, as now."),
    ),
    (
        "mouth_width",
        (0.06, 0.15),
        ("smiling", "The patient smiles more than in the first photo: ask for a calm face."),
        ("", "The patient smiled more in the first photo: keep the face calm, as now."),
    ),
    (
        "brow_height",
        (0.04,),
        ("brows-raised", "The brows are higher than in the first photo: ask for a calm face."),
        ("brows-lowered", "The brows are lower than in the first photo: ask for a calm face."),
    ),
    (
        "eyes_open",
        (0.025, 0.05),
        ("eyes-wide", "The eyes are wider open than in the first photo: ask for a calm look."),
        (
            "eyes-narrow",
            "The eyes are less open than in the first photo: ask to look into the camera.",
        ),
    ),
)
"""What, its steps in shares of the eyes' distance, and kind and sentence of more and of less.
Nine of ten retakes stay within 0.02, 0.03, 0.01 and 0.004, with a slightly other face within 0.02,
0.04, 0.03 and 0.016; a laugh beside a calm face makes 0.16, 0.25, 0.02 and 0.02."""


def findings(one: Quality, other: Quality) -> list[Finding]:
    """Of the other photo beside the first one."""
    return [
        _lightness(one, other),
        _warmth(one, other),
        *_sides(one, other),
        _sharpness(one, other),
        *faults(other),
        *_expressions(one, other),
    ]


def _lightness(one: Quality, other: Quality) -> Finding:
    change = other.lightness - one.lightness
    word, do = ("brighter", "use less") if change > 0 else ("darker", "use more")
    sentence = f"The light is {word} than in the first photo: {do} of it."
    return Finding(steps(abs(change), LIGHTNESS_STEPS), sentence, word)


def _warmth(one: Quality, other: Quality) -> Finding:
    change = other.warmth - one.warmth
    word = "yellower" if change > 0 else "bluer"
    sentence = f"The light is {word} than in the first photo: use the same lamps."
    return Finding(steps(abs(change), WARMTH_STEPS), sentence, word)


def _sides(one: Quality, other: Quality) -> list[Finding]:
    across, down = other.light_across - one.light_across, other.light_down - one.light_down
    side, height = "left" if across > 0 else "right", "below" if down > 0 else "above"
    return [
        Finding(
            steps(abs(change), SIDE_STEPS),
            f"The light comes more from {where} than in the first photo: stand as before.",
            f"light-from-{kind}",
        )
        for change, kind, where in (
            (across, side, f"the patient’s {side}"),
            (down, height, height),
        )
    ]


def _sharpness(one: Quality, other: Quality) -> Finding:
    ratio = other.sharpness / max(one.sharpness, 1e-6)
    if ratio > 1:
        sentence = "The first photo is less sharp: trust no fine detail in it."
        return Finding(steps(ratio, SHARPNESS_STEPS), sentence)
    sentence = "Less sharp than the first photo: hold the camera still and tap to focus."
    return Finding(steps(1 / max(ratio, 1e-6), SHARPNESS_STEPS), sentence, "blurred")


def faults(photo: Quality) -> list[Finding]:
    """Of one photo by itself."""
    is_face = isfinite(photo.light_across)
    blur = (photo.sharpness < BLURRED) + (photo.sharpness < LOST)
    return [
        Finding(blur, "The photo is blurred: hold the camera still and tap to focus.", "blurred"),
        Finding(int(photo.lightness < DARK[is_face]), "The photo is dark: add light.", "dark"),
        Finding(
            int(photo.lightness > BRIGHT), "The photo is too bright: use less light.", "too-bright"
        ),
        Finding(
            steps(photo.clipped, CLIPPED_STEPS),
            "Parts are too bright or too dark to show detail: use softer light.",
            "clipped",
        ),
    ]


def _expressions(one: Quality, other: Quality) -> list[Finding]:
    found = []
    for name, limits, more, less in EXPRESSIONS:
        change = getattr(other, name) - getattr(one, name)
        kind, sentence = more if change > 0 else less
        found.append(Finding(steps(abs(change), limits), sentence, kind))
    return found
