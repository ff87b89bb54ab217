"""Courses of visits with known truth, made from one real photo each.

At each visit the camera stands elsewhere and the light is another one, and a little more of the
head has changed: hair or skin texture is replaced, and what is left is combed over. Neighbouring
visits have most of the photo in common, the first and the last little.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

Image = np.ndarray
Matrix = np.ndarray

LONG_SIDE = 800
DETAIL = 16.0
"""Texture finer than this, in px, grows anew."""
SWIRLS, SWIRL_PX = 30, 40
"""New texture comes from this far away (standard deviation), and across so many swirls a side."""
BLOTCHES, BLOTCH = 12, 0.15
"""Shade changes in so many patches a side, by this share (standard deviation)."""
COMB_PX = 1.2
"""How far hair or skin moves from one visit to the next (RMS), beyond any homography."""
EDGE = 0.06
"""How softly new texture meets old, as a share of the photo."""


@dataclass(frozen=True)
class Visit:
    """`truth` maps pixels of the first visit's photo to pixels of this one."""

    photo: Image
    truth: Matrix


def course(photo: Image, visits: int, changed: float, seed: int) -> list[Visit]:
    """RGB photos; by the last visit, `changed` (0..1) of the texture has been replaced."""
    rng = np.random.default_rng(seed)
    base = _resized(photo)
    order, other = _ranks(base.shape, rng), _regrown(base, rng)
    combed = np.zeros((*base.shape[:2], 2), np.float32)
    made = []
    for at in range(visits):
        share = changed * at / (visits - 1)
        scene = _combed(_mixed(base, other, order, share), combed)
        truth = _retake(base.shape, rng) if at else np.eye(3)
        made.append(Visit(_taken(scene, truth, rng), truth))
        combed = combed + _drift(base.shape, rng)
    return made


def _resized(photo: Image) -> Image:
    scale = LONG_SIDE / max(photo.shape[:2])
    size = (round(photo.shape[1] * scale), round(photo.shape[0] * scale))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.float32)


# -- what changes --------------------------------------------------------------------------------


def _regrown(base: Image, rng: np.random.Generator) -> Image:
    """Texture that grew from elsewhere nearby, under blotches, on much the same shapes."""
    coarse = cv2.GaussianBlur(base, (0, 0), DETAIL)
    field = np.stack([_smooth(base.shape, rng, SWIRLS), _smooth(base.shape, rng, SWIRLS)], axis=-1)
    shade = _smooth(base.shape, rng, BLOTCHES)[..., None] * BLOTCH
    return coarse * (1 + shade) + _combed(base - coarse, field * SWIRL_PX)


def _mixed(base: Image, other: Image, order: Image, share: float) -> Image:
    """New texture where its turn has come."""
    new = np.clip((share - order) / EDGE + 0.5, 0, 1)[..., None] if share else 0.0
    return base + new * (other - base)


def _ranks(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """In which order places change, 0..1, in patches."""
    noise = _smooth(shape, rng, patches=9)
    ranks = np.empty(noise.size, np.float32)
    ranks[np.argsort(noise, axis=None)] = np.linspace(0, 1, noise.size)
    return ranks.reshape(noise.shape)


def _smooth(shape: tuple[int, ...], rng: np.random.Generator, patches: int) -> Image:
    coarse = rng.normal(size=(patches, patches)).astype(np.float32)
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def _drift(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """A smooth field of shifts in px from which the best homography was taken out: what is left is
    change, not pose."""
    small = (shape[0] // 8, shape[1] // 8)
    field = np.stack([_smooth(small, rng, 6), _smooth(small, rng, 6)], axis=-1)
    y, x = (axis / max(small) - 0.5 for axis in np.mgrid[: small[0], : small[1]])
    one, none = np.ones_like(x), np.zeros_like(x)
    across = [x, y, one, none, none, none, x * x, x * y]
    down = [none, none, none, x, y, one, x * y, y * y]
    moves = np.stack([np.stack(across, -1), np.stack(down, -1)], axis=2).reshape(-1, 8)
    pose = np.linalg.lstsq(moves, field.ravel(), rcond=None)[0]
    left = field - (moves @ pose).reshape(field.shape)
    left *= COMB_PX / np.sqrt((left**2).sum(axis=-1).mean())
    return cv2.resize(left.astype(np.float32), shape[1::-1], interpolation=cv2.INTER_CUBIC)


def _combed(scene: Image, field: Image) -> Image:
    y, x = np.mgrid[: scene.shape[0], : scene.shape[1]].astype(np.float32)
    across, down = x + field[..., 0], y + field[..., 1]
    return cv2.remap(scene, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


# -- how it is taken -----------------------------------------------------------------------------


def _retake(shape: tuple[int, ...], rng: np.random.Generator) -> Matrix:
    """A hand-held camera: up to 5 percent off, 8 nearer or farther, 6 degrees rolled; tilted."""
    height, width = shape[:2]
    turn, scale = rng.uniform(-6, 6), np.exp(rng.uniform(-0.08, 0.08))
    moved = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale), [0, 0, 1]])
    moved[:2, 2] += rng.uniform(-0.05, 0.05, 2) * max(shape)
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    tilt = np.eye(3)
    tilt[2, :2] = rng.uniform(-0.06, 0.06, 2) / max(shape)
    found = np.linalg.inv(centre) @ tilt @ centre @ moved
    return found / found[2, 2]


def _taken(scene: Image, truth: Matrix, rng: np.random.Generator) -> Image:
    """Moved, in another light, with a sensor's grain."""
    height, width = scene.shape[:2]
    photo = cv2.warpPerspective(scene, truth, (width, height), borderMode=cv2.BORDER_REFLECT)
    side = np.linspace(-0.5, 0.5, width) * rng.uniform(-0.35, 0.35)
    light = rng.uniform(0.85, 1.15) * (1 + side)[None, :, None]
    photo = photo * light * rng.uniform(0.96, 1.04, 3) + rng.normal(size=(height, width, 1)) * 2
    return np.clip(photo, 0, 255).astype(np.uint8)
