"""A course is solved together: any two photos of a view meet over all that was measured between.

network      photos, and the transforms measured between some of them
loops        which of these transforms can be believed
adjustment   one transform for each photo that fits all of them best
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from progress.vision.adjustment import adjust, spread
from progress.vision.loops import judge
from progress.vision.network import GRID, Network, Step, grid, to_unit
from progress.vision.transform import normalised
from progress.vision.verify import LEAST_TRUST

Matrix = NDArray[np.float64]
Sizes = Mapping[Any, tuple[int, int]]

ENOUGH_EDGES = 2
"""A photo with two edges lies on a loop, so that a wrong one of them is noticed."""


@dataclass(frozen=True)
class Edge:
    """`matrix` maps pixels of `moving` to pixels of `reference`; the error is at 1024 px."""

    reference: Hashable
    moving: Hashable
    matrix: Matrix
    error_px: float
    trust: float
    by_hand: bool = False


@dataclass(frozen=True)
class Chain:
    """`matrix` maps pixels of the first photo of `path` to pixels of the last.

    `path` is the most trusted way, over edges that are all believed; the matrix and its error come
    from every way there is.
    """

    matrix: Matrix
    error_px: float
    trust: float
    path: tuple[Any, ...]


class Graph:
    """The photos of a view, joined by edges that can be walked both ways.

    `sizes`: (width, height) in full of each photo. Nothing is computed before it is asked for.
    """

    def __init__(self, edges: Iterable[Edge], sizes: Sizes) -> None:
        self._sizes = sizes
        self._nodes = list(sizes)
        self._number = {node: number for number, node in enumerate(self._nodes)}
        # In one order, so that the same rows give the same answer bit for bit.
        self._edges = sorted(edges, key=lambda edge: (*self._ends(edge), edge.by_hand))
        self._ways: dict[int, dict[int, list[Step]]] = {}

    @cached_property
    def _solved(self) -> Solved:
        return solve(self._edges, self._sizes)

    @property
    def dropped(self) -> tuple[Edge, ...]:
        """The edges that contradict others, and are not used."""
        return self._solved.dropped

    def holds(self, node: Hashable, root: Hashable) -> bool:
        """Whether a photo is reached from `root`, and its edges vouch for each other: nothing is
        gained by measuring more."""
        if self.chain(node, root) is None:
            return False
        edges = (edge for edge in self._solved.edges if node in (edge.reference, edge.moving))
        return len(list(edges)) >= ENOUGH_EDGES

    def chain(self, start: Hashable, goal: Hashable) -> Chain | None:
        """How photo `start` lies over photo `goal`; None when nothing that is believed says so."""
        if start == goal:
            return Chain(np.eye(3), 0.0, 1.0, (start,))
        if start not in self._number or goal not in self._number:
            return None
        way = self._way(self._number[start], self._number[goal])
        return None if way is None else self._along(start, goal, way)

    def _ends(self, edge: Edge) -> tuple[int, int]:
        return self._number[edge.reference], self._number[edge.moving]

    def _way(self, start: int, goal: int) -> list[Step] | None:
        if goal not in self._ways:
            self._ways[goal] = self._solved.network.ways(goal, self._solved.trust)
        return self._ways[goal].get(start)

    def _along(self, start: Hashable, goal: Hashable, way: list[Step]) -> Chain | None:
        trust = math.prod(float(self._solved.trust[number]) for number, _ in way)
        if trust < LEAST_TRUST:
            return None
        one, other = self._number[start], self._number[goal]
        ends = [self._solved.network.end(step) for step in way]
        return Chain(
            matrix=self._solved.between(one, other, way),
            error_px=float(self._solved.errors[one, other]),
            trust=trust,
            path=(start, *(self._nodes[end] for end in ends)),
        )


# -- solving -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Solved:
    """All edges taken together; photos and believed edges have the numbers of `network`.

    `errors` (n, n): in px at 1024. `placed` (n, 3, 3): each photo's pixels to a plane that its
    group shares; None when no loop left anything to adjust.
    """

    edges: tuple[Edge, ...]
    dropped: tuple[Edge, ...]
    network: Network
    trust: NDArray[np.float64]
    errors: NDArray[np.float64]
    placed: NDArray[np.float64] | None

    def between(self, one: int, other: int, way: Sequence[Step]) -> Matrix:
        """From pixels of one photo to pixels of the other."""
        if self.placed is not None:
            return normalised(np.linalg.inv(self.placed[other]) @ self.placed[one])
        return normalised(reduce(lambda so_far, step: self._step(step) @ so_far, way, np.eye(3)))

    def _step(self, step: Step) -> Matrix:
        number, forward = step
        matrix = self.edges[number].matrix
        return matrix if forward else np.asarray(np.linalg.inv(matrix), float)


def solve(edges: Sequence[Edge], sizes: Sizes) -> Solved:
    """Drop what contradicts the rest, and adjust what is left."""
    network = _network(edges, sizes)
    verdict = judge(network, np.array([edge.trust for edge in edges]))
    believed, trust = network.only(verdict.kept), verdict.trust[verdict.kept]
    adjusted = adjust(believed, *believed.tree(trust))
    units = np.reshape([to_unit(size) for size in sizes.values()], (-1, 3, 3))
    return Solved(
        edges=tuple(edge for edge, kept in zip(edges, verdict.kept, strict=True) if kept),
        dropped=tuple(edge for edge, kept in zip(edges, verdict.kept, strict=True) if not kept),
        network=believed,
        trust=trust,
        errors=spread(believed, adjusted),
        placed=adjusted.matrices @ units if adjusted.spare else None,
    )


def _network(edges: Sequence[Edge], sizes: Sizes) -> Network:
    number = {node: at for at, node in enumerate(sizes)}
    units = np.reshape([to_unit(size) for size in sizes.values()], (-1, 3, 3))
    ends = np.array([(number[edge.moving], number[edge.reference]) for edge in edges], int)
    ends, pixels = ends.reshape(-1, 2), np.reshape([edge.matrix for edge in edges], (-1, 3, 3))
    matrices = units[ends[:, 1]] @ pixels @ np.linalg.inv(units[ends[:, 0]])
    return Network(
        ends=ends,
        matrices=matrices / matrices[:, 2:, 2:],
        errors=np.array([edge.error_px for edge in edges]),
        pinned=np.array([edge.by_hand for edge in edges], bool),
        grids=np.reshape([grid(size) for size in sizes.values()], (-1, len(GRID), 2)),
    )
