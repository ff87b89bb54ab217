"""A course's photos as a graph: alignments are edges, and any two photos meet over a path.

The most trusted path wins: an edge costs the negative logarithm of its trust, so that the trust of
a path is the product of its edges' (Dijkstra 1959).
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
LEAST_TRUST = 1e-6


@dataclass(frozen=True)
class Edge:
    """`matrix` maps pixels of `moving` to pixels of `reference`; the error is at 1024 px."""

    reference: Hashable
    moving: Hashable
    matrix: Matrix
    error_px: float
    trust: float


@dataclass(frozen=True)
class Chain:
    """`matrix` maps pixels of the first photo of `path` to pixels of the last."""

    matrix: Matrix
    error_px: float
    trust: float
    path: tuple[Any, ...]


class Graph:
    """The photos of a view, joined by edges that can be walked both ways."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._steps = _steps(edges)

    def chain(self, start: Hashable, goal: Hashable) -> Chain | None:
        """The most trusted way to lay photo `start` over photo `goal`; None when there is none."""
        order = itertools.count()
        queue = [(0.0, next(order), Chain(np.eye(3), 0.0, 1.0, (start,)))]
        seen: set[Hashable] = set()
        while queue:
            cost, _, so_far = heapq.heappop(queue)
            here = so_far.path[-1]
            if here == goal:
                return so_far
            if here in seen:
                continue
            seen.add(here)
            for edge in self._steps.get(here, ()):
                price = -math.log(max(edge.trust, LEAST_TRUST))
                heapq.heappush(queue, (cost + price, next(order), _along(so_far, edge)))
        return None


def _steps(edges: Iterable[Edge]) -> dict[Hashable, list[Edge]]:
    """Edges by the photo that they start from, each in both directions."""
    steps: dict[Hashable, list[Edge]] = defaultdict(list)
    for edge in edges:
        there_and_back = np.asarray(np.linalg.inv(edge.matrix), float)
        back = Edge(edge.moving, edge.reference, there_and_back, edge.error_px, edge.trust)
        steps[edge.moving].append(edge)
        steps[back.moving].append(back)
    return steps


def _along(so_far: Chain, edge: Edge) -> Chain:
    """Independent errors add up as their squares do."""
    matrix = edge.matrix @ so_far.matrix
    return Chain(
        matrix=matrix / matrix[2, 2],
        error_px=math.hypot(so_far.error_px, edge.error_px),
        trust=so_far.trust * edge.trust,
        path=(*so_far.path, edge.reference),
    )
