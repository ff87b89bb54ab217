"""Sizes are said no more exactly than they are known, and what is not known costs nothing."""

from math import inf, nan

import pytest

from progress.vision.finding import about, steps


@pytest.mark.parametrize(
    ("value", "said"), [(12.4, 10), (-12.6, 15), (0.3, 5), (0.0, 5), (nan, 0), (inf, 0)]
)
def test_a_size_is_said_in_whole_units(value: float, said: int) -> None:
    assert about(value, 5) == said


@pytest.mark.parametrize(
    ("value", "cost"), [(1.0, 0), (2.0, 0), (2.1, 1), (9.0, 2), (nan, 0), (inf, 0)]
)
def test_each_limit_that_is_exceeded_costs_a_grade(value: float, cost: int) -> None:
    assert steps(value, (2.0, 5.0)) == cost
