"""How near "match light" brings real pairs, and what a treated area does to it.

    python -m benchmarks.tone PAIRS.jsonl

Of the pairs whose `truth` is a matrix (see benchmarks/alignment.py). Colour: CIEDE2000 (Sharma, Wu
and Dalal 2005) between the photos laid over each other, the median over the head, as photographed
and with light matched. Moved: by how much, in percent, a gain differs when redness and pigment are
planted on 15 and 30 percent of the head. Contrast: by how much those blotches' own contrast, as
logarithm of mean light, differs with light matched. Median, nine of ten, and the worst. ms: CPU of
one pair, decoding left out.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from progress.vision import codec, subject, tone
from progress.vision.align import prepare
from progress.vision.tone import Tone
from progress.vision.transform import resized

Image = np.ndarray
SIDE = 320
BLOTCHES = {"redness": (0.90, 0.72, 0.74), "pigment": (0.72, 0.62, 0.50)}
SHARES = (0.15, 0.3)


@dataclass(frozen=True)
class Laid:
    """A pair as thumbnails; `matrix` maps pixels of `moving` to those of `reference`."""

    reference: Image
    moving: Image
    matrix: Image
    head: Image


@dataclass(frozen=True)
class Result:
    """`before` and `after` in CIEDE2000, `moved` and `contrast` in percent, one for each blotch
    that was not refused."""

    before: float
    after: float
    moved: list[float]
    contrast: list[float]
    ms: float


def main(pairs_file: Path) -> None:
    cv2.setNumThreads(1)
    groups: dict[str, list[Result | None]] = {}
    for line in pairs_file.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        if isinstance(pair["truth"], list):
            groups.setdefault(pair["set"], []).append(measured(laid(pairs_file.parent, pair)))
    for name, results in groups.items():
        matched = [result for result in results if result]
        print(f"{name:12} {len(matched):3} of {len(results):3} matched   {row(matched)}")


def row(results: list[Result]) -> str:
    if not results:
        return ""
    moved = np.array([value for result in results for value in result.moved])
    contrast = np.array([value for result in results for value in result.contrast])
    before, after, ms = (
        np.median([getattr(result, name) for result in results])
        for name in ("before", "after", "ms")
    )
    worse = sum(result.after > result.before for result in results)
    return (
        f"colour {before:4.1f} -> {after:4.1f} (worse on {worse})   moved {spread(moved)}   "
        f"contrast {spread(contrast)}   {ms:3.0f} ms"
    )


def spread(values: Image) -> str:
    """Median, nine of ten, and the worst."""
    middle, most = np.quantile(values, (0.5, 0.9))
    return f"{middle:4.2f} / {most:4.2f} / {values.max():4.2f} %"


def measured(pair: Laid) -> Result | None:
    started = time.process_time()
    found = tone.match(pair.reference, pair.moving, pair.matrix, pair.head)
    ms = 1000 * (time.process_time() - started)
    if not isinstance(found, Tone):
        return None
    over = cv2.warpPerspective(pair.moving, pair.matrix, pair.reference.shape[1::-1])
    seen = (pair.head == 255) & (over.max(axis=2) > 0)
    colour = [
        np.median(ciede2000(lab(pair.reference)[seen], lab(each)[seen]))
        for each in (over, tone.apply(over, found.gains))
    ]
    return Result(float(colour[0]), float(colour[1]), *influence(pair, found), ms)


def influence(pair: Laid, clean: Tone) -> tuple[list[float], list[float]]:
    back, size = np.linalg.inv(pair.matrix), pair.moving.shape[1::-1]
    head = cv2.warpPerspective(pair.head, back, size) == 255
    moved, contrast = [], []
    for seed, (colour, share) in enumerate(product(BLOTCHES.values(), SHARES)):
        strength = blotch(head, share, seed)
        moving = multiplied(pair.moving, 1 - strength * (1 - np.array(colour)))
        found = tone.match(pair.reference, moving, pair.matrix, pair.head)
        if isinstance(found, Tone):
            ratio = np.array(found.gains) / clean.gains
            moved.append(float(100 * np.abs(ratio - 1).max()))
            shown = tone.apply(moving, found.gains)
            contrast.append(contrast_change(moving, shown, strength[..., 0], head, colour))
    return moved, contrast


def blotch(head: Image, share: float, seed: int) -> Image:
    """0 to 1: some round areas with soft edges, over this share of the head."""
    noise = np.random.default_rng(seed).normal(size=head.shape).astype(np.float32)
    hills = cv2.GaussianBlur(noise, (0, 0), SIDE / 14)
    edge = np.quantile(hills[head], 1 - share)
    return (
        np.clip((hills - edge) / (0.3 * hills[head].std()) + 0.5, 0, 1)[..., None] * head[..., None]
    )


def contrast_change(
    one: Image, other: Image, strength: Image, head: Image, colour: tuple[float, ...]
) -> float:
    """Percent of the planted contrast, in the colour in which it is worst."""
    inside, around = head & (strength > 0.95), head & (strength < 0.05)
    before, after = (
        np.log(light[inside].mean(axis=0) / light[around].mean(axis=0))
        for light in (linear(one), linear(other))
    )
    return float(100 * np.abs((after - before) / np.log(colour)).max())


def laid(folder: Path, pair: dict[str, Any]) -> Laid:
    photos = [codec.decode(folder / pair[role]) for role in ("reference", "moving")]
    sizes = [(photo.shape[1], photo.shape[0]) for photo in photos]
    head = subject.mask(prepare(photos[0], pair["region"], sizes[0]))
    smalls = [codec.decode(folder / pair[role], max_side=SIDE) for role in ("reference", "moving")]
    to = [
        resized(size, (small.shape[1], small.shape[0]))
        for size, small in zip(sizes, smalls, strict=True)
    ]
    matrix = to[0] @ np.linalg.inv(np.array(pair["truth"])) @ np.linalg.inv(to[1])
    small_head = cv2.resize(head, smalls[0].shape[1::-1], interpolation=cv2.INTER_NEAREST)
    return Laid(*smalls, matrix, small_head)


def linear(image: Image) -> Image:
    value = image / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def multiplied(image: Image, factors: Image) -> Image:
    light = linear(image) * factors
    value = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(value * 255).astype(np.uint8)


def lab(image: Image) -> Image:
    return cv2.cvtColor((image / 255).astype(np.float32), cv2.COLOR_RGB2LAB).astype(float)


def ciede2000(one: Image, other: Image) -> Image:
    """Of (n, 3) CIELAB each; Sharma, Wu & Dalal 2005, equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one.T, other.T
    c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(c7 / (c7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    hue = (h1 + turn / 2) % 360
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(hue - 30)
        + 0.24 * cos(2 * hue)
        + 0.32 * cos(3 * hue + 6)
        - 0.20 * cos(4 * hue - 63)
    )
    middle = (light - 50) ** 2
    d_light = (l2 - l1) / (1 + 0.015 * middle / np.sqrt(20 + middle))
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * chroma * t)
    blue = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    twist = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(2 * blue))
    return np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + twist * d_chroma * d_hue)


def cos(degrees: Image) -> Image:
    return np.cos(np.radians(degrees))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name a file of pairs: python -m benchmarks.tone PAIRS.jsonl")
    main(Path(sys.argv[1]))
