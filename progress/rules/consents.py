"""What a patient allowed, for which photos, and whether it still holds: the last word decides.

Every act of consent is kept. For a photo and a purpose, only the latest act that speaks of both
counts: when it ends, or is withdrawn, nothing that was said before comes back into force. A giving
speaks of every purpose that it asked for, whether the answer was yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self
from uuid import UUID

from progress.rules.words import Word

ENDS_SOON: Final = timedelta(days=30)
"""How long before its end a consent counts as expiring: time for one more visit."""


class Scope(Word):
    """What a photo may be used for; each is asked by itself."""

    RECORD = "record", "Treatment record"
    DISPLAY = "display", "Shown inside the clinic"
    TEACHING = "teaching", "Teaching"
    PUBLICATION = "publication", "Publication in a journal or book"
    WEBSITE = "website", "The clinic’s website"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    YOUTUBE = "youtube", "YouTube"
    WHATSAPP = "whatsapp", "WhatsApp"
    RESEARCH = "research", "Research"

    @property
    def is_disguisable(self) -> bool:
        """Whether it matters how recognisable the person is: the record shows them as they are."""
        return self is not Scope.RECORD

    @property
    def is_copied_outside(self) -> bool:
        """Whether copies are where Progress cannot reach them, so that a person must ask there."""
        return self not in (Scope.RECORD, Scope.DISPLAY, Scope.WEBSITE)


class Disguise(Word):
    """How recognisable the person may be, from most to least."""

    RECOGNISABLE = "recognisable", "Recognisable"
    FACE_DISGUISED = "face-disguised", "Face disguised"
    NOT_RECOGNISABLE = "not-recognisable", "Not recognisable"

    @property
    def degree(self) -> int:
        return list(Disguise).index(self)

    def hides_at_least(self, asked: Disguise) -> bool:
        return self.degree >= asked.degree


class State(Word):
    """Where a consent stands."""

    NOT_ASKED = "not-asked", "Not asked yet"
    ACTIVE = "active", "In force"
    EXPIRING = "expiring", "Ends soon"
    EXPIRED = "expired", "Ended"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REPLACED = "replaced", "Replaced"

    @property
    def is_live(self) -> bool:
        return self in (State.ACTIVE, State.EXPIRING)


@dataclass(frozen=True)
class Subject:
    """What is asked about: a photo; or a view or a course as a whole, where the rest is None."""

    course_id: UUID
    view: str | None = None
    photo_id: UUID | None = None


@dataclass(frozen=True)
class Extent:
    """Which photos an act speaks of: of a course, or of everything where even that is None."""

    course_id: UUID | None
    view: str | None = None
    photo_ids: frozenset[UUID] | None = None

    def holds(self, subject: Subject) -> bool:
        return (
            self.course_id in (None, subject.course_id)
            and self.view in (None, subject.view)
            and (self.photo_ids is None or subject.photo_id in self.photo_ids)
        )

    def contains(self, other: Self) -> bool:
        """Whether it speaks of every photo that `other` speaks of, as far as both say."""
        return (
            self.course_id in (None, other.course_id)
            and self.view in (None, other.view)
            and (
                self.photo_ids is None
                or (other.photo_ids is not None and other.photo_ids <= self.photo_ids)
            )
        )


EVERYTHING: Final = Extent(None)


@dataclass(frozen=True)
class Given:
    """A signature: yes to `scopes`, no to all else of what was `asked`."""

    id: UUID
    extent: Extent
    asked: frozenset[Scope]
    scopes: frozenset[Scope]
    disguise: Disguise
    """How recognisable at most."""
    at: datetime
    ends_at: datetime | None

    def speaks_of(self, subject: Subject) -> bool:
        return self.extent.holds(subject)


@dataclass(frozen=True)
class Withdrawn:
    """A consent taken back, for `scopes` or, where these are None, for every one."""

    id: UUID
    extent: Extent
    scopes: frozenset[Scope] | None
    at: datetime
    held: frozenset[UUID] = frozenset()
    """The photos of its view at that moment. Whoever files one under another view later allows
    nothing that was taken back."""

    def speaks_of(self, subject: Subject) -> bool:
        return self.extent.holds(subject) or subject.photo_id in self.held

    def takes(self, scope: Scope) -> bool:
        return self.scopes is None or scope in self.scopes


Act = Given | Withdrawn


@dataclass(frozen=True)
class Standing:
    """What holds at a moment; no scopes unless `state` is live."""

    state: State
    scopes: frozenset[Scope] = frozenset()
    disguise: Disguise = Disguise.NOT_RECOGNISABLE
    ends_at: datetime | None = None

    @property
    def in_order(self) -> list[Scope]:
        """The scopes in the order of the vocabulary."""
        return [scope for scope in Scope if scope in self.scopes]


def covers(
    history: Iterable[Act], subject: Subject, scope: Scope, disguise: Disguise, now: datetime
) -> bool:
    """Whether a use at this degree of disguise is allowed at this moment."""
    found = word(history, subject, scope, now)
    hidden = not scope.is_disguisable or disguise.hides_at_least(found.disguise)
    return scope in found.scopes and hidden


def word(history: Iterable[Act], subject: Subject, scope: Scope, now: datetime) -> Standing:
    """What the last word on a subject and one purpose is."""
    acts = [act for act in history if act.at <= now and act.speaks_of(subject)]
    given = [act for act in acts if isinstance(act, Given) and scope in act.asked]
    last = [act for act in given if act.at == max(each.at for each in given)]
    taken = [act for act in acts if isinstance(act, Withdrawn) and act.takes(scope)]
    return _weighed(last, taken, frozenset({scope}), now)


def standing(history: Iterable[Act], subject: Subject, now: datetime) -> Standing:
    """What holds for a subject, all purposes together: the strictest disguise, the first end."""
    acts = list(history)
    words = [word(acts, subject, scope, now) for scope in Scope]
    words = [each for each in words if each.state is not State.NOT_ASKED]
    allowed = [each for each in words if each.scopes]
    if not allowed:
        states = {each.state for each in words} or {State.NOT_ASKED}
        return Standing(next(state for state in _NOTHING_LEFT if state in states))
    soon = any(each.state is State.EXPIRING for each in allowed)
    return Standing(
        State.EXPIRING if soon else State.ACTIVE,
        frozenset().union(*(each.scopes for each in allowed)),
        max((each.disguise for each in allowed), key=lambda each: each.degree),
        min((each.ends_at for each in allowed if each.ends_at), default=None),
    )


_NOTHING_LEFT: Final = (
    State.WITHDRAWN,
    State.EXPIRED,
    State.EXPIRING,
    State.ACTIVE,
    State.NOT_ASKED,
)
"""Where nothing is allowed, the first of these that explains it: at last, no to everything."""


def narrowed(history: Iterable[Act], given: Given) -> frozenset[Scope]:
    """The purposes for which a giving takes back some of what was said before, of whatever photos:
    it says no now, or yes only where the person is better hidden."""
    before = [act for act in history if isinstance(act, Given) and _follows(given, act)]
    return frozenset(
        scope
        for act in before
        for scope in act.scopes & given.asked
        if scope not in given.scopes
        or (scope.is_disguisable and not act.disguise.hides_at_least(given.disguise))
    )


def fate(history: Iterable[Act], given: Given, now: datetime) -> Standing:
    """What became of one consent among others."""
    others = [act for act in history if act.at <= now and act.extent.contains(given.extent)]
    taken = [act for act in others if isinstance(act, Withdrawn)]
    found = _weighed([given], taken, given.asked, now)
    later = [act for act in others if isinstance(act, Given) and _follows(act, given)]
    again = frozenset().union(*(act.asked for act in later))
    if found.state.is_live and given.asked <= again and later:
        return Standing(State.REPLACED, ends_at=found.ends_at)
    return replace(found, scopes=found.scopes - again)


def _follows(act: Given, given: Given) -> bool:
    return act.id != given.id and act.at >= given.at


def _weighed(
    last: list[Given], withdrawals: list[Withdrawn], about: frozenset[Scope], now: datetime
) -> Standing:
    """What is left of consents given at one moment: where they differ, the narrower holds."""
    if not last:
        return Standing(State.NOT_ASKED)
    after = [act for act in withdrawals if act.at >= last[0].at]
    said = frozenset.intersection(about, *(given.scopes for given in last))
    left = frozenset(scope for scope in said if not any(act.takes(scope) for act in after))
    ends_at = min((given.ends_at for given in last if given.ends_at), default=None)
    state = _state(said, left, after, ends_at, now)
    disguise = max((given.disguise for given in last), key=lambda each: each.degree)
    return Standing(state, left if state.is_live else frozenset(), disguise, ends_at)


def _state(
    said: frozenset[Scope],
    left: frozenset[Scope],
    after: list[Withdrawn],
    ends_at: datetime | None,
    now: datetime,
) -> State:
    if any(act.scopes is None for act in after) or (said and not left):
        return State.WITHDRAWN
    if ends_at is None:
        return State.ACTIVE
    if ends_at <= now:
        return State.EXPIRED
    return State.EXPIRING if ends_at - now <= ENDS_SOON else State.ACTIVE
