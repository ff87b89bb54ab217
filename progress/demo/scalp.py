"""A patient's scalp: skin, thinned hair, ears, dark clothes and the room behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from progress.demo.camera import COARSE, Scene, canvas_size
from progress.demo.hair import FLOWS, Strands, Style, beside_part, draw, grow
from progress.demo.head import (
    AXES,
    EYES,
    WHORL,
    Eye,
    Surface,
    hairline,
    onto,
    seen,
    surface,
    tangent,
)
from progress.demo.texture import Bytes, Floats, Size, cloud, generator, scattered, smooth_noise


@dataclass(frozen=True)
class Scalp:
    """What stays the same about a head from visit to visit."""

    seed: str
    skin: tuple[int, int, int]
    style: Style
    thinning: str
    """Where: `vertex`, `part`, `diffuse` or `front`."""
    recession: float = 0.0
    cloth: tuple[int, int, int] = (34, 38, 46)
    wall: tuple[int, int, int] = (176, 182, 184)


def zone(scalp: Scalp, points: Floats) -> Floats:
    """How much of the thinning falls on each point (n,), 0 to 1."""
    ragged = 1 + 0.22 * np.sin(points @ np.array([9.0, 7.0, 5.0]) + len(scalp.seed))
    x, y = points[..., 0], points[..., 1]
    if scalp.thinning == "vertex":
        return np.asarray(
            np.exp(
                -((np.linalg.norm(points - onto(WHORL[None])[0], axis=-1) * ragged / 0.46) ** 2.4)
            ),
            np.float32,
        )
    if scalp.thinning == "part":
        width = np.interp(y, [-0.7, 0.0, 0.7, 1.1], [0.08, 0.13, 0.2, 0.26])
        return np.asarray(
            np.exp(-((np.abs(beside_part(points)) * ragged / width) ** 1.8)), np.float32
        )
    if scalp.thinning == "front":
        return np.asarray(
            np.exp(-((hairline(points, scalp.recession) * ragged / 0.3) ** 2)) * (y > 0.1),
            np.float32,
        )
    return np.asarray(0.65 + 0.35 * np.exp(-((x * ragged / 0.35) ** 2)), np.float32)


def density(scalp: Scalp, points: Floats, severity: float) -> Floats:
    """Share of hair left (n,) at a severity between 0 and 1."""
    return np.asarray(1 - 0.96 * severity * zone(scalp, points), np.float32)


@lru_cache(maxsize=3)
def strands_of(seed: str, style: Style, recession: float) -> Strands:
    """A head's hair is grown once for all its views that are combed alike."""
    return grow(seed, style, recession)


def bare_skin(scalp: Scalp, eye: Eye, canvas: Size) -> Bytes:
    """The head without hair: base colour, blotches, freckles and pores."""
    random = generator("skin", scalp.seed, *eye.direction)
    colour = np.array(scalp.skin, np.float32) + cloud(random, canvas, canvas[0] / 9)[
        ..., None
    ] * np.array([3.5, 4.5, 4.0])
    colour += smooth_noise(random, canvas, canvas[0] / 520)[..., None] * np.array([2.6, 2.8, 2.6])
    picture = np.asarray(np.clip(colour, 0, 255), np.uint8)
    unit = canvas[0] / 1650
    for point in scattered(random, canvas, canvas[0] / 7):
        if random.random() < 0.5:
            shade = (np.array(scalp.skin) * random.uniform(0.42, 0.7)).tolist()
            cv2.circle(
                picture,
                [int(c * 16) for c in point],
                int(random.uniform(2, 6) * unit * 16),
                shade,
                -1,
                cv2.LINE_AA,
                4,
            )
    return picture


def shadowed(picture: Bytes, scalp: Scalp, bare: Surface, severity: float) -> None:
    """Hair keeps light from the skin under it, and tints what is left."""
    hairy = np.clip(hairline(bare.point, scalp.recession) / 0.12 + 0.4, 0, 1) * bare.hit
    here = density(scalp, bare.point, severity)
    if scalp.style.flow == "part":
        here = here * np.clip(np.abs(beside_part(bare.point)) / 0.05, 0.3, 1)
    dark = 1 - 0.86 * (hairy * here**1.1)
    gain = cv2.resize(
        np.asarray(dark, np.float32), picture.shape[1::-1], interpolation=cv2.INTER_LINEAR
    )
    np.multiply(picture, gain[..., None], out=picture, casting="unsafe")


def oval(
    picture: Bytes,
    cover: Bytes,
    eye: Eye,
    middle: tuple[float, float, float],
    radii: tuple[float, float],
    turn: float,
    colour: Floats,
) -> None:
    """A soft-edged oval part of the body (an ear, the nose) at a head point, radii alike."""
    canvas = (picture.shape[1], picture.shape[0])
    column, row, _ = seen(eye, np.array([middle], np.float32), canvas)[0]
    scale = canvas[0] / eye.width
    box = ((float(column), float(row)), (2 * radii[0] * scale, 2 * radii[1] * scale), turn)
    cv2.ellipse(cover, box, 255, -1, cv2.LINE_AA)
    for share in (1.0, 0.82, 0.62, 0.42):
        inner = (box[0], (box[1][0] * share, box[1][1] * share), turn)
        cv2.ellipse(
            picture, inner, (colour * (0.66 + 0.36 * (1 - share) / 0.6)).tolist(), -1, cv2.LINE_AA
        )


def body(scalp: Scalp, eye: Eye, picture: Bytes, cover: Bytes) -> None:
    """Shoulders in dark cloth, neck, ears: what stands beside and behind the head."""
    canvas = (picture.shape[1], picture.shape[0])
    random = generator("cloth", scalp.seed)
    skin = np.array(scalp.skin, np.float32)
    ring = np.linspace(0, 2 * np.pi, 60)
    torso = np.stack(
        [
            2.35 * np.cos(ring),
            -0.25 + 0.95 * np.sin(ring),
            np.full(60, -2.05) - 0.25 * np.cos(ring) ** 2,
        ],
        -1,
    )
    neck = np.stack([0.66 * np.cos(ring), -0.3 + 0.7 * np.sin(ring), np.full(60, -1.55)], -1)
    collar = neck * [1.25, 1.2, 1.0] + [0, -0.05, -0.25]
    folds = smooth_noise(random, canvas, 3) * 2.5 + cloud(random, canvas, canvas[0] / 6) * 3
    weave = np.clip(np.array(scalp.cloth, np.float32) + folds[..., None], 0, 255)
    for outline, paint in (
        (torso, weave),
        (collar, np.array(scalp.cloth, np.float32) * 0.6),
        (neck, skin * 0.55),
    ):
        mask = np.zeros(canvas[::-1], np.uint8)
        hull = cv2.convexHull(seen(eye, outline.astype(np.float32), canvas)[:, :2].astype(np.int32))
        cv2.fillPoly(mask, [hull], 255)
        mask = cv2.GaussianBlur(mask, (0, 0), canvas[0] / 160)
        share = (mask / np.float32(255))[..., None]
        np.copyto(picture, (picture * (1 - share) + paint * share).astype(np.uint8))
        np.maximum(cover, mask, out=cover)
    if eye is EYES["vertex"]:
        for side in (-1, 1):
            oval(picture, cover, eye, (side * 1.05, -0.12, -0.42), (0.13, 0.27), -side * 12, skin)


@dataclass(frozen=True)
class Sitter:
    """Everything of a scene that no treatment changes."""

    eye: Eye
    bare: Surface
    picture: Bytes
    """Body and bare skin."""
    cover: Bytes
    fibre: Floats
    wall: Bytes


def worn(scalp: Scalp, view: str) -> Scalp:
    """Short hair is combed back for the frontal view."""
    if view == "frontal-hairline" and scalp.style.flow == "whorl":
        return replace(scalp, style=replace(scalp.style, flow="back", length=0.6, lift=0.12))
    return scalp


@lru_cache(maxsize=3)
def sitter(scalp: Scalp, view: str, size: Size) -> Sitter:
    """The head before its hair, as the canonical camera of a view sees it."""
    canvas = canvas_size(size)
    eye = EYES[view]
    bare = surface(eye, canvas)
    picture, cover = np.zeros((*canvas[::-1], 3), np.uint8), np.zeros(canvas[::-1], np.uint8)
    body(scalp, eye, picture, cover)
    hit = cv2.resize(cv2.GaussianBlur(bare.hit, (0, 0), 1.5), canvas, interpolation=cv2.INTER_CUBIC)
    inside = cv2.GaussianBlur((hit > 0.5).astype(np.uint8) * 255, (0, 0), 1.2)
    share = inside[..., None] / np.float32(255)
    picture = np.asarray(
        picture + (bare_skin(scalp, eye, canvas) - picture.astype(np.float32)) * share, np.uint8
    )
    np.maximum(cover, inside, out=cover)
    fringe(cover, scalp, eye)
    return Sitter(eye, bare, picture, cover, fibre(scalp, eye, bare), wall(scalp, canvas))


def scene(scalp: Scalp, view: str, severity: float, size: Size) -> Scene:
    """The head with what hair is left at a severity between 0 and 1, for photos of `size`."""
    scalp = worn(scalp, view)
    held = sitter(scalp, view, size)
    picture = held.picture.copy()
    shadowed(picture, scalp, held.bare, severity)
    hairs(picture, scalp, held.eye, severity)
    shine = gloss(scalp, held.bare, severity)
    return Scene(
        picture, held.bare.relief, held.bare.normal, shine, held.fibre, held.cover, held.wall
    )


def hairs(picture: Bytes, scalp: Scalp, eye: Eye, severity: float) -> None:
    """Draw what hair is left; in thinned places it is finer too."""
    strands = strands_of(scalp.seed, scalp.style, scalp.recession)
    left = density(scalp, strands.path[:, 0], severity)
    draw(
        picture,
        eye,
        strands,
        scalp.style,
        strands.chance < left,
        0.35 + 0.65 * left,
        np.array(scalp.skin, np.float32) * 0.7,
    )


def fringe(cover: Bytes, scalp: Scalp, eye: Eye) -> None:
    """Let the outermost strands stand out against the wall."""
    strands = strands_of(scalp.seed, scalp.style, scalp.recession)
    out = strands.path[:, 0] / AXES**2
    rim = np.abs(out @ eye.axes()[2]) / np.linalg.norm(out, axis=1) < 0.45
    white = replace(scalp.style, colour=(255, 255, 255), grey=0.0)
    plain = Strands(strands.path, strands.chance, strands.rank, np.ones_like(strands.tone))
    whole = np.repeat(cover[..., None], 3, 2)
    draw(whole, eye, plain, white, rim, np.ones_like(strands.tone), np.zeros(3, np.float32))
    np.copyto(cover, whole[..., 0])


def fibre(scalp: Scalp, eye: Eye, bare: Surface) -> Floats:
    """In which direction the hair lies, in the camera's frame."""
    along = tangent(bare.point, FLOWS[scalp.style.flow](bare.point)) @ eye.axes().T
    hairy = (hairline(bare.point, scalp.recession) > 0) & (bare.hit > 0)
    return np.where(hairy[..., None], along, 0).astype(np.float32)


def gloss(scalp: Scalp, bare: Surface, severity: float) -> Floats:
    """Hair shines more than skin; scalp shines a little."""
    inside = hairline(bare.point, scalp.recession)
    hairy = np.clip(inside / 0.12, 0, 1) * density(scalp, bare.point, severity) * 0.95
    return np.asarray(np.where(inside > 0, hairy, 0.2) * bare.hit, np.float32)


def wall(scalp: Scalp, canvas: Size) -> Bytes:
    """A plain wall, unevenly lit, with the edge of something out of focus."""
    size = (canvas[0] // COARSE, canvas[1] // COARSE)
    random = generator("wall", scalp.seed)
    picture = np.full((size[1], size[0], 3), scalp.wall, np.float32)
    x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    picture *= (1.04 - 0.16 * y - 0.10 * x)[..., None]
    edge = int(size[1] * random.uniform(0.12, 0.3))
    picture[:edge] *= 0.86
    return np.asarray(np.clip(cv2.GaussianBlur(picture, (0, 0), size[0] / 22), 0, 255), np.uint8)
