"""The photos of a view as a network: transforms measured between them, and ways along these.

Photos are numbered, and places in each are told from its middle in units of half its long side, so
that one unit is 512 px of a photo at 1024 px.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from progress.vision.transform import SCALE_OF_ERROR

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Bools = NDArray[np.bool_]
Step = tuple[int, bool]
"""A measured transform, and whether it is walked from moving to reference or back."""

UNIT_PX = SCALE_OF_ERROR / 2
INNER = 0.7
"""Errors are measured over this share of the photo: the head, not the wall behind it."""
GRID = np.array([(x, y) for y in (-1, 0, 1) for x in (-1, 0, 1)], float) * INNER
LEAST_ERROR_PX = 2.0
"""No transform is taken to be more exact, at 1024 px: skin and hair move between visits."""
LEAST_TRUST = 1e-6
STEP_COST = 0.1
"""A shorter way is preferred until a longer one is trusted by this much more (a logarithm)."""


@dataclass(frozen=True)
class Network:
    """`ends` (e, 2): numbers of moving and reference photo; `matrices` (e, 3, 3): from one to the
    other; `errors` (e,): expected, in px at 1024; `pinned` (e,): made by hand; `grids` (n, 9, 2):
    where errors are measured in each photo."""

    ends: Indices
    matrices: Floats
    errors: Floats
    pinned: Bools
    grids: Floats

    @property
    def photos(self) -> int:
        return len(self.grids)

    @cached_property
    def both_ways(self) -> Floats:
        """(2e + 1, 3, 3): every transform, then every inverse, then the identity."""
        inverses = np.linalg.inv(self.matrices)
        return np.concatenate([self.matrices, inverses, np.eye(3)[None]])

    @cached_property
    def steps(self) -> list[list[tuple[int, Step]]]:
        """From each photo: where one step leads, and the step."""
        found: list[list[tuple[int, Step]]] = [[] for _ in range(self.photos)]
        for number, (moving, reference) in enumerate(self.ends.tolist()):
            found[moving].append((reference, (number, True)))
            found[reference].append((moving, (number, False)))
        return found

    def index(self, step: Step) -> int:
        """Where the transform of a step stands in `both_ways`."""
        number, forward = step
        return number if forward else number + len(self.ends)

    def ways(
        self, goal: int, trust: Floats, without: Collection[int] = ()
    ) -> dict[int, list[Step]]:
        """The most trusted way to `goal` from each photo that has one (Dijkstra 1959): a step costs
        the negative logarithm of its trust, so that the trust of a way is the product of theirs."""
        queue: list[tuple[float, int, list[Step]]] = [(0.0, goal, [])]
        found: dict[int, list[Step]] = {}
        while queue:
            cost, here, way = heapq.heappop(queue)
            if here in found:
                continue
            found[here] = way
            for there, (number, forward) in self.steps[here]:
                if there not in found and number not in without:
                    price = STEP_COST - math.log(max(float(trust[number]), LEAST_TRUST))
                    heapq.heappush(queue, (cost + price, there, [(number, not forward), *way]))
        return found

    def end(self, step: Step) -> int:
        """Where a step leads."""
        number, forward = step
        return int(self.ends[number, 1 if forward else 0])

    def tree(self, trust: Floats) -> tuple[Floats, Bools]:
        """(n, 3, 3): each photo laid over the first of its group along the most trusted way;
        (n,): which photos are the first."""
        matrices = np.zeros((self.photos, 3, 3))
        first = np.zeros(self.photos, bool)
        for root in range(self.photos):
            if not matrices[root].any():
                first[root] = True
                for photo, way in self.ways(root, trust).items():
                    matrices[photo] = self._along(way)
        return matrices, first

    def _along(self, way: list[Step]) -> Floats:
        matrix: Floats = np.eye(3)
        for step in way:
            matrix = self.both_ways[self.index(step)] @ matrix
        return np.asarray(matrix / matrix[2, 2], float)

    def only(self, kept: Bools) -> Network:
        """The same photos, with fewer transforms between them."""
        return Network(
            self.ends[kept], self.matrices[kept], self.errors[kept], self.pinned[kept], self.grids
        )


def to_unit(size: tuple[int, int]) -> Floats:
    """Full-size pixels of a photo of (width, height) to units from its middle."""
    width, height = size
    half = max(size) / 2
    return np.array(
        [[1 / half, 0, (1 - width) / 2 / half], [0, 1 / half, (1 - height) / 2 / half], [0, 0, 1]]
    )


def grid(size: tuple[int, int]) -> Floats:
    """(9, 2): where errors are measured in a photo of (width, height)."""
    return np.asarray(GRID * np.array(size) / max(size), float)


def carry(matrices: Floats, points: Floats) -> Floats:
    """(k, p, 2): where (k, p, 2) points go by (k, 3, 3) matrices; far away if they go nowhere."""
    with np.errstate(all="ignore"):
        there = points @ matrices[:, :, :2].transpose(0, 2, 1) + matrices[:, None, :, 2]
        found = there[..., :2] / there[..., 2:]
    return np.asarray(np.where(np.isfinite(found) & (there[..., 2:] > 0), found, 1e3), float)
