"""What must hold for any two photos, whatever they show: drawn by chance, the truth known first."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from progress.demo import photos as demo
from progress.demo import scalp
from progress.demo.cast import PATIENTS
from progress.vision import codec
from progress.vision.align import Alignment, Prepared, Refusal, align, prepare
from progress.vision.byhand import from_points
from progress.vision.transform import compose, invert, plausible, project, resized
from tests.vision import photo_files as files
from tests.vision.scenes import SIZE, error_px, moved, scene

Matrix = NDArray[np.float64]
few = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
many = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def retakes(draw: st.DrawFn, much: float = 1.0) -> Matrix:
    """From the pixels of a photo to those of a hand-held retake: turned, nearer or farther,
    shifted, tilted."""
    turn = np.radians(draw(st.floats(-9 * much, 9 * much)))
    scale = float(np.exp(draw(st.floats(-0.15 * much, 0.15 * much))))
    shift = [draw(st.floats(-25 * much, 25 * much)) for _ in range(2)]
    tilt = [draw(st.floats(-1e-4 * much, 1e-4 * much)) for _ in range(2)]
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    about = np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [*tilt, 1]])
    middle = np.array([[1, 0, SIZE[0] / 2], [0, 1, SIZE[1] / 2], [0, 0, 1]])
    return compose(middle, compose(about, invert(middle)))


@cache
def first() -> Prepared:
    return prepare(scene(1), "scalp", SIZE)


def taken(retake: Matrix) -> Prepared:
    return prepare(moved(scene(1), retake), "scalp", SIZE)


def found(reference: Prepared, moving: Prepared) -> Alignment:
    answer = align(reference, moving, "scalp")
    assert isinstance(answer, Alignment)
    return answer


def allowed(*answers: Alignment) -> float:
    """Twice the error that several answers expect together, and never below two pixels."""
    return 2 * max(float(np.hypot.reduce([answer.error_px for answer in answers])), 1.0)


class TestAlign:
    @few
    @given(retakes())
    def test_the_truth_lies_within_twice_the_stated_error(self, retake: Matrix) -> None:
        answer = found(first(), taken(retake))
        assert error_px(answer.matrix, retake) <= allowed(answer)

    @few
    @given(retakes())
    def test_the_other_way_round_is_the_inverse(self, retake: Matrix) -> None:
        there, back = found(first(), taken(retake)), found(taken(retake), first())
        assert error_px(there.matrix, back.matrix) <= allowed(there, back)

    @few
    @given(retakes(0.6), retakes(0.6))
    def test_step_by_step_arrives_where_one_leap_does(self, one: Matrix, other: Matrix) -> None:
        second, third = taken(one), taken(compose(other, one))
        steps = found(first(), second), found(second, third)
        leap = found(first(), third)
        matrix = compose(steps[0].matrix, steps[1].matrix)
        assert error_px(matrix, invert(leap.matrix)) <= allowed(*steps, leap)

    @few
    @given(retakes(), st.floats(0.6, 2.5), st.floats(0.6, 2.5))
    def test_the_size_of_the_photos_does_not_matter(
        self, retake: Matrix, one: float, other: float
    ) -> None:
        images = scene(1), moved(scene(1), retake)
        sizes = [(round(k * SIZE[0]), round(k * SIZE[1])) for k in (one, other)]
        photos = [
            prepare(np.asarray(cv2.resize(image, size), np.uint8), "scalp", size)
            for image, size in zip(images, sizes, strict=True)
        ]
        answer = found(*photos)
        one_back, other_there = resized(sizes[0], SIZE), resized(SIZE, sizes[1])
        matrix = compose(one_back, compose(answer.matrix, other_there))
        assert error_px(matrix, retake) <= allowed(answer)

    @few
    @given(st.integers(2, 1000))
    def test_two_heads_are_refused(self, seed: int) -> None:
        assert isinstance(align(first(), prepare(scene(seed), "scalp", SIZE), "scalp"), Refusal)


TURNED_BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera stores a photo, by the orientation that it notes down."""


@pytest.mark.parametrize("orientation", TURNED_BACK)
def test_how_the_camera_was_held_does_not_matter(orientation: int) -> None:
    """A file turned in EXIF gives the matrix, bit for bit, of the same file stored upright."""
    upright = scene(1, (360, 480))
    truth = np.array([[1.02, -0.05, 9], [0.05, 1.02, -14], [0, 0, 1]])
    later = from_file(moved(upright, truth), orientation)
    plain = from_file(moved(upright, truth), 1)
    reference = prepare(upright, "scalp", (360, 480))
    assert found(reference, later).matrix.tobytes() == found(reference, plain).matrix.tobytes()


def from_file(pixels: NDArray[np.uint8], orientation: int) -> Prepared:
    how = TURNED_BACK[orientation]
    image = Image.fromarray(pixels)
    stored = image if how is None else image.transpose(how)
    data = files.saved(stored, "PNG", exif=files.exif(orientation))
    assert Image.open(BytesIO(data)).size == stored.size
    facts = codec.inspect(data)
    return prepare(codec.decode(data), "scalp", (facts.width, facts.height))


@cache
def demo_photo(patient: int, view: int, visit: int) -> Prepared:
    jpeg = demo.shoot(PATIENTS[patient], view, visit, date(2026, 11, 22), (480, 640))
    return prepare(codec.decode(jpeg), "scalp", (480, 640))


def scalps() -> list[tuple[int, int, int]]:
    """Patient, view and a later visit of the demonstration clinic's heads."""
    return [
        (number, view, visit)
        for number, one in enumerate(PATIENTS)
        for view, shown in enumerate(one.views)
        for visit in range(1, len(one.visits))
        if isinstance(shown.subject, scalp.Scalp) and (visit, view) not in one.misfiled
    ]


@pytest.mark.parametrize("which", scalps()[::9], ids=str)
def test_heads_in_relief_are_laid_over_each_other_alike_both_ways(
    which: tuple[int, int, int],
) -> None:
    """Nobody knows the one true matrix of a head that turned; both ways must agree on one."""
    patient, view, visit = which
    baseline, later = demo_photo(patient, view, 0), demo_photo(patient, view, visit)
    there, back = align(baseline, later, "scalp"), align(later, baseline, "scalp")
    if isinstance(there, Alignment) and isinstance(back, Alignment):
        assert error_px(there.matrix, back.matrix, (480, 640)) <= allowed(there, back)
    else:
        assert type(there) is type(back)


class TestByHand:
    PLACES = np.array([[90, 110], [380, 95], [400, 390], [110, 370], [250, 240.0]])

    @many
    @given(retakes(), st.integers(2, 5))
    def test_marks_the_other_way_round_give_the_inverse(self, retake: Matrix, n: int) -> None:
        here, there = self.PLACES[:n], project(retake, self.PLACES[:n])
        one = from_points(here, there, (SIZE, SIZE))
        other = from_points(there, here, (SIZE, SIZE))
        assert error_px(one.matrix, other.matrix) <= allowed(one, other)

    @many
    @given(retakes(), st.integers(2, 5), st.floats(0.5, 8), st.floats(0.5, 8))
    def test_the_size_of_the_photos_does_not_matter(
        self, retake: Matrix, n: int, one: float, other: float
    ) -> None:
        here, there = self.PLACES[:n], project(retake, self.PLACES[:n])
        plain = from_points(here, there, (SIZE, SIZE))
        large = [(round(k * SIZE[0]), round(k * SIZE[1])) for k in (one, other)]
        grown = [resized(SIZE, size) for size in large]
        answer = from_points(project(grown[0], here), project(grown[1], there), tuple(large))
        back = compose(invert(grown[1]), compose(answer.matrix, grown[0]))
        np.testing.assert_allclose(back, plain.matrix, atol=0.02)
        assert answer.error_px == pytest.approx(plain.error_px, rel=0.02)

    @many
    @given(retakes(), st.integers(2, 5))
    def test_marks_give_what_a_hand_held_camera_can_do(self, retake: Matrix, n: int) -> None:
        answer = from_points(self.PLACES[:n], project(retake, self.PLACES[:n]), (SIZE, SIZE))
        assert plausible(answer.matrix, SIZE)
        assert error_px(answer.matrix, invert(retake)) <= allowed(answer)
