"""A course is solved together: what contradicts is dropped, and every way to a photo counts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from progress.vision import loops
from progress.vision.course import Edge, Graph
from progress.vision.transform import homography, project

SIZE = (4000, 3000)
UNIT = 4000 / 1024
CORNERS = np.array([(500, 400), (3500, 400), (3500, 2600), (500, 2600)], float)
NOISE_PX = 2.0
FAR_PX = 40.0
Pairs = list[tuple[int, int]]


def shift(x: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, 0], [0, 0, 1.0]])


def sizes(nodes: str) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(nodes, SIZE)


def retakes(count: int, seed: int) -> list[np.ndarray]:
    """From the pixels of the first photo to those of each, as a hand-held camera moves."""
    rng = np.random.default_rng(seed)
    return [np.eye(3), *(_retake(rng) for _ in range(count - 1))]


def _retake(rng: np.random.Generator) -> np.ndarray:
    turn, scale = rng.normal() * 0.08, np.exp(rng.normal() * 0.06)
    (right, down), tilt = rng.normal(size=2) * 60, rng.normal(size=2) * 1e-5
    cos, sin = scale * np.cos(turn), scale * np.sin(turn)
    return np.array([[cos, -sin, right], [sin, cos, down], [*tilt, 1]])


def measured(truth: list[np.ndarray], pairs: Pairs, seed: int, wrong: Pairs = ()) -> list[Edge]:
    """Edges (reference, moving) that miss by about NOISE_PX, and the wrong ones by far."""
    rng = np.random.default_rng(seed)
    return [_edge(truth, pair, FAR_PX if pair in wrong else 0.0, rng) for pair in pairs]


def _edge(
    truth: list[np.ndarray], pair: tuple[int, int], far: float, rng: np.random.Generator
) -> Edge:
    reference, moving = pair
    there = project(truth[reference] @ np.linalg.inv(truth[moving]), CORNERS)
    there += rng.normal(size=(4, 2)) * NOISE_PX / np.sqrt(2) * UNIT + [far * UNIT, 0]
    found = homography(CORNERS, there)
    assert found is not None
    return Edge(reference, moving, found, NOISE_PX, 0.95)


def solved(edges: list[Edge], count: int) -> Graph:
    return Graph(edges, dict.fromkeys(range(count), SIZE))


def error_px(graph: Graph, truth: list[np.ndarray], moving: int, reference: int) -> float:
    chain = graph.chain(moving, reference)
    assert chain is not None
    there = project(truth[reference] @ np.linalg.inv(truth[moving]), CORNERS)
    return float(np.linalg.norm(project(chain.matrix, CORNERS) - there, axis=1).mean() / UNIT)


def named(edges: tuple[Edge, ...]) -> Pairs:
    return [(edge.reference, edge.moving) for edge in edges]  # type: ignore[misc]


def braced(count: int) -> Pairs:
    """Each photo measured over the two before it."""
    return [(at - back, at) for at in range(1, count) for back in (1, 2) if at >= back]


class TestPaths:
    """Where no loop closes, the only way is the answer, as it was measured."""

    EDGES = (
        Edge("a", "b", shift(10), 3.0, 0.9),
        Edge("b", "c", shift(20), 4.0, 0.9),
        Edge("x", "y", shift(1), 1.0, 0.95),
    )

    def test_a_photo_is_reached_through_another(self) -> None:
        found = Graph(self.EDGES, sizes("abcxy")).chain("c", "a")
        assert found is not None
        assert found.path == ("c", "b", "a")
        np.testing.assert_array_equal(found.matrix, shift(30))
        assert found.error_px == pytest.approx(5.0)
        assert found.trust == pytest.approx(0.81)

    def test_the_way_back_is_the_inverse(self) -> None:
        found = Graph(self.EDGES, sizes("abcxy")).chain("a", "c")
        assert found is not None
        np.testing.assert_allclose(found.matrix, shift(-30))

    def test_a_photo_lies_on_itself(self) -> None:
        found = Graph([], sizes("a")).chain("a", "a")
        assert found is not None
        np.testing.assert_array_equal(found.matrix, np.eye(3))

    def test_photos_that_nothing_connects_do_not_meet(self) -> None:
        graph = Graph(self.EDGES, sizes("abcxyz"))
        assert graph.chain("a", "x") is None
        assert graph.chain("a", "z") is None
        assert graph.chain("not of this course", "a") is None
        assert graph.chain("a", "not of this course") is None
        assert Graph([], sizes("ab")).chain("a", "b") is None
        assert Graph([], {}).dropped == ()
        assert not Graph([], sizes("a")).holds("a", "a")

    def test_what_is_likelier_wrong_than_right_is_not_shown(self) -> None:
        doubtful = [Edge("a", "b", shift(1), 1.0, 0.7), Edge("b", "c", shift(1), 1.0, 0.7)]
        graph = Graph(doubtful, sizes("abc"))
        assert graph.chain("b", "a") is not None
        assert graph.chain("c", "a") is None


class TestLoops:
    @pytest.mark.parametrize("wrong", [(0, 4), (3, 4), (2, 3), (0, 1)])
    def test_the_wrong_edge_is_found(self, wrong: tuple[int, int]) -> None:
        pairs = [*braced(6), (0, 4), (0, 3)]
        truth = retakes(6, seed=3)
        graph = solved(measured(truth, pairs, 1, wrong=[wrong]), 6)
        assert named(graph.dropped) == [wrong]
        assert error_px(graph, truth, *reversed(wrong)) < 3 * NOISE_PX

    def test_right_edges_stay(self) -> None:
        for seed in range(8):
            truth = retakes(9, seed)
            assert solved(measured(truth, braced(9), seed), 9).dropped == ()

    def test_a_wrong_edge_across_a_long_chain_is_noticed(self) -> None:
        """The loop that it closes has nine edges."""
        pairs = [*braced(9), (0, 8)]
        graph = solved(measured(retakes(9, 5), pairs, 5, wrong=[(0, 8)]), 9)
        assert named(graph.dropped) == [(0, 8)]

    def test_one_word_against_another_convinces_nobody(self) -> None:
        """Three photos, three edges, one of them wrong, and no telling which."""
        pairs = [(0, 1), (1, 2), (0, 2)]
        graph = solved(measured(retakes(3, 1), pairs, 1, wrong=[(0, 2)]), 3)
        assert len(graph.dropped) == 3
        assert graph.chain(2, 0) is None

    def test_a_photo_is_held_by_two_edges_that_agree(self) -> None:
        pairs = [(0, 1), (1, 2), (0, 2)]
        edges = measured(retakes(3, 1), pairs, 1)
        assert not solved(edges[:2], 3).holds(2, 0)
        assert solved(edges, 3).holds(2, 0)
        assert not solved(measured(retakes(3, 1), pairs, 1, wrong=[(0, 2)]), 3).holds(2, 0)

    def test_a_loop_that_closes_is_more_trusted_than_its_edges(self) -> None:
        pairs = [(0, 1), (1, 2), (0, 2)]
        edges = measured(retakes(3, 1), pairs, 1)
        alone, together = solved(edges[2:], 3).chain(2, 0), solved(edges, 3).chain(2, 0)
        assert alone is not None
        assert together is not None
        assert together.trust > alone.trust

    def test_an_edge_by_hand_is_never_dropped(self) -> None:
        pairs = [(0, 1), (1, 2), (0, 2)]
        by_hand = Edge(0, 2, shift(900), 5.0, 1.0, by_hand=True)
        edges = [*measured(retakes(3, 1), pairs[:2], 1), by_hand]
        graph = solved(edges, 3)
        assert graph.dropped
        assert by_hand not in graph.dropped
        found = graph.chain(2, 0)
        assert found is not None
        np.testing.assert_allclose(found.matrix, shift(900), atol=1e-6)

    def test_of_two_measurements_of_one_pair_the_one_by_hand_stands(self) -> None:
        measured_once = Edge(0, 1, shift(900), NOISE_PX, 0.99)
        by_hand = Edge(0, 1, shift(5), 5.0, 1.0, by_hand=True)
        assert solved([measured_once, by_hand], 2).dropped == (measured_once,)

    def test_two_measurements_of_one_pair_that_agree_both_stand(self) -> None:
        twice = [Edge(0, 1, shift(x), NOISE_PX, 0.9) for x in (5, 7)]
        graph = solved(twice, 2)
        assert graph.dropped == ()
        assert graph.holds(1, 0)

    def test_where_other_loops_clear_all_of_an_open_one_the_least_trusted_falls(self) -> None:
        members, trust = np.ones((1, 3), bool), np.array([0.97, 0.93, 0.99])
        kept = loops._keep(trust, np.zeros(3, bool), members, np.array([0.5]))
        assert kept.tolist() == [True, False, True]


class TestTogether:
    def test_the_last_photo_is_reached_more_exactly_than_along_one_chain(self) -> None:
        """Nine visits, fifteen edges: independent ways average their errors out."""
        chained, together = [], []
        for seed in range(12):
            truth = retakes(9, seed)
            edges = measured(truth, braced(9), seed)
            only_next = [edge for edge in edges if edge.moving - edge.reference == 1]  # type: ignore[operator]
            chained.append(error_px(solved(only_next, 9), truth, 8, 0))
            together.append(error_px(solved(edges, 9), truth, 8, 0))
        assert np.mean(together) < 0.7 * np.mean(chained)

    def test_the_stated_error_is_honest(self) -> None:
        ratios = []
        for seed in range(12):
            truth = retakes(9, seed)
            graph = solved(measured(truth, braced(9), seed), 9)
            for one, other in combinations(range(9), 2):
                chain = graph.chain(other, one)
                assert chain is not None
                ratios.append(error_px(graph, truth, other, one) / chain.error_px)
        assert np.mean(np.array(ratios) <= 2) >= 0.95
        assert 0.5 < np.median(ratios) < 1.2

    def test_any_two_photos_agree_about_a_third(self) -> None:
        graph = solved(measured(retakes(5, 2), braced(5), 2), 5)
        there, on, direct = graph.chain(4, 2), graph.chain(2, 0), graph.chain(4, 0)
        assert there is not None
        assert on is not None
        assert direct is not None
        laid = project(on.matrix @ there.matrix, CORNERS)
        np.testing.assert_allclose(laid, project(direct.matrix, CORNERS), atol=1e-6)

    def test_an_edge_by_hand_stands_as_it_was_drawn(self) -> None:
        """The program's own edges around it agree with it, and still do not move it."""
        truth = retakes(4, 2)
        edges = measured(truth, [*braced(4), (0, 3)], 2)
        drawn = edges.pop()
        by_hand = Edge(0, 3, drawn.matrix, 5.0, 1.0, by_hand=True)
        found = solved([*edges, by_hand], 4).chain(3, 0)
        assert found is not None
        apart = project(found.matrix, CORNERS) - project(drawn.matrix, CORNERS)
        assert np.abs(apart).max() / UNIT < 0.05
        assert 5.0 <= found.error_px < 5.5

    def test_the_order_of_edges_changes_nothing(self) -> None:
        edges = measured(retakes(6, 4), [*braced(6), (0, 5)], 4, wrong=[(0, 5)])
        one, other = solved(edges, 6).chain(5, 0), solved(edges[::-1], 6).chain(5, 0)
        assert one is not None
        assert other is not None
        assert one.matrix.tobytes() == other.matrix.tobytes()

    def test_photos_of_different_sizes(self) -> None:
        small = {0: SIZE, 1: (1000, 750), 2: SIZE}
        half = np.diag([4.0, 4, 1])
        edges = [
            Edge(0, 1, half, 1.0, 0.95),
            Edge(1, 2, np.linalg.inv(half), 1.0, 0.95),
            Edge(0, 2, np.eye(3), 1.0, 0.95),
        ]
        found = Graph(edges, small).chain(2, 0)
        assert found is not None
        np.testing.assert_allclose(project(found.matrix, CORNERS), CORNERS, atol=3)

    def test_an_edge_that_goes_nowhere_is_dropped(self) -> None:
        folded = np.array([[1, 0, 0], [0, 1, 0], [-1e-3, 0, 1.0]])
        edges = measured(retakes(4, 2), braced(4), 2)
        graph = solved([*edges, Edge(0, 3, folded, 1.0, 0.95)], 4)
        assert named(graph.dropped) == [(0, 3)]
