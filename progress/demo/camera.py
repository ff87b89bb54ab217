"""The clinic's camera: photographs a scene in relief, with a pose, a light and a camera's faults.

A scene is a canvas seen from a canonical camera, with its relief towards that camera. Lengths are
in canvas widths, x to the right, y down, z towards the camera; the canonical camera stands at
(0, 0, DISTANCE). Another pose is rendered by following each pixel's ray to the relief, so that near
parts shift against far ones as between two real visits; no picture is merely stretched.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from progress.demo.texture import Bytes, Floats, Size, generator, smooth_noise

DISTANCE = 2.9
"""Camera to subject in canvas widths: half a metre for a canvas of 17 cm."""
COARSE = 8
"""Relief, light and rays are smooth: they are computed for one pixel in eight."""
MARGIN = 1.1
"""A canvas is this much larger than a photo, so that a camera off-centre still finds something."""
WALL = -1.2
"""How far behind the middle of the head the wall stands."""


@dataclass(frozen=True)
class Scene:
    """What stands before the camera; the coarse fields have one value for COARSE canvas pixels."""

    canvas: Bytes
    """Colour in even light, (height, width, 3) RGB."""
    relief: Floats
    """Coarse (h, w): height towards the camera in canvas widths."""
    normal: Floats
    """Coarse (h, w, 3): unit vectors away from the surface."""
    gloss: Floats
    """Coarse (h, w): how strongly the surface mirrors the light, 0 to 1."""
    fibre: Floats | None = None
    """Coarse (h, w, 3): direction in which hair lies, zero where there is none."""
    cover: Bytes | None = None
    """(height, width): 255 where the subject hides the wall; None when it fills the frame."""
    wall: Bytes | None = None
    """Coarse (h, w, 3) RGB: what is behind the subject, out of focus."""
    bumps: Floats | None = None
    """(height, width): fine relief in pixels, for skin seen from near."""


@dataclass(frozen=True)
class Shot:
    """How one photo is taken. Angles in degrees, lengths in canvas widths."""

    seed: str = ""
    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)
    light: tuple[float, float] = (-20.0, 35.0)
    """From where the main light comes: to the right of the camera, and above it."""
    hardness: float = 0.55
    exposure: float = 0.0
    """In stops."""
    warmth: float = 0.0
    """White balance: positive is yellower, 0.1 is plainly visible."""
    vignette: float = 0.12
    blur: float = 0.6
    noise: float = 1.6
    combing: float = 2.0
    """How far hair or skin lies differently this time, in pixels of a 1500-pixel photo."""


def canvas_size(size: Size) -> Size:
    """How large a canvas for photos of `size` is, in whole coarse pixels."""
    width, height = (int(side * MARGIN) // COARSE * COARSE for side in size)
    return width, height


def rotation(shot: Shot) -> Floats:
    """The matrix that turns the subject before the camera: roll after pitch after yaw."""
    yaw, pitch, roll = np.radians([shot.yaw, shot.pitch, shot.roll])
    about_y = cv2.Rodrigues(np.array([0.0, yaw, 0.0]))[0]
    about_x = cv2.Rodrigues(np.array([pitch, 0.0, 0.0]))[0]
    about_z = cv2.Rodrigues(np.array([0.0, 0.0, roll]))[0]
    return np.asarray(about_z @ about_x @ about_y, np.float32)


def project(shot: Shot, points: Floats, size: Size, canvas: Size) -> Floats:
    """Where canvas points (n, 3: column, row, height in canvas widths) land in a photo (n, 2)."""
    width = canvas[0]
    height = points[:, 2]
    flat = (
        (points[:, :2] + 0.5 - np.array(canvas) / 2)
        / width
        * ((DISTANCE - height) / DISTANCE)[:, None]
    )
    turned = np.column_stack([flat, height]) @ rotation(shot).T
    seen = turned[:, :2] * (DISTANCE / (DISTANCE / shot.zoom - turned[:, 2]))[:, None] + shot.shift
    return np.asarray(seen * (size[0] * MARGIN) + np.array(size) / 2 - 0.5, np.float32)


def rays(shot: Shot, size: Size) -> tuple[Floats, Floats]:
    """The eye (3,) and every coarse pixel's direction (h, w, 3), in the canvas's frame."""
    columns, rows = (side // COARSE + 3 for side in size)
    x = ((np.arange(columns) - 0.5) * COARSE - size[0] / 2) / (size[0] * MARGIN) - shot.shift[0]
    y = ((np.arange(rows) - 0.5) * COARSE - size[1] / 2) / (size[0] * MARGIN) - shot.shift[1]
    across = np.stack([*np.meshgrid(x, y), np.full((rows, columns), -DISTANCE)], -1)
    turn = rotation(shot)
    return np.array([0, 0, DISTANCE / shot.zoom], np.float32) @ turn, np.asarray(
        across @ turn, np.float32
    )


def trace(shot: Shot, size: Size, relief: Floats) -> Floats:
    """Where every coarse ray meets the relief: coarse canvas coordinates (h, w, 2)."""
    eye, direction = rays(shot, size)
    height = np.zeros(direction.shape[:2], np.float32)
    middle = np.array(relief.shape[::-1], np.float32) / 2 - 0.5
    for _ in range(5):
        far = (height - eye[2]) / direction[..., 2]
        flat = (eye[:2] + direction[..., :2] * far[..., None]) * (DISTANCE / (DISTANCE - height))[
            ..., None
        ]
        where = np.asarray(flat * relief.shape[1] + middle, np.float32)
        height = cv2.remap(relief, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return where


def fine(coarse: Floats, size: Size) -> Floats:
    """A coarse field with its rim, brought to full size."""
    rows, columns = coarse.shape[:2]
    whole = cv2.resize(coarse, (columns * COARSE, rows * COARSE), interpolation=cv2.INTER_LINEAR)
    return whole[COARSE : COARSE + size[1], COARSE : COARSE + size[0]]


def light_vector(shot: Shot) -> Floats:
    """Unit vector towards the main light."""
    aside, above = np.radians(shot.light)
    return np.array(
        [np.sin(aside) * np.cos(above), -np.sin(above), np.cos(aside) * np.cos(above)], np.float32
    )


def shading(scene: Scene, shot: Shot) -> tuple[Floats, Floats]:
    """Coarse diffuse and mirrored light: Lambert; Blinn-Phong on skin, Kajiya-Kay on hair."""
    towards = light_vector(shot)
    lambert = np.clip(scene.normal @ towards, 0, 1) ** 0.7
    fill = 0.75 + 0.25 * scene.normal[..., 2].clip(0, 1)
    diffuse = fill * (1 - shot.hardness) + lambert * shot.hardness * 1.12
    half = towards + np.array([0, 0, 1], np.float32)
    half /= np.linalg.norm(half)
    mirrored = np.clip(scene.normal @ half, 0, 1) ** 24
    if scene.fibre is not None:
        along = scene.fibre @ half
        hairy = (scene.fibre**2).sum(-1)
        mirrored = np.where(hairy > 0.1, np.clip(1 - along**2, 0, 1) ** 12 * lambert, mirrored)
    return np.asarray(diffuse, np.float32), np.asarray(mirrored * scene.gloss, np.float32)


def combed(shot: Shot, where: Floats, width: int) -> Floats:
    """The same coordinates, strayed a little and smoothly: hair never lies twice alike."""
    random = generator("comb", shot.seed)
    size = (where.shape[1], where.shape[0])
    reach = shot.combing * width / 1500 / COARSE
    stray = [
        smooth_noise(random, size, 14) * reach * 0.6 + smooth_noise(random, size, 45) * reach
        for _ in range(2)
    ]
    return where + np.stack(stray, -1)


def lit(scene: Scene, shot: Shot, where: Floats, size: Size) -> Floats:
    """The subject's pixels in this light, (height, width, 3) as 0 to 255."""
    diffuse, mirrored = (
        cv2.remap(field, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for field in shading(scene, shot)
    )
    at = fine((where + 0.5) * COARSE - 0.5, size)
    pixels = cv2.remap(scene.canvas, at, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    level = fine(diffuse, size)
    if scene.bumps is not None:
        level = level + cv2.remap(relit(scene.bumps, shot), at, None, cv2.INTER_LINEAR)
    shine = fine(mirrored, size)
    return shone(pixels, level, shine)


def relit(bumps: Floats, shot: Shot) -> Floats:
    """How fine relief brightens and darkens in this light."""
    towards = light_vector(shot)
    slope_x, slope_y = (
        cv2.Sobel(bumps, cv2.CV_32F, *order, ksize=3, scale=0.125) for order in ((1, 0), (0, 1))
    )
    return np.asarray(
        -(slope_x * towards[0] + slope_y * towards[1]) * (0.5 + shot.hardness), np.float32
    )


def shone(pixels: Bytes, level: Floats, shine: Floats) -> Floats:
    """Diffuse light multiplies a colour; mirrored light adds most where strands are bright."""
    out = pixels.astype(np.float32)
    out *= level[..., None]
    tint = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    out += (shine * (6 + tint * 0.8))[..., None]
    return out


def behind(scene: Scene, shot: Shot, size: Size) -> Floats:
    """The wall as this camera sees it, (height, width, 3)."""
    assert scene.wall is not None
    flat = np.full(scene.relief.shape, WALL, np.float32)
    where = trace(shot, size, flat)
    seen = cv2.remap(
        scene.wall.astype(np.float32), where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    return fine(np.asarray(seen, np.float32), size)


def photograph(scene: Scene, shot: Shot, size: Size) -> Bytes:
    """One photo (height, width, 3) RGB of the scene."""
    where = combed(shot, trace(shot, size, scene.relief), size[0])
    picture = lit(scene, shot, where, size)
    if scene.cover is not None and scene.wall is not None:
        at = fine((where + 0.5) * COARSE - 0.5, size)
        share = cv2.remap(scene.cover, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        weight = (share.astype(np.float32) / 255)[..., None]
        ground = behind(scene, shot, size)
        picture = ground + (picture - ground) * weight
    return developed(picture, shot)


def falloff(shot: Shot, size: Size) -> Floats:
    """Coarse gain (h, w, 3) of exposure, white balance and vignette together."""
    columns, rows = (side // COARSE + 3 for side in size)
    x, y = np.meshgrid(np.linspace(-1, 1, columns), np.linspace(-1, 1, rows))
    gain = 2**shot.exposure * (1 - shot.vignette * (x**2 + y**2))
    balance = np.array([1 + shot.warmth, 1 + shot.warmth * 0.15, 1 - shot.warmth])
    return np.asarray(gain[..., None] * balance, np.float32)


def developed(picture: Floats, shot: Shot) -> Bytes:
    """Lens and sensor: gain, blur, noise, and a shoulder that spares the highlights."""
    size = (picture.shape[1], picture.shape[0])
    picture = picture * fine(falloff(shot, size), size)
    scale = size[0] / 1500
    if shot.blur * scale > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), shot.blur * scale)
    cv2.setRNGSeed(int(generator("noise", shot.seed).integers(1 << 30)))
    noise = np.empty(picture.shape, np.float32)
    cv2.randn(noise, 0.0, shot.noise)
    picture += noise
    bright = picture > 200
    np.copyto(picture, 200 + (picture - 200) * 0.62, where=bright)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)
