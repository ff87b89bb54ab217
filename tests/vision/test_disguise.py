"""What is hidden is gone: from the pixels, for the network that tells faces apart, for good."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.vision import disguise, face, recognition
from progress.vision.disguise import Box, Hidden, Image
from tests.vision.heads import PORTRAIT
from tests.vision.scenes import move, scene

WHOLE: Box = (0, 0, 1, 1)
MIDDLE: Box = (0.25, 0.25, 0.75, 0.75)
NOISE = np.random.default_rng(1).integers(0, 256, (120, 160, 3), np.uint8)

hidden = st.builds(
    lambda x, y, outside, blurred: Hidden((min(x), min(y), max(x), max(y)), outside, blurred),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
    st.booleans(),
    st.booleans(),
)


def changed(image: Image, how: Hidden) -> Image:
    """The image with other pixels, wherever they would be hidden, and of the same means."""
    mask = disguise._mask(image, how)
    other = image.copy()
    other[mask] = 255 - image[mask]
    return other


@settings(deadline=None, max_examples=60)
@given(hidden)
def test_what_is_shown_stays_as_it_was_and_covers_hide_all(how: Hidden) -> None:
    mask = disguise._mask(NOISE, how)
    there = disguise.disguised(NOISE, how)
    assert np.array_equal(there[~mask], NOISE[~mask])
    if not how.blurred:
        assert np.array_equal(there, disguise.disguised(changed(NOISE, how), how))


@pytest.mark.parametrize("outside", [False, True])
def test_a_blur_keeps_no_detail(outside: bool) -> None:
    """Of fine noise nothing is left: not its contrast, nor anything that goes with it."""
    how = Hidden(MIDDLE, outside, blurred=True)
    mask = disguise._mask(NOISE, how)
    before, after = (each[mask].astype(float) for each in (NOISE, disguise.disguised(NOISE, how)))
    assert after.std() < 0.1 * before.std()
    assert abs(np.corrcoef(before.ravel(), after.ravel())[0, 1]) < 0.15


def test_a_blur_holds_a_few_colours_however_large_the_photo_is() -> None:
    """Two faces whose blocks have the same means are the same picture."""
    one = np.kron(np.random.default_rng(2).integers(60, 190, (6, 6, 3)), np.ones((40, 40, 1)))
    chequered = np.where(np.indices((240, 240)).sum(axis=0)[..., None] % 2, one + 40, one - 40)
    how = Hidden(WHOLE, outside=False, blurred=True)
    two = [disguise.disguised(np.asarray(each, np.uint8), how) for each in (one, chequered)]
    assert np.abs(two[0].astype(int) - two[1]).max() <= 1


@pytest.mark.parametrize("blurred", [False, True])
def test_neither_the_detector_nor_the_network_knows_a_hidden_face(blurred: bool) -> None:
    box = disguise.face_box(PORTRAIT)
    original = face.find(PORTRAIT)
    assert box is not None
    assert original is not None
    there = disguise.disguised(PORTRAIT, Hidden(box, outside=False, blurred=blurred))
    assert face.find(there) is None
    pictures = [recognition.picture(each, original.points) for each in (PORTRAIT, there)]
    alike = recognition.likeness(*pictures)
    assert alike is not None
    assert alike < 0.91, "identity.DIFFERENT: below it two faces are two persons'"


def test_a_bar_over_the_eyes_leaves_a_face_to_find() -> None:
    box = disguise.face_box(PORTRAIT)
    assert box is not None
    left, top, right, bottom = box
    bar = (left, top + 0.42 * (bottom - top), right, top + 0.55 * (bottom - top))
    assert face.find(disguise.disguised(PORTRAIT, Hidden(bar, False, blurred=False))) is not None


def test_a_picture_without_a_face_has_no_box() -> None:
    assert disguise.face_box(scene(1)) is None


def test_both_photos_are_framed_and_hidden_alike() -> None:
    reference = scene(1)
    truth = move()
    size = (reference.shape[1], reference.shape[0])
    moving = cv2.warpPerspective(reference, np.linalg.inv(truth), size)
    frame = disguise.shared_frame(truth, size, size)
    how = Hidden((0.4, 0.4, 0.6, 0.6), outside=False, blurred=False)
    one, other = disguise.pair(reference, moving, truth, frame, how)
    assert one.shape == other.shape
    covered = [(each == disguise.GREY).all(axis=2) for each in (one, other)]
    assert (covered[0] & covered[1]).mean() > 0.03
    assert not (other == 0).all(axis=2)[[0, -1]].any(), "the moving photo fills the frame"
    assert np.abs(one.astype(float) - other).mean() < 12


def test_a_published_picture_is_no_larger_than_it_needs_to_be() -> None:
    large = np.zeros((3000, 2000, 3), np.uint8)
    assert disguise.published(large, WHOLE, None).shape == (1200, 800, 3)
    assert disguise.published(NOISE, MIDDLE, None).shape == (60, 80, 3)


def test_photos_that_share_nothing_are_published_in_full() -> None:
    apart = np.array([[1, 0, 5000], [0, 1, 0], [0, 0, 1.0]])
    assert disguise.shared_frame(apart, (480, 480), (480, 480)) == WHOLE


def test_where_nothing_is_to_be_hidden_the_picture_stays_as_it_was() -> None:
    nothing = Hidden(WHOLE, outside=True, blurred=True)
    assert np.array_equal(disguise.disguised(NOISE, nothing), NOISE)
