"""A face is found where it is, however it lies, and the weights are the ones that were measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from progress.vision import face, pose, weights
from progress.vision.align import Alignment, Image, Refusal, align, prepare
from progress.vision.transform import project
from tests.vision.heads import PORTRAIT
from tests.vision.scenes import scene


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package")
    caches = (weights._bundle, weights.load, pose.model)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def found(image: Image) -> face.Face:
    answer = face.find(image)
    assert answer is not None
    return answer


def test_the_eyes_are_where_the_portrait_has_them() -> None:
    eyes = found(PORTRAIT).points[list(face.OUTER_EYES), :2]
    # Measured by hand on the portrait that scikit-image ships.
    np.testing.assert_allclose(eyes, [[194, 100], [257, 102]], atol=5)


@pytest.mark.parametrize("turn", [-25, 25])
def test_a_tilted_portrait_moves_its_landmarks_along(turn: float) -> None:
    matrix = np.vstack([cv2.getRotationMatrix2D((256, 256), turn, 1), [0, 0, 1]])
    tilted = cv2.warpAffine(PORTRAIT, matrix[:2], (512, 512), borderMode=cv2.BORDER_REPLICATE)
    expected = project(matrix, found(PORTRAIT).points[:, :2])
    gap = np.linalg.norm(found(np.asarray(tilted, np.uint8)).points[:, :2] - expected, axis=1)
    assert np.median(gap) < 3


def test_a_large_photo_shows_the_same_face() -> None:
    large = np.asarray(cv2.resize(PORTRAIT, (2048, 2048)), np.uint8)
    assert found(large).eye_distance == pytest.approx(4 * found(PORTRAIT).eye_distance, rel=0.05)


def test_where_no_face_is_none_is_found() -> None:
    assert face.find(scene(3)) is None


@pytest.mark.usefixtures("no_weights")
def test_without_weights_faces_are_aligned_by_features() -> None:
    assert not weights.available()
    assert weights.load(weights.DETECTOR) is None
    assert face.find(PORTRAIT) is None
    shifted = np.roll(PORTRAIT, (10, 15), axis=(0, 1))
    answer = align(PORTRAIT, shifted, "face")
    assert isinstance(answer, Alignment)
    there = project(answer.matrix, np.array([[265.0, 210]]))
    np.testing.assert_allclose(there, [[250, 200]], atol=1)


def test_a_file_that_is_not_the_measured_one_counts_as_absent(tmp_path: Path) -> None:
    forged = tmp_path / "weights"
    forged.write_bytes(b"other")
    assert weights.checked(forged, weights.BUNDLE_SHA256) is None
    assert weights.checked(tmp_path / "missing", weights.BUNDLE_SHA256) is None


def test_a_face_that_moved_is_aligned_within_its_outline() -> None:
    matrix = np.vstack([cv2.getRotationMatrix2D((230, 130), 9, 1.1), [0, 0, 1]])
    later = cv2.warpAffine(PORTRAIT, matrix[:2], (512, 512), borderMode=cv2.BORDER_REPLICATE)
    answer = align(PORTRAIT, np.asarray(later, np.uint8), "face")
    assert isinstance(answer, Alignment)
    points = np.array([[200, 90], [250, 90], [225, 150.0]])
    np.testing.assert_allclose(project(answer.matrix, project(matrix, points)), points, atol=1)


def test_a_face_whose_skin_is_not_recognised_may_be_another_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("progress.vision.verify.LEAST_TRUST", 1.1)
    monkeypatch.setattr("progress.vision.identity.LEAST_LIKENESS", 1.1)
    monkeypatch.setattr("progress.vision.recognition.likeness", lambda one, other: None)
    answer = align(PORTRAIT, PORTRAIT, "face")
    assert isinstance(answer, Refusal)
    assert answer.reason == "another-person"


def test_what_landmarks_say_decides_when_features_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = prepare(PORTRAIT, "face", (512, 512)), prepare(PORTRAIT, "face", (512, 512))
    monkeypatch.setattr("progress.vision.verify.LEAST_TRUST", 1.1)
    answer = align(one, other, "face")
    assert isinstance(answer, Alignment)
    assert answer.method == "landmarks"
    np.testing.assert_allclose(answer.matrix, np.eye(3), atol=1e-6)
    assert answer.grade >= "C"


def test_a_turned_head_is_refused_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("progress.vision.verify.LEAST_TRUST", 1.1)
    monkeypatch.setattr("progress.vision.identity.MOST_TURN_PERCENT", -1.0)
    answer = align(PORTRAIT, PORTRAIT, "face")
    assert isinstance(answer, Refusal)
    assert answer.reason == "head-turned"


def test_a_large_photo_is_prepared_with_the_face_of_a_small_one() -> None:
    """Landmarks are kept where features are: in the pixels that flow works on."""
    large = np.asarray(cv2.resize(PORTRAIT, (1600, 1600)), np.uint8)
    one, other = (prepare(each, "face", (1600, 1600)).landmarks for each in (PORTRAIT, large))
    np.testing.assert_allclose(one[:, :2], other[:, :2], atol=1)
