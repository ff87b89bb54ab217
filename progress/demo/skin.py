"""Skin from near: pores, furrows, vellus hair, blotches; and what a course may change about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from progress.demo.camera import COARSE, Scene, canvas_size
from progress.demo.texture import (
    Bytes,
    Floats,
    Size,
    cells,
    cloud,
    generator,
    scattered,
    smooth_noise,
)


@dataclass(frozen=True)
class Skin:
    """What stays the same about a piece of skin from visit to visit."""

    seed: str
    colour: tuple[int, int, int]
    trouble: str
    """`pigment` or `scars`."""
    moles: int = 5


def pits(random: np.random.Generator, canvas: Size, count: int) -> Floats:
    """Superficial scars (height, width): small pits with soft rims, 0 to 1."""
    field = np.zeros(canvas[::-1], np.uint8)
    for middle in random.normal(0.5, 0.2, (count, 2)) * canvas:
        axes = tuple(int(side) for side in canvas[0] * 16 * np.exp(random.normal(-4.7, 0.4, 2)))
        at = (int(middle[0] * 16), int(middle[1] * 16))
        cv2.ellipse(
            field,
            at,
            axes,
            random.uniform(0, 180),
            0,
            360,
            int(random.uniform(90, 255)),
            -1,
            cv2.LINE_AA,
            4,
        )
    ragged = 1 + 0.25 * cloud(random, canvas, canvas[0] / 60, 3)
    return np.asarray(
        cv2.GaussianBlur(field, (0, 0), canvas[0] / 330) / np.float32(255) * ragged, np.float32
    )


def pigment(random: np.random.Generator, canvas: Size) -> Floats:
    """Melasma: one ragged patch with islands around it, 0 to 1."""
    x, y = np.meshgrid(
        np.linspace(-1, 1, canvas[0], dtype=np.float32),
        np.linspace(-1.33, 1.33, canvas[1], dtype=np.float32),
    )
    patch = 1.15 - np.hypot((x - 0.05) / 0.62, (y + 0.05 + 0.3 * x) / 0.55)
    ragged = patch + 0.36 * cloud(random, canvas, canvas[0] / 5, 5)
    mottled = 1 + 0.18 * cloud(random, canvas, canvas[0] / 22, 3)
    return np.asarray(
        np.clip(
            cv2.GaussianBlur(np.clip(ragged * 1.5, 0, 1), (0, 0), canvas[0] / 70) * mottled, 0, 1.3
        ),
        np.float32,
    )


@dataclass(frozen=True)
class Ground:
    """Everything of a piece of skin that no treatment changes."""

    colour: Floats
    bumps: Floats
    trouble: Floats
    relief: Floats
    normal: Floats


@lru_cache(maxsize=2)
def ground(skin: Skin, size: Size) -> Ground:
    """The untroubled skin, and where the trouble lies."""
    canvas = canvas_size(size)
    random = generator("close", skin.seed)
    colour = np.add(np.array(skin.colour, np.float32), blotches(random, canvas))
    bumps = relief_of(random, canvas, colour)
    marks(random, colour, skin.moles)
    trouble = pigment(random, canvas) if skin.trouble == "pigment" else pits(random, canvas, 60)
    return Ground(colour, bumps, trouble, *dome(canvas))


def blotches(random: np.random.Generator, canvas: Size) -> Floats:
    """Blood and melanin are never even: offsets to RGB (height, width, 3)."""
    red = cloud(random, canvas, canvas[0] / 7, 5)[..., None] * np.array(
        [1.3, -1.5, -1.1], np.float32
    )
    brown = cloud(random, canvas, canvas[0] / 16, 5)[..., None] * np.array(
        [2.2, 3.0, 3.4], np.float32
    )
    return np.asarray(red + brown + smooth_noise(random, canvas, 2.2)[..., None] * 1.8, np.float32)


def relief_of(random: np.random.Generator, canvas: Size, colour: Floats) -> Floats:
    """Furrows and pores as relief in pixels; pores darken the colour too."""
    pitch = canvas[0] / 105
    _, border = cells(random, canvas, pitch, 1.25)
    _, coarse = cells(random, canvas, pitch * 2.7, 0.8)
    furrows = -7 * np.exp(-border / 0.11) - 9 * np.exp(-coarse / 0.07)
    middle, _ = cells(random, canvas, pitch * 2.1)
    uneven = np.clip(0.5 + 0.4 * cloud(random, canvas, canvas[0] / 10, 2), 0, 1)
    pores = np.exp(-((middle / 0.13) ** 2)) * uneven
    colour -= (pores * 15 + np.exp(-coarse / 0.06) * 3)[..., None] * np.array(
        [0.8, 1.0, 1.0], np.float32
    )
    swell = 16 * smooth_noise(random, canvas, pitch * 4)
    return cv2.GaussianBlur(np.asarray(furrows - 18 * pores + swell, np.float32), (0, 0), 0.9)


def marks(random: np.random.Generator, colour: Floats, moles: int) -> None:
    """Moles, freckles and vellus hair."""
    height, width = colour.shape[:2]
    for number in range(moles * 5):
        middle = [int(c * 16) for c in random.uniform(0.04, 0.96, 2) * (width, height)]
        large = number < moles
        radius = width * (random.uniform(0.004, 0.009) if large else random.uniform(0.001, 0.0025))
        spot = np.zeros((height, width), np.uint8)
        cv2.circle(spot, middle, int(radius * 16), 255, -1, cv2.LINE_AA, 4)
        x, y, reach = middle[0] // 16, middle[1] // 16, int(radius * 3) + 4
        box = np.s_[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]
        soft = cv2.GaussianBlur(spot[box], (0, 0), max(0.8, radius * 0.25)) / np.float32(255)
        colour[box] *= 1 - soft[..., None] * np.array([0.42, 0.56, 0.62], np.float32) * (
            1 if large else 0.5
        )
    fluff = np.zeros((height, width), np.uint8)
    start = scattered(random, (width, height), width / 26)
    bend = np.cumsum(random.normal((0.2, 0.9), 0.35, (len(start), 5, 2)), 1) * width / 260
    cv2.polylines(
        fluff, list(((start[:, None] + bend) * 16).astype(np.int32)), False, 90, 1, cv2.LINE_AA, 4
    )
    colour -= fluff[..., None] * np.float32(0.16)


def dome(canvas: Size) -> tuple[Floats, Floats]:
    """Coarse relief and normals of a gently rounded part of the face."""
    size = (canvas[0] // COARSE, canvas[1] // COARSE)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, size[0]), np.linspace(-0.67, 0.67, size[1]))
    relief = 0.16 - 0.42 * (x + 0.05) ** 2 - 0.26 * y**2
    normal = np.stack([0.84 * (x + 0.05), 0.52 * y, np.ones_like(x)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(relief, np.float32), np.asarray(normal, np.float32)


def troubled(skin: Skin, held: Ground, severity: float) -> tuple[Floats, Floats]:
    """Colour and relief with the trouble at a severity between 0 and 1."""
    amount = held.trouble * np.float32(severity)
    if skin.trouble == "pigment":
        return held.colour * (
            1 - amount[..., None] * np.array([0.24, 0.33, 0.38], np.float32)
        ), held.bumps
    tint = held.colour * (1 - amount[..., None] * np.array([0.12, 0.24, 0.24], np.float32))
    return tint, held.bumps - amount * np.float32(150)


def scene(skin: Skin, severity: float, size: Size) -> Scene:
    """The piece of skin at a severity between 0 and 1, for photos of `size`."""
    held = ground(skin, size)
    colour, bumps = troubled(skin, held, severity)
    canvas: Bytes = np.asarray(np.clip(colour, 0, 255), np.uint8)
    shine = np.full(held.relief.shape, 0.16, np.float32)
    return Scene(canvas, held.relief, held.normal, shine, bumps=bumps * np.float32(1 / 60))
