"""Visits of one head that changes more and more, with known truth: photos in, one answer out."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.visits import LONG_SIDE, Visit, course
from progress.vision.align import Alignment, Prepared, Refusal, align, prepare
from progress.vision.course import Edge, Graph
from tests.vision.scenes import error_px, scene

VISITS = 7
CHANGED = 0.95
SIZE = (LONG_SIDE, LONG_SIDE)
LAST = VISITS - 1


@pytest.fixture(scope="module")
def visits() -> list[Visit]:
    return course(scene(1), VISITS, CHANGED, seed=2)


@pytest.fixture(scope="module")
def prepared(visits: list[Visit]) -> list[Prepared]:
    return [prepare(visit.photo, "scalp", SIZE) for visit in visits]


@pytest.fixture(scope="module")
def edges(prepared: list[Prepared]) -> list[Edge]:
    """Each visit over the two before it."""
    pairs = [(new - back, new) for new in range(1, VISITS) for back in (1, 2) if new >= back]
    found = [(pair, align(prepared[pair[0]], prepared[pair[1]], "scalp")) for pair in pairs]
    return [
        Edge(*pair, answer.matrix, answer.error_px, answer.trust)
        for pair, answer in found
        if isinstance(answer, Alignment)
    ]


def test_too_much_changed_to_lay_the_last_photo_over_the_first(prepared: list[Prepared]) -> None:
    assert isinstance(align(prepared[0], prepared[LAST], "scalp"), Refusal)


def test_it_is_reached_through_the_visits_between(visits: list[Visit], edges: list[Edge]) -> None:
    found = Graph(edges, dict.fromkeys(range(VISITS), SIZE)).chain(LAST, 0)
    assert found is not None
    error = error_px(found.matrix, visits[LAST].truth, SIZE)
    assert error < 8
    assert error < 2 * found.error_px


@pytest.mark.parametrize("at", [1, 4, 7])
def test_a_wrong_edge_on_the_way_is_noticed(
    visits: list[Visit], edges: list[Edge], at: int
) -> None:
    off = np.array([[1, 0, 40], [0, 1, -25], [0, 0, 1.0]])
    right = edges[at]
    wrong = Edge(right.reference, right.moving, off @ right.matrix, right.error_px, right.trust)
    graph = Graph([*edges[:at], wrong, *edges[at + 1 :]], dict.fromkeys(range(VISITS), SIZE))
    assert graph.dropped == (wrong,)
    found = graph.chain(LAST, 0)
    assert found is not None
    assert error_px(found.matrix, visits[LAST].truth, SIZE) < 10
