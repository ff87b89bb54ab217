"""Where the head is, and how much of what lies around it may move with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from progress.vision import person, subject, weights
from progress.vision.prepared import Prepared, prepare
from tests.vision.heads import PORTRAIT


@pytest.fixture(scope="module")
def face() -> Prepared:
    return prepare(PORTRAIT, "face", (PORTRAIT.shape[1], PORTRAIT.shape[0]))


@pytest.fixture(scope="module")
def top_of_head() -> Prepared:
    return prepare(PORTRAIT, "scalp", (PORTRAIT.shape[1], PORTRAIT.shape[0]))


@pytest.fixture
def no_person_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(weights, "COPIED", tmp_path)
    weights.load.cache_clear()
    yield
    weights.load.cache_clear()


@pytest.mark.usefixtures("no_person_network")
def test_without_the_network_nobody_says_where_a_person_is() -> None:
    assert person.find(PORTRAIT) is person.NOT_ASKED


def test_a_person_is_told_from_what_is_behind() -> None:
    found = person.find(PORTRAIT)
    assert found.shape == (person.SIDE, person.SIDE)
    # Read off the portrait by eye, in pixels of its 512: face, chest; flag, model of a shuttle.
    for (row, column), expected in {
        (110, 225): 255,
        (400, 200): 255,
        (60, 40): 0,
        (100, 420): 0,
    }.items():
        assert found[row // 2, column // 2] == expected


def test_the_background_counts_not_at_all(face: Prepared) -> None:
    head, wide = subject.mask(face), subject.wide(face)
    inside = head == 255
    assert (wide[inside] == 255).mean() > 0.8
    assert (wide > 0).sum() < (head > 0).sum() * 1.4
    assert set(np.unique(wide)) == {0, subject.WIDE_AROUND_FACE, 255}


def test_around_a_scalp_all_of_the_person_counts(top_of_head: Prepared) -> None:
    wide = subject.wide(top_of_head)
    assert set(np.unique(wide)) == {0, subject.WIDE_AROUND, 255}
    shown = (wide > 0).mean()
    assert shown == pytest.approx((top_of_head.person > 0).mean(), abs=0.02)


@pytest.mark.parametrize("seen", [person.NOT_ASKED, np.zeros((person.SIDE, person.SIDE), np.uint8)])
def test_where_no_person_is_seen_the_likely_head_counts(face: Prepared, seen: np.ndarray) -> None:
    blind = replace(face, person=seen)
    assert np.array_equal(subject.wide(blind), subject.mask(face))
