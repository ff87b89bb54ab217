"""The photos of one view of a course, and all that is known of how they lie on each other."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.models import AlignmentRow, Method, Photo, Status
from progress.rules.photos import PREPARED, PhotoState, choose_baseline, references_for
from progress.rules.photos import series as series_of
from progress.services.photos import same_series, withheld
from progress.services.work import Work
from progress.vision.course import Chain, Edge, Graph

SeriesKey = tuple[str, str]
EdgeValues = tuple[uuid.UUID, uuid.UUID, tuple[float, ...], float, float, bool]
Sizes = tuple[tuple[uuid.UUID, tuple[int, int]], ...]

GRAPHS_KEPT = 256
"""Views of courses whose solution is remembered; of 24 visits, one takes 7 ms and 50 kB."""
CONTRADICTION = (
    "What Progress found for this photo contradicts the other photos of this view. "
    "Please line it up by hand."
)


@dataclass(frozen=True)
class Series:
    """Photos are nodes, alignments edges; an edge by hand wins over the program's own."""

    photos: list[Photo]
    rows: list[AlignmentRow]

    @cached_property
    def by_id(self) -> dict[uuid.UUID, Photo]:
        return {photo.id: photo for photo in self.photos}

    @cached_property
    def baseline(self) -> Photo | None:
        return choose_baseline(self.photos)

    @property
    def baseline_id(self) -> uuid.UUID | None:
        return self.baseline.id if self.baseline else None

    @property
    def _edges(self) -> Iterable[AlignmentRow]:
        by_hand = {_pair(row) for row in self.rows if row.method is Method.BY_HAND}
        for row in self.rows:
            outdone = row.method is not Method.BY_HAND and _pair(row) in by_hand
            if row.status is Status.ALIGNED and not outdone:
                yield row

    @cached_property
    def _graph(self) -> Graph:
        sizes = ((photo.id, (photo.width, photo.height)) for photo in self.photos)
        return _graph(tuple(map(_values, self._edges)), tuple(sizes))

    def chain(self, moving: uuid.UUID, reference: uuid.UUID | None) -> Chain | None:
        """The transform from one photo's pixels to another's, over the edges that are trusted."""
        return self._graph.chain(moving, reference) if reference else None

    def connects(self, moving: uuid.UUID, reference: uuid.UUID | None) -> bool:
        return moving == reference or self.chain(moving, reference) is not None

    def tried(self, reference: uuid.UUID, moving: uuid.UUID) -> bool:
        pair = frozenset((reference, moving))
        return any(_pair(row) == pair for row in self.rows)

    def next_reference(self, photo: Photo) -> Photo | None:
        """What to lay the photo over next: the baseline, then a neighbour in time that closes a
        loop. None when the photo is held well enough, every pair was tried, or somebody has taken
        it out of the series meanwhile."""
        if photo.id not in self.by_id or self._graph.holds(photo.id, self.baseline_id):
            return None
        references = references_for(photo, self.photos, self.baseline)
        return next((each for each in references if not self.tried(each.id, photo.id)), None)

    def untried(self, photo: Photo) -> bool:
        """Whether aligning this photo has work left. Once it was aligned, only losing its way to
        the baseline is a reason to try more pairs."""
        if photo.state not in PREPARED or self.next_reference(photo) is None:
            return False
        return photo.state is PhotoState.READY or not self.connects(photo.id, self.baseline_id)

    def settled(self, photo: Photo) -> bool:
        return not self.untried(photo)

    def contradicted(self, photo_id: uuid.UUID) -> bool:
        """Whether an edge of the photo was dropped, because others speak against it."""
        return any(photo_id in (edge.reference, edge.moving) for edge in self._graph.dropped)

    def refusal(self, photo_id: uuid.UUID) -> AlignmentRow | None:
        """Why the photo does not lie on the baseline, or failing that, on a neighbour."""
        refusals = [
            row
            for row in self.rows
            if row.status is Status.REFUSED and photo_id in (row.reference_id, row.moving_id)
        ]
        return min(refusals, key=lambda row: self.baseline_id not in _pair(row), default=None)

    def by_hand(self, one: uuid.UUID, other: uuid.UUID) -> list[AlignmentRow]:
        pair = frozenset((one, other))
        return [row for row in self.rows if row.method is Method.BY_HAND and _pair(row) == pair]


NO_SERIES = Series([], [])


def load(work: Work, photo: Photo) -> Series:
    """The series that a photo belongs to, with two queries."""
    members = [each for each in same_series(work, photo) if each.set_aside_at is None]
    return Series(members, edges_among(work, members))


def of_course(work: Work, course_id: uuid.UUID) -> dict[SeriesKey, Series]:
    """Every series of a course, by what its photos share; with two queries."""
    photos = work.session.scalars(
        select(Photo)
        .where(Photo.course_id == course_id, Photo.set_aside_at.is_(None))
        .options(joinedload(Photo.visit))
        .order_by(Photo.taken_at, Photo.id)
    ).all()
    query = select(AlignmentRow).where(AlignmentRow.course_id == course_id)
    rows = list(work.session.scalars(query))
    members: dict[SeriesKey, list[Photo]] = defaultdict(list)
    for photo in photos:
        if not withheld(work, photo):
            members[series_of(photo)].append(photo)
    return {key: _with_edges(group, rows) for key, group in members.items()}


def _with_edges(photos: list[Photo], rows: list[AlignmentRow]) -> Series:
    ids = {photo.id for photo in photos}
    return Series(photos, [row for row in rows if {row.reference_id, row.moving_id} <= ids])


def edges_among(work: Work, photos: Iterable[Photo]) -> list[AlignmentRow]:
    ids = [photo.id for photo in photos]
    query = select(AlignmentRow).where(
        AlignmentRow.moving_id.in_(ids), AlignmentRow.reference_id.in_(ids)
    )
    return list(work.session.scalars(query))


def _pair(row: AlignmentRow) -> frozenset[uuid.UUID]:
    return frozenset((row.reference_id, row.moving_id))


def _values(row: AlignmentRow) -> EdgeValues:
    return (
        row.reference_id,
        row.moving_id,
        tuple(row.matrix or ()),
        row.error_px or 0.0,
        row.trust or 0.0,
        row.method is Method.BY_HAND,
    )


@lru_cache(GRAPHS_KEPT)
def _graph(edges: tuple[EdgeValues, ...], sizes: Sizes) -> Graph:
    """Pages ask for the same few courses again and again, and solving is dearer than asking."""
    return Graph([_edge(*values) for values in edges], dict(sizes))


def _edge(
    reference: uuid.UUID,
    moving: uuid.UUID,
    matrix: tuple[float, ...],
    error_px: float,
    trust: float,
    by_hand: bool,
) -> Edge:
    return Edge(reference, moving, np.reshape(matrix, (3, 3)), error_px, trust, by_hand)
