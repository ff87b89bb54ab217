"""Bring one photo's light to another's by one gain for each of red, green and blue.

The gains apply in linear light (von Kries 1902), everywhere alike: what is twice as red as the skin
around it stays twice as red. They are fitted where nothing but the light changed. Light that falls
a little from one side, and a camera that draws contrast differently, are slopes over place and
brightness, which the gains leave out. Change is what iteratively reweighted least squares give no
weight (Beaton & Tukey 1974).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import transform
from progress.vision.answer import Refusal
from progress.vision.transform import Matrix

Image = NDArray[np.uint8]
Light = NDArray[np.float32]
Mask = NDArray[np.bool_]
Values = NDArray[np.float64]

SIDE = 128
"""Long side, in pixels, at which light is compared: hair and pores average out."""
DARKEST, BRIGHTEST = 0.01, 0.9
"""Linear light, of 1, between which a camera tells levels apart."""
DARK = 0.001
"""Stands for black, which has no logarithm."""
LEAST_SHARE = 0.1
"""Share of the reference that both photos must show well."""
TUKEY = 3.0
"""Standard deviations at which a sample loses its last weight."""
ROUNDS = 12
LEAST_SPREAD = 0.005
"""Scatter of logarithms that JPEG makes by itself; photos made by a program have none."""
EDGE = 2
"""Pixels that the soft edge of a change reaches beyond what was seen of it."""
MOST_GAIN = 3.0
"""Beyond it noise is shown as skin."""
MOST_SLOPE = 1.2
"""By how much, as a logarithm, light may fall differently over the length of the frame."""
MOST_SCATTER = 0.12
"""Logarithm of brightness. Blotches planted on 15 and 30 percent of the head of real pairs moved
the gains of what passed by 0.4 percent on the median pair and by 2.3 on the worst tenth; of what
did not pass, by up to 40."""
MOST_CLIPPED = 0.02
"""Share of the head that the gains would make white in a colour, where contrast ends: on real pairs
below it planted blotches kept theirs to within 5 percent, above it lost up to 32."""
CLOSE = 0.15
"""Logarithm of brightness within which a sample agrees with the light that was found."""
LEAST_AGREEING = 0.55
"""Share of the samples: with less, another light would explain as much."""
MOST_UNCERTAIN = 0.05
"""By how much, as a logarithm, a gain may hang on one quarter of the head."""

MESSAGES = {
    "too-little-to-compare": "Too little of these two photos is well exposed to match their light.",
    "light-too-different": "The light of these two photos differs too much to match it honestly.",
    "light-uneven": "These two photos differ by more than one change of light, such as another "
    "side or much new hair. Their light cannot be matched honestly.",
}


@dataclass(frozen=True)
class Tone:
    """`gains`: factors for red, green and blue in linear light; what is below is in logarithms."""

    gains: tuple[float, float, float]
    slope: float
    scatter: float
    uncertain: float
    agreeing: float


def match(
    reference: Image, moving: Image, matrix: Matrix, head: NDArray[np.uint8] | None = None
) -> Tone | Refusal:
    """What brings RGB `moving` to the light of `reference`.

    `matrix` maps pixels of `moving` to those of `reference`; `head`, of any size, is 255 where the
    reference shows the person.
    """
    one, other = _laid_over(reference, moving, matrix)
    shared = _inside(head, one.shape) & (other.min(axis=2) > 0)
    seen = shared & _well_exposed(one)
    usable = seen & _well_exposed(other)
    if usable.mean() < LEAST_SHARE:
        return _refuse("too-little-to-compare")
    ratio = np.log(np.maximum(one, DARK) / np.maximum(other, DARK))
    ground = _ground(np.log(np.maximum(one, DARK)).mean(axis=2), ratio.mean(axis=2), seen)
    found = _measured(ratio[usable], ground[usable], usable)
    clipped = (other[shared] * found.gains > 1).any(axis=1).mean()
    return _refuse("light-too-different") if clipped > MOST_CLIPPED else _judged(found)


def apply(image: Image, gains: tuple[float, float, float]) -> Image:
    """`image` (RGB, sRGB) under the light that the gains make; the browser does just the same."""
    light = _light(np.arange(256))
    curves = np.stack([_levels(light * gain) for gain in gains], axis=1)
    return np.asarray(cv2.LUT(image, curves[None]), np.uint8)


def _light(levels: NDArray[np.integer]) -> NDArray[np.float32]:
    """sRGB levels, 0..255, as linear light, 0..1 (IEC 61966-2-1)."""
    value = levels / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return np.asarray(light, np.float32)


def _levels(light: NDArray[np.float32]) -> Image:
    light = np.clip(light, 0, 1)
    value = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(value * 255), np.uint8)


def _laid_over(
    reference: Image, moving: Image, matrix: Matrix
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Both in linear light and small, in the frame of the reference; 0 where one ends."""
    one, to_small = _small(reference)
    other, from_small = _small(moving)
    place = to_small @ matrix @ np.linalg.inv(from_small)
    size = (one.shape[1], one.shape[0])
    laid = cv2.warpPerspective(other, place, size, flags=cv2.INTER_LINEAR)
    return one, np.asarray(laid, np.float32)


def _small(image: Image) -> tuple[NDArray[np.float32], Matrix]:
    height, width = image.shape[:2]
    scale = SIDE / max(height, width)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    light = _light(np.arange(256))[image]
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32), transform.resized((width, height), size)


def _well_exposed(light: NDArray[np.float32]) -> Mask:
    return np.asarray((light.min(axis=2) > DARKEST) & (light.max(axis=2) < BRIGHTEST))


def _inside(head: NDArray[np.uint8] | None, shape: tuple[int, ...]) -> Mask:
    if head is None:
        return np.ones(shape[:2], bool)
    small = cv2.resize(head, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small > 127)


def _measured(ratios: Values, ground: Values, usable: Mask) -> Tone:
    """`ratios`: (n, 3), logarithms of reference over moving at the n places that are `usable`."""
    weight = _weights(ratios, ground, np.ones(len(ratios)))
    kept = _away_from_change(weight, usable)
    weight = _weights(ratios, ground, kept)
    slopes = _solve(ratios, ground, weight)
    without = [_weights(ratios, ground, kept * ~quarter) for quarter in _quarters(ground)]
    shifts = [_solve(ratios, ground, each)[0] - slopes[0] for each in without]
    left = (ratios - ground @ slopes).mean(axis=1)
    red, green, blue = np.exp(slopes[0])
    return Tone(
        gains=(float(red), float(green), float(blue)),
        slope=float(np.hypot(*slopes[1:3].mean(axis=1))),
        scatter=_spread(left),
        uncertain=float(np.abs(shifts).max()),
        agreeing=float(np.mean(np.abs(left) < CLOSE)),
    )


def _ground(one: Values, ratio: Values, seen: Mask) -> Values:
    """(height, width, 4): 1; the place across and down, in sides of the frame; brightness.

    All are counted from the middle of what the reference shows, so that the first coefficient is
    the gain there and no change in the moving photo can move that middle. Brightness is the mean
    of both photos': either one's noise alone would look like contrast.
    """
    down, across = np.indices(seen.shape) / max(seen.shape)
    brightness = one - ratio / 2
    across, down = (place - np.median(place[seen]) for place in (across, down))
    middle = np.median(one[seen]) - np.median(ratio[seen]) / 2
    axes = [np.ones(seen.shape), across, down, brightness - middle]
    return np.asarray(np.stack(axes, axis=2), np.float64)


def _weights(ratios: Values, ground: Values, kept: Values) -> Values:
    """Near 1 where only the light changed, 0 where something else did, or where not `kept`."""
    weight = kept
    left = ratios - np.median(ratios[kept > 0], axis=0)
    for _ in range(ROUNDS):
        brightness = left.mean(axis=1)
        tint = np.linalg.norm(left - brightness[:, None], axis=1)
        weight = kept * _tukey(brightness, kept) * _tukey(tint, kept)
        left = ratios - ground @ _solve(ratios, ground, weight)
    return weight


def _tukey(left: Values, kept: Values) -> Values:
    ends = TUKEY * max(_spread(left[kept > 0]), LEAST_SPREAD)
    return np.asarray(np.clip(1 - (left / ends) ** 2, 0, None) ** 2)


def _spread(left: Values) -> float:
    """Standard deviation by the median, which a change on less than half cannot move far."""
    return float(1.4826 * np.median(np.abs(left)))


def _solve(ratios: Values, ground: Values, weight: Values) -> Values:
    """(4, 3): what a step on the ground adds to each ratio; weighted least squares."""
    weighted = (ground * weight[:, None]).T
    return np.asarray(np.linalg.lstsq(weighted @ ground, weighted @ ratios, rcond=None)[0], float)


def _away_from_change(weight: Values, usable: Mask) -> Values:
    """1 for samples that no change lies beside, else 0."""
    changed = np.zeros(usable.shape, np.uint8)
    changed[usable] = weight == 0
    lasting = cv2.morphologyEx(changed, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    grown = cv2.dilate(lasting, np.ones((2 * EDGE + 1, 2 * EDGE + 1), np.uint8))
    return np.asarray(grown[usable] == 0, float)


def _quarters(ground: Values) -> list[Mask]:
    right, low = ground[:, 1] > 0, ground[:, 2] > 0
    return [(right == across) & (low == down) for across, down in product((False, True), repeat=2)]


def _judged(tone: Tone) -> Tone | Refusal:
    even = tone.slope < MOST_SLOPE and tone.scatter < MOST_SCATTER
    if not even or tone.agreeing < LEAST_AGREEING or tone.uncertain > MOST_UNCERTAIN:
        return _refuse("light-uneven")
    if not all(1 / MOST_GAIN < gain < MOST_GAIN for gain in tone.gains):
        return _refuse("light-too-different")
    return tone


def _refuse(reason: str) -> Refusal:
    return Refusal(reason, MESSAGES[reason])
