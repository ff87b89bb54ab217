"""Which transforms of a network can be believed: those whose loops close.

Walked around a loop, right transforms come back to where they began; a wrong one does not, and
lies on every loop that stays open. Each loop's evidence is passed around between the transforms by
belief propagation (Zach, Klopschitz & Pollefeys 2010, "Disambiguating visual relations using loop
constraints"), which starts from what each pair said of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from progress.vision.network import LEAST_ERROR_PX, UNIT_PX, Floats, Network, Step, carry

Bools = NDArray[np.bool_]

CHANCE = 0.05
"""How likely a loop with a wrong transform is to close by chance, at most."""
SURELY_OPEN = 1e-3
"""Least likelihood that right transforms leave a loop open: stated errors may be too small."""
MOST_TRUST = 0.99
"""What one pair says of itself is never believed more than this."""
KEPT_FROM = 0.5
CLEARED_FROM = 0.9
"""A transform on an open loop that nobody else explains is kept from this trust only."""
ROUNDS, PASSES = 12, 3
DAMPING = 0.5


@dataclass(frozen=True)
class Verdict:
    """`trust` (e,): probability that each transform is right; `kept` (e,): which are believed."""

    trust: Floats
    kept: Bools


def judge(network: Network, stated: Floats) -> Verdict:
    """Which transforms stand, given the trust (e,) that each pair stated. A pinned one always does.

    When one falls, those that lost their loop with it are asked again over another.
    """
    prior = np.clip(stated, 1 - MOST_TRUST, MOST_TRUST)
    prior = np.where(network.pinned, 1 - 1e-9, prior)
    loops: set[tuple[Step, ...]] = set()
    kept = np.ones(len(prior), bool)
    trust = prior
    for _ in range(PASSES):
        fresh = set(_loops(network, trust, np.flatnonzero(~kept).tolist())) - loops
        if not fresh:
            break
        loops |= fresh
        members, ratio = _evidence(network, sorted(loops))
        trust = _believe(prior, members, ratio)
        kept = _keep(trust, network.pinned, members, ratio)
    return Verdict(trust, kept)


# -- loops ---------------------------------------------------------------------------------------


def _loops(network: Network, trust: Floats, without: list[int]) -> Iterator[tuple[Step, ...]]:
    """Every loop of two or three; a transform on none of them gets the most trusted detour."""
    for number, (moving, reference) in enumerate(network.ends.tolist()):
        if number in without:
            continue
        back = list(_short_ways(network, reference, moving, {number, *without}))
        if not back:
            detour = network.ways(moving, trust, {number, *without}).get(reference)
            back = [detour] if detour else []
        for way in back:
            yield _canonical([(number, True), *way])


def _short_ways(network: Network, start: int, goal: int, without: set[int]) -> Iterator[list[Step]]:
    for middle, step in network.steps[start]:
        if step[0] in without:
            continue
        if middle == goal:
            yield [step]
        for there, last in network.steps[middle]:
            if there == goal and last[0] not in without and middle not in (start, goal):
                yield [step, last]


def _canonical(loop: list[Step]) -> tuple[Step, ...]:
    """One way of telling a loop, wherever it was begun and whichever way it was walked."""
    at = loop.index(min(loop))
    turned = loop[at:] + loop[:at]
    if not turned[0][1]:
        turned = [(number, not forward) for number, forward in (turned[:1] + turned[:0:-1])]
    return tuple(turned)


# -- evidence ------------------------------------------------------------------------------------


def _evidence(network: Network, loops: Iterable[tuple[Step, ...]]) -> tuple[Bools, Floats]:
    """(l, e): which transforms each loop has; (l,): how much likelier its gap is if all are right
    than if one is wrong."""
    told = list(loops)
    members = np.zeros((len(told), len(network.ends)), bool)
    for row, loop in enumerate(told):
        members[row, [number for number, _ in loop]] = True
    allowed = np.maximum(network.errors, LEAST_ERROR_PX) ** 2
    expected = np.sqrt(members @ allowed)
    ratio = np.exp(-0.5 * (_gaps(network, told) / expected) ** 2) / CHANCE
    return members, np.asarray(np.maximum(ratio, SURELY_OPEN), float)


def _gaps(network: Network, loops: list[tuple[Step, ...]]) -> Floats:
    """(l,): how far from its start a loop ends, on average over the photo, in px at 1024."""
    longest = max(map(len, loops))
    walk = np.full((len(loops), longest), 2 * len(network.ends))
    for row, loop in enumerate(loops):
        walk[row, : len(loop)] = [network.index(step) for step in loop]
    around = np.broadcast_to(np.eye(3), (len(loops), 3, 3))
    for column in walk.T:
        around = network.both_ways[column] @ around
    start = network.grids[[network.ends[loop[0][0], 0] for loop in loops]]
    apart = np.linalg.norm(carry(around, start) - start, axis=2)
    return np.asarray(apart.mean(axis=1) * UNIT_PX, float)


def _believe(prior: Floats, members: Bools, ratio: Floats) -> Floats:
    """Sum-product over the loops. What a loop says to one of its transforms depends on how sure it
    is of all others: with certainty `a`, the odds are multiplied by 1 + a (ratio - 1)."""
    start = np.log(prior / (1 - prior))
    said = np.zeros(members.shape)
    for _ in range(ROUNDS):
        heard = start + said.sum(axis=0) - said
        certain = np.where(members, -np.logaddexp(0, -heard), 0)
        others = np.exp(certain.sum(axis=1, keepdims=True) - certain)
        fresh = np.where(members, np.log1p(others * (ratio[:, None] - 1)), 0)
        said = DAMPING * said + (1 - DAMPING) * fresh
    return np.asarray(1 / (1 + np.exp(-np.clip(start + said.sum(axis=0), -500, 500))), float)


def _keep(trust: Floats, pinned: Bools, members: Bools, ratio: Floats) -> Bools:
    """Every open loop loses a transform; where none is clearly to blame, all that are not cleared
    by other loops."""
    kept = (trust >= KEPT_FROM) | pinned
    for row in np.argsort(ratio, kind="stable"):
        loop = members[row]
        if ratio[row] < 1 and kept[loop].all() and not pinned[loop].all():
            blamed = loop & ~pinned & (trust < CLEARED_FROM)
            if not blamed.any():
                blamed = loop & ~pinned & (trust == trust[loop & ~pinned].min())
            kept = kept & ~blamed
    return np.asarray(kept, bool)
