"""One person's faces are alike, other persons' are not, and without the network nobody guesses."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from progress.vision import face, identity, recognition, weights
from progress.vision.align import Alignment, Refusal, align, prepare
from progress.vision.prepared import Prepared
from tests.vision.faces import ask_once, others
from tests.vision.heads import PORTRAIT

SIZE = (512, 512)


@pytest.fixture(scope="module")
def portrait() -> Prepared:
    return prepare(PORTRAIT, "face", SIZE)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(weights, "RECOGNISER_PACKAGE", "no_such_package")
    weights.recogniser.cache_clear()
    yield
    weights.recogniser.cache_clear()


def test_one_person_is_recognised_in_another_light_and_pose(portrait: Prepared) -> None:
    moved = cv2.warpAffine(PORTRAIT, cv2.getRotationMatrix2D((230, 130), 12, 1.2), SIZE)
    later = prepare(np.asarray(cv2.convertScaleAbs(moved, alpha=0.7, beta=10)), "face", SIZE)
    assert recognition.likeness(portrait.portrait, portrait.portrait) == pytest.approx(1)
    alike = recognition.likeness(portrait.portrait, later.portrait)
    assert alike is not None
    assert alike > identity.SAME


def test_forty_others_are_not_taken_for_her(
    portrait: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_once(monkeypatch)
    likenesses = [recognition.likeness(portrait.portrait, other) for other in others()]
    assert all(alike is not None and alike < identity.DIFFERENT for alike in likenesses)


def test_a_larger_photo_shows_the_network_the_same_face() -> None:
    found = face.find(PORTRAIT)
    assert found is not None
    large = np.asarray(cv2.resize(PORTRAIT, (2048, 2048)), np.uint8)
    pictures = (
        recognition.picture(PORTRAIT, found.points),
        recognition.picture(large, found.points * 4),
    )
    alike = recognition.likeness(*pictures)
    assert alike is not None
    assert alike > 0.99


def test_without_landmarks_there_is_no_picture_to_ask_of() -> None:
    assert recognition.picture(PORTRAIT, np.zeros((0, 3))) is recognition.NO_PICTURE


def test_a_picture_without_a_face_tells_nothing(portrait: Prepared) -> None:
    nobody = prepare(np.full((300, 300, 3), 90, np.uint8), "face", (300, 300))
    assert nobody.portrait.size == 0
    assert recognition.likeness(portrait.portrait, nobody.portrait) is None


@pytest.mark.usefixtures("no_network")
def test_without_the_network_nobody_guesses(portrait: Prepared) -> None:
    assert recognition.likeness(portrait.portrait, portrait.portrait) is None


@pytest.mark.parametrize(("alike", "found"), [(0.99, Alignment), (0.5, Refusal)])
def test_recognition_decides_where_skin_is_not_recognised(
    portrait: Prepared, monkeypatch: pytest.MonkeyPatch, alike: float, found: type
) -> None:
    monkeypatch.setattr("progress.vision.verify.LEAST_TRUST", 1.1)
    monkeypatch.setattr("progress.vision.recognition.likeness", lambda one, other: alike)
    answer = align(portrait, portrait, "face")
    assert isinstance(answer, found)
    assert isinstance(answer, Alignment) or answer.reason == "another-person"


def test_where_no_face_is_no_head_is_said_to_have_turned(portrait: Prepared) -> None:
    nobody = prepare(np.full((300, 300, 3), 90, np.uint8), "face", (300, 300))
    assert not identity.turned(portrait, nobody, np.eye(3))
    assert not identity.turned(nobody, portrait, np.eye(3))
