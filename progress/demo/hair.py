"""Hair: strands rooted in the scalp, grown along a natural flow, drawn one over the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.demo.head import AXES, WHORL, Eye, hairline, onto, seen, tangent
from progress.demo.texture import Bytes, Floats, generator

STEPS = 11
LAYERS = 36
SHADES = 9
FRACTION = 4
"""Binary places of sub-pixel coordinates in drawing."""


@dataclass(frozen=True)
class Style:
    """How somebody wears their hair."""

    flow: str
    """`whorl`, `part` or `back`."""
    length: float
    lift: float
    wave: float = 0.12
    colour: tuple[int, int, int] = (38, 28, 24)
    grey: float = 0.02
    """Share of grey strands."""
    strands: int = 22000


@dataclass(frozen=True)
class Strands:
    """Grown hair: paths (n, STEPS, 3) in head lengths, and what each strand is like."""

    path: Floats
    chance: Floats
    """(n,) between 0 and 1: a strand shows where the density is above it."""
    rank: Floats
    """(n,): strands of a higher rank lie on top."""
    tone: Floats
    """(n,): brightness around 1; negative for a grey strand."""


def whorl(points: Floats) -> Floats:
    """Away from the crown in a spiral, and forward over the top."""
    away = points - onto(WHORL[None])[0]
    far = np.linalg.norm(away, axis=-1, keepdims=True)
    axis = WHORL / AXES**2 / np.linalg.norm(WHORL / AXES**2)
    spin = np.cross(axis, away) * (1.15 * np.exp(-far / 0.55) + 0.15)
    forward = np.array([0.25, 1.0, 0.0]) * np.clip(far - 0.5, 0, 1) * (points[..., 1:2] > -0.5)
    return np.asarray((away + spin) / (far + 0.05) + forward, np.float32)


def beside_part(points: Floats) -> Floats:
    """How far to the left of the parting each point lies; no comb draws a straight line."""
    y = points[..., 1]
    return np.asarray(
        points[..., 0]
        - 0.014 * np.sin(4.1 * y + 1)
        - 0.007 * np.sin(17 * y)
        - 0.004 * np.sin(43 * y),
        np.float32,
    )


def part(points: Floats) -> Floats:
    """From a middle parting to both sides, then down and back."""
    off = beside_part(points)[..., None]
    side = np.where(off >= 0, 1.0, -1.0)
    steep = np.abs(off)
    back = -0.32 - 0.5 * steep
    return np.asarray(np.concatenate([side * 1.0, back, -0.2 - steep], -1), np.float32)


def back(points: Floats) -> Floats:
    """Combed from the forehead over the top to the back, a little outwards."""
    return np.asarray(
        np.stack(
            [points[..., 0] * 0.75, -np.ones(points.shape[:-1]), 0.8 - points[..., 1] * 0.3], -1
        ),
        np.float32,
    )


FLOWS: dict[str, Callable[[Floats], Floats]] = {"whorl": whorl, "part": part, "back": back}


def roots(random: np.random.Generator, style: Style, recession: float) -> Floats:
    """Root points (n, 3), even over the hairy part of the head."""
    points = random.standard_normal((style.strands * 2, 3)).astype(np.float32)
    points = onto(points * AXES)
    inside = hairline(points, recession) + random.normal(0, 0.035, len(points))
    keep = inside > 0
    if style.flow == "part":
        keep &= np.abs(beside_part(points)) > 0.004
    return points[keep]


def waves(points: Floats, random: np.random.Generator) -> Floats:
    """Directions (n, 3) that change smoothly over the head, so that neighbours form locks."""
    total = np.zeros_like(points)
    for scale in (7.0, 17.0, 34.0):
        wave = random.standard_normal((3, 3)).astype(np.float32) * scale / 1.7
        total += np.sin(points @ wave + random.uniform(0, 6.3, 3)) * (6.0 / scale) ** 0.35
    return np.asarray(total, np.float32)


def grow(seed: str, style: Style, recession: float) -> Strands:
    """All strands of one head, the same for the same seed."""
    random = generator("hair", seed, style.flow)
    start = roots(random, style, recession)
    count = len(start)
    length = style.length * random.uniform(0.55, 1.1, (count, 1))
    lift = style.lift * random.uniform(0.25, 1.0, (count, 1))
    locks = waves(start, generator("locks", seed)) * 0.8
    stray = np.asarray((random.standard_normal((count, 3)) + locks) * style.wave, np.float32)
    path, point = [start], start
    for step in range(1, STEPS):
        along = tangent(point, FLOWS[style.flow](point) + stray * np.float32(0.35 + step / STEPS))
        point = onto(np.asarray(point + along * (length / STEPS), np.float32))
        share = step / (STEPS - 1)
        path.append(point * (1 + lift * np.sin(min(1.0, share * 1.15) * 2.2)))
    tone = np.exp(random.normal(0, 0.28, count)) * np.where(
        random.random(count) < style.grey, -1, 1
    )
    return Strands(
        np.stack(path, 1).astype(np.float32),
        random.random(count).astype(np.float32),
        ranks(random, start, style.flow),
        tone.astype(np.float32),
    )


def ranks(random: np.random.Generator, start: Floats, flow: str) -> Floats:
    """Hair rooted near the crown or the parting covers the hair rooted further on."""
    if flow == "part":
        source = np.abs(start[:, 0])
    elif flow == "back":
        source = start[:, 1]
    else:
        source = np.linalg.norm(start - WHORL, axis=1)
    return np.asarray(-source + random.normal(0, 0.22, len(start)), np.float32)


def visible(eye: Eye, path: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The paths in sight, hidden points drawn back to the last one seen; and which those are."""
    out = path / AXES**2
    facing = (out @ eye.axes()[2]) / np.linalg.norm(out, axis=-1) > 0.02
    last = np.maximum.accumulate(np.where(facing, np.arange(path.shape[1]), 0), axis=1)
    shown = facing[:, 0]
    return np.take_along_axis(path, last[..., None], 1)[shown], shown


def colours(style: Style, tone: Floats, fine: Floats, under: Floats) -> Floats:
    """RGB (n, 3) of strands: a thin strand lets the skin under it through."""
    own = np.array(style.colour) * np.abs(tone)[:, None]
    own = np.where(tone[:, None] < 0, 150.0 * np.abs(tone)[:, None], own)
    return np.asarray(
        np.clip(own * fine[:, None] + under * (1 - fine[:, None]), 0, 255), np.float32
    )


def draw(
    picture: Bytes,
    eye: Eye,
    strands: Strands,
    style: Style,
    keep: NDArray[np.bool_],
    fine: Floats,
    skin: Floats,
) -> None:
    """Draw the kept strands, lower layers first. `fine` (n,) is 1 for full-grown, 0 for none."""
    canvas = (picture.shape[1], picture.shape[0])
    path, shown = visible(eye, strands.path[keep])
    tone, thin = strands.tone[keep][shown], fine[keep][shown]
    order = np.argsort(strands.rank[keep][shown])
    line = (seen(eye, path, canvas)[..., :2] * 2**FRACTION).astype(np.int32)
    colour = colours(style, tone, thin, skin)
    for layer in np.array_split(order, LAYERS):
        by_tone = layer[np.argsort(tone[layer] * thin[layer])]
        for group in np.array_split(by_tone, SHADES):
            if len(group):
                cv2.polylines(
                    picture,
                    list(line[group]),
                    False,
                    colour[group].mean(0).tolist(),
                    1,
                    cv2.LINE_AA,
                    FRACTION,
                )
