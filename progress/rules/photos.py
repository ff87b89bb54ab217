"""What may happen to a photo: its states and limits, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from progress.errors import Conflict, UnusablePhoto
from progress.rules.identity import Identity, in_question, to_compare
from progress.rules.views import view
from progress.rules.words import Word, listed


class PhotoState(Word):
    """Where a photo stands between its arrival and its place over the baseline."""

    RECEIVED = "received", "Received"
    READY = "ready", "Ready to align"
    ALIGNED = "aligned", "Aligned"
    NEEDS_REVIEW = "needs-review", "Needs review"
    REFUSED = "refused", "Not comparable"
    UNREADABLE = "unreadable", "Unreadable"


class PhotoEvent(StrEnum):
    """What moves a photo from one state to another."""

    PREPARED = "prepared"
    FOUND_UNREADABLE = "found-unreadable"
    ALIGNED = "aligned"
    DOUBTED = "doubted"
    REFUSED = "refused"
    REOPENED = "reopened"
    """A person changed its view, date or baseline, undid an alignment, or asked to try again."""


class HeldBack(Word):
    """Why a patient is not shown a photo of their record, nor given it."""

    SET_ASIDE = "set-aside", "The clinic has set it aside."
    BEING_CHECKED = "being-checked", "The clinic is checking whose photo it is."


class PhotoFormat(Word):
    """The kinds of file that are taken, known by their content and never by their name."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    HEIC = "heic", "HEIC (iPhone)"


class PhotoLike(Protocol):
    """A photo, as far as these rules care."""

    @property
    def id(self) -> UUID: ...

    @property
    def visit_id(self) -> UUID: ...

    @property
    def view(self) -> str: ...

    @property
    def view_label(self) -> str: ...

    @property
    def taken_at(self) -> datetime: ...

    @property
    def state(self) -> PhotoState: ...

    @property
    def is_baseline(self) -> bool: ...

    @property
    def is_chosen(self) -> bool: ...

    @property
    def from_home(self) -> bool: ...

    @property
    def set_aside_at(self) -> datetime | None: ...

    @property
    def identity(self) -> Identity: ...


PhotoT = TypeVar("PhotoT", bound=PhotoLike)

# -- states --------------------------------------------------------------------------------------

PREPARED = frozenset(
    {PhotoState.READY, PhotoState.ALIGNED, PhotoState.NEEDS_REVIEW, PhotoState.REFUSED}
)
"""Decoded, with its derivatives made: fit to be shown and compared."""

SETTLED = frozenset(PhotoState) - {PhotoState.RECEIVED, PhotoState.READY}
"""No work is left; only a person opens it again."""

OUTCOMES = {
    PhotoEvent.ALIGNED: PhotoState.ALIGNED,
    PhotoEvent.DOUBTED: PhotoState.NEEDS_REVIEW,
    PhotoEvent.REFUSED: PhotoState.REFUSED,
}
"""A course is solved together, so a later photo may bring a better answer for an earlier one."""

MOVES: dict[tuple[PhotoState, PhotoEvent], PhotoState] = {
    (PhotoState.RECEIVED, PhotoEvent.PREPARED): PhotoState.READY,
    (PhotoState.RECEIVED, PhotoEvent.FOUND_UNREADABLE): PhotoState.UNREADABLE,
    (PhotoState.READY, PhotoEvent.FOUND_UNREADABLE): PhotoState.UNREADABLE,
    (PhotoState.RECEIVED, PhotoEvent.REOPENED): PhotoState.RECEIVED,
    (PhotoState.UNREADABLE, PhotoEvent.REOPENED): PhotoState.RECEIVED,
    **{(state, event): outcome for state in PREPARED for event, outcome in OUTCOMES.items()},
    **{(state, PhotoEvent.REOPENED): PhotoState.READY for state in PREPARED},
}


def move(state: PhotoState, event: PhotoEvent) -> PhotoState:
    """The state after the event; Conflict when the table of moves does not have it."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise Conflict(
            f"A photo that is “{state.label.lower()}” cannot be {event.replace('-', ' ')}."
        ) from None


# -- what is taken -------------------------------------------------------------------------------

MAX_BYTES = 60_000_000
VISIT_REACH_DAYS = 1
"""A camera's clock may be a time zone off, or past midnight; more than that is another visit."""

ACCEPTED = listed((format.label for format in PhotoFormat), "or")
"""The formats as a sentence names them."""


def check_bytes(size: int) -> None:
    """Raise UnusablePhoto for a file of no bytes or too many."""
    if size == 0:
        raise UnusablePhoto("The file is empty. Please choose it again.")
    if size > MAX_BYTES:
        raise UnusablePhoto(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB, the most that is taken."
        )


def duplicate_sentence(photo: PhotoLike) -> str:
    """What to say to the person who brought a photo for the second time."""
    day = f"{photo.taken_at.day} {photo.taken_at:%B %Y}"
    aside = ", which was set aside" if photo.set_aside_at else ""
    return f"This photo is here already: {view(photo.view).name}, {day}{aside}. Nothing was added."


def date_sentence(taken: date, visit: date) -> str | None:
    """What to ask when a photo is dated otherwise than its visit; None when the two agree."""
    if abs((taken - visit).days) <= VISIT_REACH_DAYS:
        return None
    return (
        f"This photo was taken on {taken.day} {taken:%B %Y}, but the visit was on "
        f"{visit.day} {visit:%B %Y}. Is it filed under the right visit?"
    )


# -- what is compared with what ------------------------------------------------------------------

NEIGHBOURS = 3
"""How many photos near in time a new one is aligned with at most beside the baseline, so that the
work for one photo does not grow with the course. Mostly one is enough to close a loop."""


def series(photo: PhotoLike) -> tuple[str, str]:
    """What photos share that can be compared: the view, and for a close-up what it shows."""
    return photo.view, photo.view_label.strip().casefold()


def usable(photo: PhotoLike) -> bool:
    """Whether others may be laid over it. A refusal is about a pair: a refused photo is usable."""
    return photo.state in PREPARED and photo.set_aside_at is None


def held_back(photo: PhotoLike) -> HeldBack | None:
    """Whether the patient must not have it, and why: it was set aside, which is also what becomes
    of another person's photo, or it may show somebody else."""
    if photo.set_aside_at:
        return HeldBack.SET_ASIDE
    uncompared = to_compare(photo) and photo.state not in SETTLED
    return HeldBack.BEING_CHECKED if in_question(photo) or uncompared else None


def preferred(photo: PhotoLike) -> bool:
    """Whether it was chosen among the photos of its view at its visit, and can stand for them."""
    return photo.is_chosen and photo.set_aside_at is None and photo.state != PhotoState.UNREADABLE


def standing(photos: Iterable[PhotoT]) -> list[PhotoT]:
    """Of the photos of one series: without those beside which another of their visit was chosen."""
    given = list(photos)
    decided = {photo.visit_id for photo in given if preferred(photo)}
    return [photo for photo in given if preferred(photo) or photo.visit_id not in decided]


def choose_baseline(photos: Iterable[PhotoT]) -> PhotoT | None:
    """Of the photos of one series: the one marked by hand, else the earliest usable one that was
    taken at the clinic and stands for its visit. One from home only by hand, whatever its date. One
    that may be another person's only if there is no other: a whole course would be laid over a
    stranger."""
    given = [photo for photo in photos if usable(photo)]
    by_hand = [photo for photo in given if photo.is_baseline]
    at_clinic = [photo for photo in given if not photo.from_home]
    sure = [photo for photo in at_clinic if not in_question(photo)]
    return min(by_hand or standing(sure or at_clinic), key=_when, default=None)


def references_for(
    photo: PhotoLike, others: Iterable[PhotoT], baseline: PhotoT | None
) -> tuple[PhotoT, ...]:
    """What a photo is aligned against, best first: the baseline, then the usable photos of its
    series nearest in time that stand for their visits, and are not in question themselves. The
    baseline itself is aligned against nothing."""
    if baseline is None or baseline.id == photo.id:
        return ()
    fit = (other for other in others if usable(other) and series(other) == series(photo))
    rest = standing(other for other in fit if not in_question(other))
    near = sorted(rest, key=lambda other: (abs(other.taken_at - photo.taken_at), *_when(other)))
    return baseline, *[other for other in near if other.id not in (photo.id, baseline.id)][
        :NEIGHBOURS
    ]


def _when(photo: PhotoLike) -> tuple[datetime, UUID]:
    """A total order in time, so that two photos of one second do not take turns."""
    return photo.taken_at, photo.id
