"""Aligning finds a known move, refuses what is not the same, and says the same every time."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from progress.vision.align import Alignment, Prepared, Refusal, align, prepare
from tests.vision.scenes import SIZE, error_px, move, moved, scene

TRUTHS = {
    "turned": move(turn=8, scale=1.0),
    "farther": move(turn=-3, scale=0.85),
    "shifted": move(turn=0, scale=1.0, shift=(40, 25)),
    "tilted": move() @ np.array([[1, 0, 0], [0, 1, 0], [1e-4, -8e-5, 1]]),
}


@pytest.fixture(scope="module")
def reference() -> Prepared:
    return prepare(scene(1), "scalp", SIZE)


@pytest.mark.parametrize("name", TRUTHS)
def test_a_known_move_is_found(reference: Prepared, name: str) -> None:
    answer = align(reference, moved(scene(1), TRUTHS[name]), "scalp")
    assert isinstance(answer, Alignment)
    assert error_px(answer.matrix, TRUTHS[name]) < 1.5
    assert answer.trust > 0.9


def test_another_light_changes_little(reference: Prepared) -> None:
    ramp = np.linspace(0.5, 1.1, SIZE[0])[None, :, None]
    later = np.clip(moved(scene(1), move()) * ramp, 0, 255).astype(np.uint8)
    answer = align(reference, later, "scalp")
    assert isinstance(answer, Alignment)
    assert error_px(answer.matrix, move()) < 2


def test_a_changed_patch_is_averaged_out(reference: Prepared) -> None:
    later = moved(scene(1), move())
    later[150:260, 180:290] = scene(2)[150:260, 180:290]
    answer = align(reference, later, "scalp")
    assert isinstance(answer, Alignment)
    assert error_px(answer.matrix, move()) < 2


def test_another_head_is_refused(reference: Prepared) -> None:
    answer = align(reference, scene(7), "scalp")
    assert isinstance(answer, Refusal)
    assert answer.reason == "too-little-in-common"
    assert answer.message.endswith(".")


def test_an_empty_photo_is_refused(reference: Prepared) -> None:
    blank = np.full((480, 480, 3), 128, np.uint8)
    assert isinstance(align(reference, blank, "scalp"), Refusal)


def test_the_same_photos_give_the_same_answer(reference: Prepared) -> None:
    later = prepare(moved(scene(1), move()), "scalp", SIZE)
    first, second = align(reference, later, "scalp"), align(reference, later, "scalp")
    assert isinstance(first, Alignment)
    assert isinstance(second, Alignment)
    assert first.matrix.tobytes() == second.matrix.tobytes()
    assert (first.error_px, first.trust) == (second.error_px, second.trust)


def test_aligning_the_other_way_is_the_inverse(reference: Prepared) -> None:
    later = prepare(moved(scene(1), move()), "scalp", SIZE)
    there, back = align(reference, later, "scalp"), align(later, reference, "scalp")
    assert isinstance(there, Alignment)
    assert isinstance(back, Alignment)
    assert error_px(there.matrix, back.matrix) < 2


def test_the_matrix_speaks_of_full_size_whatever_size_was_decoded() -> None:
    size = (960, 960)
    big = cv2.resize(scene(1), size, interpolation=cv2.INTER_CUBIC)
    later = cv2.resize(moved(scene(1), move()), size, interpolation=cv2.INTER_CUBIC)
    in_full = align(prepare(big, "scalp", size), prepare(later, "scalp", size), "scalp")
    reduced = align(
        prepare(scene(1), "scalp", size), prepare(moved(scene(1), move()), "scalp", size), "scalp"
    )
    assert isinstance(in_full, Alignment)
    assert isinstance(reduced, Alignment)
    inverse = np.linalg.inv(reduced.matrix)
    assert error_px(in_full.matrix, inverse, size) < 1.5


def test_what_was_prepared_survives_storage(reference: Prepared) -> None:
    data = reference.to_bytes()
    again = Prepared.from_bytes(data)
    assert len(data) < 600_000
    assert again.gray.tobytes() == reference.gray.tobytes()
    later = moved(scene(1), move())
    one, other = align(reference, later, "scalp"), align(again, later, "scalp")
    assert isinstance(one, Alignment)
    assert isinstance(other, Alignment)
    assert one.matrix.tobytes() == other.matrix.tobytes()


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x03\x04broken"])
def test_bytes_that_are_no_features_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Prepared.from_bytes(data)


def test_features_of_another_version_are_refused(
    reference: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = reference.to_bytes()
    monkeypatch.setattr("progress.vision.prepared.VERSION", 99)
    with pytest.raises(ValueError, match="another version"):
        Prepared.from_bytes(data)
