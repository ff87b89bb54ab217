"""A face is a stranger's only where faces look into the camera, and none is like it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from progress.vision import recognition
from progress.vision.align import prepare
from progress.vision.prepared import Prepared
from progress.vision.stranger import is_stranger
from tests.vision.faces import others
from tests.vision.heads import PORTRAIT, landmarks


@pytest.fixture(scope="module")
def her() -> Prepared:
    return prepare(PORTRAIT, "face", (512, 512))


@pytest.fixture(scope="module")
def somebody(her: Prepared) -> Prepared:
    """Another person's picture on her landmarks."""
    return replace(her, portrait=others(1)[0])


def test_nobody_is_a_stranger_to_themselves(her: Prepared) -> None:
    assert is_stranger(her, [her]) is False


def test_another_person_is(her: Prepared, somebody: Prepared) -> None:
    assert is_stranger(somebody, [her, her]) is True


def test_one_that_is_like_it_is_enough_and_ends_the_search(
    her: Prepared, somebody: Prepared
) -> None:
    def faces() -> Iterator[Prepared]:
        yield somebody
        yield her
        raise AssertionError("There was no need to open another.")

    assert is_stranger(her, faces()) is False


def test_where_nothing_can_be_compared_nothing_is_said(her: Prepared) -> None:
    nobody = replace(her, portrait=recognition.NO_PICTURE, landmarks=np.zeros((0, 3)))
    assert is_stranger(her, []) is None
    assert is_stranger(her, [nobody]) is None
    assert is_stranger(nobody, [her]) is None


@pytest.mark.parametrize(("degrees", "said"), [(-15, True), (-60, None), (60, None)])
def test_a_head_that_is_turned_away_is_not_judged(
    her: Prepared, somebody: Prepared, degrees: float, said: bool | None
) -> None:
    turned = replace(somebody, landmarks=landmarks(yaw=degrees))
    assert is_stranger(turned, [her]) is said
    assert is_stranger(her, [turned]) is said
