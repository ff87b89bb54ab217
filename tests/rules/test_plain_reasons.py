"""What patients read of two photos: every difference that is found has plain words."""

from __future__ import annotations

import pytest

from progress.rules.advice import REMEDIES
from progress.rules.comparability import COSTS
from progress.rules.plain_reasons import (
    DIFFERENCES,
    HARDLY,
    MOST,
    NOT_COMPARED,
    WELL,
    WITH_CARE,
    in_plain_words,
    verdict,
)


def test_everything_that_has_a_remedy_has_plain_words() -> None:
    assert REMEDIES.keys() <= DIFFERENCES.keys()
    assert COSTS.keys() <= DIFFERENCES.keys()


def test_alike_is_said_once_and_not_too_much() -> None:
    light = DIFFERENCES["brighter"]
    assert in_plain_words(["brighter", "clipped", "another-person"]) == [light]
    assert len(in_plain_words(DIFFERENCES)) == MOST


@pytest.mark.parametrize(
    ("grade", "said"),
    [("A", WELL), ("B", WELL), ("C", WITH_CARE), ("D", WITH_CARE), ("E", HARDLY), ("F", HARDLY)],
)
def test_a_grade_in_words(grade: str, said: str) -> None:
    assert verdict(True, grade) == said


def test_without_a_grade() -> None:
    assert verdict(False, None) == NOT_COMPARED
    assert verdict(True, None) == WITH_CARE
