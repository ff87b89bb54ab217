"""How often the last of nine visits can be laid over the first: directly, and solved together.

    python -m benchmarks.course PHOTOS

Each photo of the folder becomes courses of nine visits in which ever more changes (see visits.py).
Visits arrive one after the other, as in the clinic: a new photo is aligned with the baseline, then
with neighbours in time until two edges hold it. `direct` is what the pair of first and last photo
alone says, `one chain` the best single way, `together` the whole network.

Wrong: off by more than 10 px. Honest: within twice the stated error. All px at 1024 px long side,
at four inner corners. Planted: in each course edges are made wrong, one at a time, by 15 to 80 px;
`noticed` ones are dropped, and `shown` is how often the last photo then lies wrong over the first.
Unnoticed ones may do no harm, since others outweigh them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import numpy as np

from benchmarks import visits
from progress.rules.photos import PhotoState, references_for
from progress.vision import codec, face
from progress.vision.align import Alignment, Prepared, align, prepare
from progress.vision.course import Chain, Edge, Graph
from progress.vision.transform import project

VISITS = 9
CHANGES = (0.5, 0.7, 0.9)
PLANTED = 6
PLANTED_PX = (15, 80)
WRONG_PX = 10
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}
Matrix = np.ndarray


@dataclass(frozen=True)
class Photo:
    """As much of a photo as the rule that chooses references looks at."""

    id: UUID
    taken_at: datetime
    view: str = "vertex"
    view_label: str = ""
    state: PhotoState = PhotoState.ALIGNED
    sha256: str = ""
    is_baseline: bool = False
    set_aside_at: None = None


@dataclass
class Course:
    """What was measured in one course; photos are numbered by visit."""

    truths: list[Matrix]
    prepared: list[Prepared]
    region: str
    edges: list[Edge] = field(default_factory=list)
    tried: set[frozenset[int]] = field(default_factory=set)

    @property
    def size(self) -> tuple[int, int]:
        width, height = (int(side) for side in self.prepared[0].full_size)
        return width, height

    def graph(self, edges: list[Edge] | None = None) -> Graph:
        chosen = self.edges if edges is None else edges
        return Graph(chosen, dict.fromkeys(range(len(self.truths)), self.size))

    def error_px(self, matrix: Matrix, moving: int, reference: int) -> float:
        """How far a matrix lays inner corners of the moving photo from where they belong."""
        corners = np.array([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]) * self.size
        truth = self.truths[reference] @ np.linalg.inv(self.truths[moving])
        apart = np.linalg.norm(project(matrix, corners) - project(truth, corners), axis=1)
        return float(apart.mean() * 1024 / max(self.size))


def main(folder: Path) -> None:
    cv2.setNumThreads(1)
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES)
    print(f"{len(files)} photos, a course of {VISITS} visits from each at every degree of change")
    for changed in CHANGES:
        started = time.process_time()
        measured = [_measure(file, changed, seed) for seed, file in enumerate(files)]
        print(f"\n{100 * changed:.0f} % of the texture replaced by the last visit")
        _report(measured)
        print(f"  {(time.process_time() - started) / len(files):.1f} s CPU for a course")


def _measure(file: Path, changed: float, seed: int) -> Course:
    photo = codec.decode(file)
    region = "face" if face.find(photo) is not None else "scalp"
    taken = visits.course(photo, VISITS, changed, seed)
    size = (taken[0].photo.shape[1], taken[0].photo.shape[0])
    prepared = [prepare(visit.photo, region, size) for visit in taken]
    course = Course([visit.truth for visit in taken], prepared, region)
    for new in range(1, VISITS):
        _add(course, new)
    return course


def _add(course: Course, new: int) -> None:
    """A photo has arrived: a few pairs are tried, as services/alignments.py does."""
    first = datetime(2026, 1, 5, tzinfo=UTC)
    photos = [Photo(UUID(int=at), first + timedelta(weeks=4 * at)) for at in range(new + 1)]
    for reference in references_for(photos[new], photos, photos[0]):
        if course.graph().holds(new, 0):
            return
        other = reference.id.int
        if frozenset((other, new)) in course.tried:
            continue
        course.tried.add(frozenset((other, new)))
        answer = align(course.prepared[other], course.prepared[new], course.region)
        if isinstance(answer, Alignment):
            found = Edge(other, new, answer.matrix, answer.error_px, answer.trust)
            course.edges.append(found)


# -- what came out -------------------------------------------------------------------------------


def _report(courses: list[Course]) -> None:
    last = VISITS - 1
    graphs = [course.graph() for course in courses]
    direct = [_between(course.edges, last) for course in courses]
    alone = [_one_chain(course, graph, last) for course, graph in zip(courses, graphs, strict=True)]
    _row("direct", courses, [edge and _as_chain(edge) for edge in direct])
    _row("one chain", courses, alone)
    _row("together", courses, [graph.chain(last, 0) for graph in graphs])
    pairs = np.mean([len(course.tried) / last for course in courses])
    print(f"  {pairs:.1f} pairs tried for each added photo, of {VISITS / 2:.1f} possible ones")
    _report_edges(courses, graphs)
    _report_planted(courses)


def _between(edges: list[Edge], last: int) -> Edge | None:
    return next((edge for edge in edges if {edge.reference, edge.moving} == {0, last}), None)


def _as_chain(edge: Edge) -> Chain:
    return Chain(edge.matrix, edge.error_px, edge.trust, (edge.moving, edge.reference))


def _one_chain(course: Course, graph: Graph, last: int) -> Chain | None:
    """The edges of the best way alone."""
    found = graph.chain(last, 0)
    if found is None:
        return None
    steps = [set(pair) for pair in zip(found.path, found.path[1:], strict=False)]
    edges = [edge for edge in course.edges if {edge.reference, edge.moving} in steps]
    return course.graph(edges).chain(last, 0)


def _row(name: str, courses: list[Course], chains: list[Chain | None]) -> None:
    last = VISITS - 1
    reached = [
        (course.error_px(chain.matrix, last, 0), chain.error_px)
        for course, chain in zip(courses, chains, strict=True)
        if chain is not None
    ]
    errors, stated = np.array(reached).reshape(-1, 2).T
    print(
        f"  {name:10} reached {100 * len(errors) / len(courses):5.1f} %  "
        f"median {np.median(errors) if len(errors) else np.inf:5.2f} px  "
        f"wrong {100 * np.sum(errors > WRONG_PX) / len(courses):4.1f} %  "
        f"honest {_percent(errors <= 2 * np.maximum(stated, 1))}"
    )


def _percent(good: np.ndarray) -> str:
    return f"{100 * good.mean():5.1f} %" if len(good) else "    -"


def _report_edges(courses: list[Course], graphs: list[Graph]) -> None:
    wrong = dropped = lost = right = 0
    for course, graph in zip(courses, graphs, strict=True):
        for edge in course.edges:
            off = course.error_px(edge.matrix, edge.moving, edge.reference) > WRONG_PX
            gone = any(edge is each for each in graph.dropped)
            wrong, dropped = wrong + off, dropped + (off and gone)
            right, lost = right + (not off), lost + (gone and not off)
    print(
        f"  edges: {right} right, {lost} of them dropped; {wrong} wrong, {dropped} of them dropped"
    )


def _report_planted(courses: list[Course]) -> None:
    noticed = shown = count = 0
    for seed, course in enumerate(courses):
        for bad, planted in _planted(course, np.random.default_rng(seed)):
            graph = bad.graph()
            chain = graph.chain(VISITS - 1, 0)
            count += 1
            noticed += any(edge is planted for edge in graph.dropped)
            shown += bool(chain and course.error_px(chain.matrix, VISITS - 1, 0) > WRONG_PX)
    print(f"  planted {count} wrong edges: noticed {noticed}, shown {shown}")


def _planted(course: Course, rng: np.random.Generator) -> Iterator[tuple[Course, Edge]]:
    """The course with one wrong edge, and what would have been tried because of it."""
    for at in rng.permutation(len(course.edges))[:PLANTED]:
        far, way = rng.uniform(*PLANTED_PX) * max(course.size) / 1024, rng.uniform(0, 2 * np.pi)
        off = np.array([[1, 0, far * np.cos(way)], [0, 1, far * np.sin(way)], [0, 0, 1]])
        wrong = replace(course.edges[at], matrix=off @ course.edges[at].matrix)
        edges = [*course.edges[:at], wrong, *course.edges[at + 1 :]]
        bad = replace(course, edges=edges, tried=set(course.tried))
        _add(bad, course.edges[at].moving)
        yield bad, wrong


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name a folder of photos: python -m benchmarks.course PHOTOS")
    main(Path(sys.argv[1]))
