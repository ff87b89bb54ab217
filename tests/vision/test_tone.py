"""Light that is known is found again; what a treatment changed stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from progress.vision import tone
from progress.vision.answer import Refusal
from progress.vision.tone import Tone
from tests.vision.scenes import SIZE, Image, move, moved, scene

WARM = (1.3, 1.0, 0.75)
GAINS = [WARM, (0.7, 0.8, 1.2), (1.6, 1.5, 1.4)]
REDNESS = (0.97, 0.72, 0.74)
PIGMENT = (0.75, 0.66, 0.55)
HEAD = 192 * 201 * np.pi
"""Pixels of the oval of a scene."""


def lit(image: Image, gains: object) -> Image:
    """The scene in another light: factors in linear light (IEC 61966-2-1), by colour or place."""
    value = image / 255
    light = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4) * gains
    light = np.clip(light, 0, 1)
    value = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(value * 255).astype(np.uint8)


def darker(image: Image) -> Image:
    """Leaves room above, so that no gain here clips."""
    return lit(image, 0.5)


def spot(share: float, middle: tuple[int, int]) -> np.ndarray:
    """1 inside a round spot over this share of the head, with a soft edge, else 0."""
    disc = np.zeros(SIZE[::-1], np.float32)
    cv2.circle(disc, middle, round(float(np.sqrt(share * HEAD / np.pi))), 1.0, -1)
    return cv2.GaussianBlur(disc, (0, 0), 5)[..., None]


def spotted(image: Image, colour: tuple[float, float, float], where: np.ndarray) -> Image:
    return lit(image, 1 - where * (1 - np.array(colour)))


def matched(reference: Image, moving: Image, matrix: np.ndarray | None = None) -> Tone:
    found = tone.match(reference, moving, np.eye(3) if matrix is None else matrix)
    assert isinstance(found, Tone), found
    return found


def refused(reference: Image, moving: Image) -> str:
    found = tone.match(reference, moving, np.eye(3))
    assert isinstance(found, Refusal), found
    return found.reason


@pytest.mark.parametrize("gains", GAINS)
def test_a_planted_light_is_found_through_any_matrix(gains: tuple[float, float, float]) -> None:
    photo, there = darker(scene(1)), move()
    other = moved(lit(photo, 1 / np.array(gains)), there)
    found = matched(photo, other, np.linalg.inv(there))
    assert found.gains == pytest.approx(gains, rel=0.02)


def test_the_same_light_needs_nothing() -> None:
    photo = darker(scene(2))
    found = matched(photo, photo)
    assert found.gains == pytest.approx((1, 1, 1), abs=1e-4)
    assert np.array_equal(tone.apply(photo, (1.0, 1.0, 1.0)), photo)


@pytest.mark.parametrize("middle", [(240, 240), (170, 190), (320, 300)])
@pytest.mark.parametrize("share", [0.15, 0.3])
@pytest.mark.parametrize("colour", [REDNESS, PIGMENT], ids=["redness", "pigment"])
def test_a_treated_area_moves_no_gain_and_keeps_its_contrast(
    colour: tuple[float, float, float], share: float, middle: tuple[int, int]
) -> None:
    baseline, where = darker(scene(3)), spot(share, middle)
    truth = spotted(baseline, colour, where)
    today = lit(truth, 1 / np.array(WARM))
    found = matched(baseline, today)
    assert found.gains == pytest.approx(WARM, rel=0.01)
    shown = tone.apply(today, found.gains)
    assert contrast(shown, where) == pytest.approx(contrast(truth, where), rel=0.05)
    assert ratio(shown, where) == pytest.approx(ratio(today, where), rel=0.05, abs=0.01)


def contrast(image: Image, where: np.ndarray) -> np.ndarray:
    """Distance of the spot from the skin around it, in CIELAB."""
    lab = cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    inside, around = parts(where)
    return np.linalg.norm(lab[inside].mean(axis=0) - lab[around].mean(axis=0))


def ratio(image: Image, where: np.ndarray) -> np.ndarray:
    """The spot's light over that of the skin around it, as logarithms."""
    light = np.log(((image / 255 + 0.055) / 1.055) ** 2.4)
    inside, around = parts(where)
    return light[inside].mean(axis=0) - light[around].mean(axis=0)


def parts(where: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    inside = where[..., 0] > 0.95
    near = cv2.dilate((where[..., 0] > 0.02).astype(np.uint8), np.ones((31, 31)))
    return inside, (near > 0) & (where[..., 0] < 0.02)


def test_another_wall_says_nothing_about_the_light_on_the_head() -> None:
    photo = darker(scene(4))
    head = np.zeros(SIZE[::-1], np.uint8)
    cv2.ellipse(head, (240, 240), (185, 195), 0, 0, 360, 255, -1)
    today = lit(photo, 1 / np.array(WARM))
    today[cv2.dilate(head, np.ones((21, 21))) == 0] = (40, 70, 160)
    found = tone.match(photo, today, np.eye(3), head)
    assert isinstance(found, Tone)
    assert found.gains == pytest.approx(WARM, rel=0.01)


@pytest.mark.parametrize("turn", [False, True], ids=["side", "above"])
def test_light_from_another_side_is_refused(turn: bool) -> None:
    photo = darker(scene(5))
    fall = np.broadcast_to(np.geomspace(0.5, 2, SIZE[0]), SIZE[::-1])
    assert refused(photo, lit(photo, (fall.T if turn else fall)[..., None])) == "light-uneven"


def test_a_lamp_on_half_of_the_head_is_refused() -> None:
    photo = darker(scene(6))
    half = np.where(np.arange(SIZE[0]) < 240, 1.0, 1.7)[None, :, None]
    assert refused(photo, lit(photo, half)) == "light-uneven"


def test_a_very_dark_photo_is_refused() -> None:
    photo = darker(scene(7))
    assert refused(photo, lit(photo, 1 / 3.6)) == "light-too-different"


def test_gains_that_would_make_skin_white_are_refused() -> None:
    today = lit(scene(7), 0.8)
    today[300:380, 200:300] = np.maximum(today[300:380, 200:300], 235)
    assert refused(lit(today, 1.7), today) == "light-too-different"


@pytest.mark.parametrize("level", [0, 255])
def test_a_photo_without_levels_is_refused(level: int) -> None:
    photo = darker(scene(8))
    assert refused(photo, np.full_like(photo, level)) == "too-little-to-compare"


def test_applying_doubles_light_not_levels() -> None:
    grey = np.full((1, 1, 3), 100, np.uint8)
    assert tone.apply(grey, (2.0, 1.0, 0.5)).ravel().tolist() == [138, 100, 71]
