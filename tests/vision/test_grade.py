"""A grade names what would make the next photograph comparable."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.advice import REMEDIES
from progress.vision import placing, quality
from progress.vision.finding import Pair
from progress.vision.grade import LETTERS, Grade, findings, findings_apart, grade, of_pair
from progress.vision.prepared import prepare
from progress.vision.quality import Quality
from tests.vision.heads import rotation
from tests.vision.scenes import SIZE, scene

SCALP = quality.measure(scene(1))
FACE = replace(
    SCALP, yaw=2, pitch=-3, roll=0, light_across=0, light_down=-0.1,
    mouth_open=0.01, mouth_width=0.6, brow_height=0.25, eyes_open=0.1,
    left=0.2, top=0.1, right=0.8, bottom=0.9,
)  # fmt: skip
FRAME = (1000, 1000)


def graded(
    one: Quality, other: Quality, matrix: np.ndarray | None = None, error: float = 1.0
) -> Grade:
    laid = np.eye(3) if matrix is None else matrix
    return of_pair(Pair(one, other, (FRAME, FRAME), laid, error))


def about_middle(scale: float = 1.0, turn: float = 0.0) -> np.ndarray:
    found = cv2.getRotationMatrix2D((500, 500), -turn, scale)
    return np.vstack([found, [0, 0, 1]])


@pytest.mark.parametrize("photo", [SCALP, FACE])
def test_the_same_photo_is_graded_a(photo: Quality) -> None:
    assert graded(photo, photo) == ("A", ())


@pytest.mark.parametrize(("error", "letter"), [(2.0, "A"), (4.0, "B"), (12.0, "C"), (20.0, "D")])
def test_a_loose_alignment_costs_grades(error: float, letter: str) -> None:
    assert graded(SCALP, SCALP, error=error).letter == letter


@pytest.mark.parametrize(
    ("yaw", "pitch", "letter", "words"),
    [
        (12, 0, "C", "Turned about 12 degrees more to the patient’s left: turn the face back to"),
        (-12, 0, "C", "12 degrees more to the patient’s right"),
        (0, 12, "C", "The chin is about 12 degrees higher: lower it."),
        (0, -6, "B", "The chin is about 6 degrees lower: raise it."),
        (20, 0, "D", "20 degrees"),
        (30, 0, "E", "30 degrees"),
    ],
)
def test_a_turned_head_is_told_by_how_much(
    yaw: float, pitch: float, letter: str, words: str
) -> None:
    found = graded(FACE, replace(FACE, yaw=FACE.yaw + yaw, pitch=FACE.pitch + pitch))
    assert found.letter == letter
    assert words in found.reasons[0]


def test_a_turn_and_a_nod_together_cost_more_than_each() -> None:
    found = graded(FACE, replace(FACE, yaw=FACE.yaw + 15, pitch=FACE.pitch + 15))
    assert found.letter == "D"
    assert len(found.reasons) == 2


@pytest.mark.parametrize(
    ("scale", "words"),
    [
        (1.4, "about 40 percent farther away: go closer"),
        (0.5, "about 50 percent closer: step back"),
    ],
)
def test_another_distance_is_told(scale: float, words: str) -> None:
    found = graded(SCALP, SCALP, about_middle(scale))
    assert found.letter > "A"
    assert any(words in reason for reason in found.reasons)


@pytest.mark.parametrize("turn", [12.0, -12.0])
def test_a_leaning_head_is_told(turn: float) -> None:
    """A transform that turns back by as much as the head leans."""
    side, way = ("left", "clockwise") if turn > 0 else ("right", "anticlockwise")
    matrix = about_middle(turn=-turn)
    assert (
        f"leans about 12 degrees more to the patient’s {side}" in graded(FACE, FACE, matrix)[1][0]
    )
    assert f"turned about 12 degrees {way}" in graded(SCALP, SCALP, matrix)[1][0]


def seen(tilt: tuple[float, float], focal: float, bulge: float) -> np.ndarray:
    """Lays a photo of a round head, taken from further right and lower, on a straight one."""
    rng = np.random.default_rng(2)
    flat = rng.uniform(-0.8, 0.8, (600, 2))
    flat = flat[(flat**2).sum(axis=1) < 0.64]
    head = np.c_[flat, -bulge * np.sqrt(1 - (flat**2).sum(axis=1))]
    turned = head @ rotation(-tilt[0], tilt[1], 0).T
    distance = focal / 0.45
    there, here = (
        1000 * focal * points[:, :2] / (points[:, 2:] + distance) + 500 for points in (head, turned)
    )
    return np.asarray(cv2.findHomography(here, there, 0)[0], float)


@pytest.mark.parametrize("bulge", [0.5, 1.0])
@pytest.mark.parametrize("focal", [0.8, 1.1])
@pytest.mark.parametrize("tilt", [(0.0, 10.0), (0.0, -10.0), (10.0, 0.0), (-10.0, 0.0)])
def test_the_tilt_of_the_camera_is_read_from_perspective(
    tilt: tuple[float, float], focal: float, bulge: float
) -> None:
    pair = Pair(SCALP, SCALP, (FRAME, FRAME), seen(tilt, focal, bulge), 1.0)
    found = placing.tilt_degrees(pair)
    np.testing.assert_allclose(found, tilt, atol=4.5)


@pytest.mark.parametrize(
    ("tilt", "words"),
    [
        ((0, 10), "about 10 degrees lower: raise it"),
        ((0, -10), "about 10 degrees higher: lower it"),
        ((10, 0), "about 10 degrees further to the right of the picture: move it to the left"),
    ],
)
def test_a_tilted_camera_is_told(tilt: tuple[float, float], words: str) -> None:
    found = graded(SCALP, SCALP, seen(tilt, 0.9, 0.6))
    assert found.letter > "A"
    assert any(words in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("shift", "edge", "aim"),
    [((0, 250), "top", "higher"), ((0, -250), "bottom", "lower"),
     ((250, 0), "left", "further left"), ((-250, 0), "right", "further right")],
)  # fmt: skip
def test_what_is_cut_off_is_told(shift: tuple[int, int], edge: str, aim: str) -> None:
    """Seen `shift` pixels nearer to the edge: a transform that moves it on."""
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]], [0, 0, 1.0]])
    found = graded(SCALP, SCALP, matrix)
    assert f"is cut off at the {edge}: aim {aim}." in found.reasons[0]
    # Of a circle of radius 0.47, a strip of 0.22 holds 18 percent.
    assert "About 20 percent" in found.reasons[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mouth_open": 0.2}, "The mouth is more open than in the first photo: close the lips."),
        ({"mouth_width": 0.8}, "The patient smiles more"),
        ({"mouth_width": 0.5}, "The patient smiled more in the first photo"),
        ({"brow_height": 0.32}, "The brows are higher"),
        ({"eyes_open": 0.03}, "The eyes are less open"),
        ({"light_across": 0.5}, "comes more from the patient’s left"),
        ({"light_across": -0.5}, "comes more from the patient’s right"),
        ({"light_down": -0.6}, "comes more from above"),
        ({"sharpness": FACE.sharpness / 20}, "Less sharp than the first photo"),
        ({"clipped": 0.2}, "too bright or too dark to show detail"),
        ({"lightness": 95.0}, "too bright: use less light"),
    ],
)
def test_what_changed_in_the_face_is_told(change: dict[str, float], words: str) -> None:
    found = graded(FACE, replace(FACE, **change))
    assert found.letter > "A"
    assert any(words in reason for reason in found.reasons)


def test_another_light_is_told() -> None:
    one = prepare(scene(1), "scalp", SIZE)
    dark = prepare((scene(1) * 0.35).astype(np.uint8), "scalp", SIZE)
    warm = prepare((scene(1) * [1.0, 0.95, 0.5]).astype(np.uint8), "scalp", SIZE)
    told = {
        "darker": (one, dark),
        "brighter": (dark, one),
        "yellower": (one, warm),
        "bluer": (warm, one),
    }
    for word, (before, after) in told.items():
        assert any(word in reason for reason in grade(before, after, np.eye(3), 1.0).reasons)


def test_what_is_not_known_of_a_photo_costs_nothing() -> None:
    assert graded(Quality(), Quality()) == ("A", ())


NUMBERS = st.floats(-1e3, 1e3) | st.just(float("nan"))
QUALITIES = st.builds(Quality, *[NUMBERS] * 17)


@given(QUALITIES, QUALITIES, st.floats(0.4, 2.5), st.floats(-180, 180), st.floats(0, 50))
def test_anything_is_graded_in_whole_sentences(
    one: Quality, other: Quality, scale: float, turn: float, error: float
) -> None:
    found = graded(one, other, about_middle(scale, turn), error)
    assert found.letter in LETTERS
    for reason in found.reasons:
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert "nan" not in reason
    assert found.letter == "A" or found.reasons


@given(st.floats(0, 60), st.floats(0, 60))
def test_a_larger_turn_is_never_graded_better(one: float, other: float) -> None:
    small, large = sorted((one, other))
    letters = [graded(FACE, replace(FACE, yaw=FACE.yaw + turn)).letter for turn in (small, large)]
    assert letters == sorted(letters)


@given(QUALITIES, QUALITIES, st.floats(0.4, 2.5), st.floats(-180, 180))
def test_every_fault_has_its_remedy_or_is_the_first_photos(
    one: Quality, other: Quality, scale: float, turn: float
) -> None:
    pair = Pair(one, other, (FRAME, FRAME), about_middle(scale, turn), 1.0)
    for found in (*findings(pair), *findings_apart(one, other)):
        assert found.kind in REMEDIES or "first photo" in str(found.sentence)
        assert ("{}" in REMEDIES.get(found.kind, "{}")) or not found.degrees
