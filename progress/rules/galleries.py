"""What may be shown of patients, and to whom: a case is two photos of one view.

Consent is asked about both photos at the moment of each showing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol, TypeVar
from uuid import UUID

from progress.errors import Conflict
from progress.rules.consents import Act, Disguise, Scope, State, Subject, covers, word
from progress.rules.words import Word


class Audience(Word):
    """Who sees a case, and the purpose that a patient was asked about."""

    CLINIC = "clinic", "In the clinic"
    TEACHING = "teaching", "Teaching"
    WEB = "web", "On the web"

    @property
    def scope(self) -> Scope:
        return _SCOPES[self]


_SCOPES: Final = {
    Audience.CLINIC: Scope.DISPLAY,
    Audience.TEACHING: Scope.TEACHING,
    Audience.WEB: Scope.WEBSITE,
}


def audiences(web_open: bool) -> tuple[Audience, ...]:
    """For whom cases are made, approved and shown. `web_open`: whether strangers see a gallery."""
    return tuple(each for each in Audience if web_open or each is not Audience.WEB)


class CaseState(Word):
    """Where a case stands; what was pulled never comes back."""

    DRAFT = "draft", "Being made"
    WAITING = "waiting", "Waiting for approval"
    PUBLISHED = "published", "Published"
    PULLED = "pulled", "Withdrawn"


class CaseEvent(Word):
    """What moves a case."""

    SUBMITTED = "submitted", "submitted"
    SENT_BACK = "sent-back", "sent back"
    APPROVED = "approved", "approved"
    PULLED = "pulled", "withdrawn"


MOVES: Final[dict[tuple[CaseState, CaseEvent], CaseState]] = {
    (CaseState.DRAFT, CaseEvent.SUBMITTED): CaseState.WAITING,
    (CaseState.WAITING, CaseEvent.SENT_BACK): CaseState.DRAFT,
    (CaseState.WAITING, CaseEvent.APPROVED): CaseState.PUBLISHED,
    **{
        (state, CaseEvent.PULLED): CaseState.PULLED
        for state in (CaseState.DRAFT, CaseState.WAITING, CaseState.PUBLISHED)
    },
}


def move(state: CaseState, event: CaseEvent) -> CaseState:
    """The state after the event; Conflict when the table of moves does not have it."""
    try:
        return MOVES[state, event]
    except KeyError:
        was = state.label.lower()
        raise Conflict(f"This case is “{was}” and cannot be {event.label} now.") from None


# -- what may be offered ---------------------------------------------------------------------------


class Obstacle(Word):
    """Why a pair of photos cannot be shown, in the words that staff reads."""

    NOT_ASKED = "not-asked", "The patient has not been asked about this."
    SAID_NO = "said-no", "The patient said no to this."
    ENDED = "ended", "The consent for this has ended. Ask again."
    WITHDRAWN = "withdrawn", "The patient took the consent for this back."
    MORE_DISGUISE = "more-disguise", "The patient allowed it only when they are better hidden."
    NOT_SHOWN = "not-shown", "One of the photos was set aside, or belongs to another view now."
    WHOSE = "whose", "It is not settled whose face one of the photos shows."
    NOT_ALIGNED = "not-aligned", "The two photos could not be lined up."
    POOR_GRADE = "poor-grade", "The two photos are too hard to compare fairly."
    NOT_OPEN = "not-open", "The public gallery is switched off."


@dataclass(frozen=True)
class Pair:
    """Two photos of one view, as far as these rules care."""

    photos: tuple[Subject, Subject]
    grade: str | None
    """How comparable they are, A to F; None when they are not lined up."""
    usable: bool = True
    in_question: bool = False


LEAST_GRADE: Final = "C"
"""What is worse shows differences that were made by the camera."""


def obstacles(
    history: Collection[Act], pair: Pair, audience: Audience, disguise: Disguise, now: datetime
) -> list[Obstacle]:
    """Everything that forbids showing a pair at this moment; nothing where it may be shown."""
    return against(history, pair, audience.scope, disguise, now)


def against(
    history: Collection[Act], pair: Pair, scope: Scope, disguise: Disguise, now: datetime
) -> list[Obstacle]:
    """The same of any purpose, those outside of the clinic too."""
    found = [_refused(history, photo, scope, disguise, now) for photo in pair.photos]
    found.append(None if pair.usable else Obstacle.NOT_SHOWN)
    found.append(Obstacle.WHOSE if pair.in_question else None)
    if pair.grade is None:
        found.append(Obstacle.NOT_ALIGNED)
    elif pair.grade > LEAST_GRADE:
        found.append(Obstacle.POOR_GRADE)
    return [each for each in Obstacle if each in found]


def may_offer(
    history: Collection[Act], pair: Pair, audience: Audience, now: datetime
) -> list[Obstacle]:
    """What forbids it even where nobody could be recognised."""
    return obstacles(history, pair, audience, Disguise.NOT_RECOGNISABLE, now)


def allowed_disguise(
    history: Collection[Act], pair: Pair, audience: Audience, now: datetime
) -> Disguise:
    """How recognisable the patient may be at most: the stricter word of the two photos'."""
    words = [word(history, photo, audience.scope, now).disguise for photo in pair.photos]
    return max(words, key=lambda each: each.degree)


def _refused(
    history: Collection[Act], photo: Subject, scope: Scope, disguise: Disguise, now: datetime
) -> Obstacle | None:
    if covers(history, photo, scope, disguise, now):
        return None
    found = word(history, photo, scope, now)
    if found.state.is_live:
        return Obstacle.MORE_DISGUISE if scope in found.scopes else Obstacle.SAID_NO
    return _GONE[found.state]


_GONE: Final = {
    State.NOT_ASKED: Obstacle.NOT_ASKED,
    State.EXPIRED: Obstacle.ENDED,
    State.WITHDRAWN: Obstacle.WITHDRAWN,
}


# -- who publishes, and what is taken down ---------------------------------------------------------


def may_approve(made_by: UUID | None, approver: UUID | None) -> bool:
    """Whether a second person looks: nobody approves what they made."""
    return made_by is not None and approver is not None and made_by != approver


class CaseLike(Protocol):
    """A case, as far as these rules care."""

    @property
    def state(self) -> CaseState: ...

    @property
    def audience(self) -> Audience: ...

    @property
    def disguise(self) -> Disguise: ...

    @property
    def subjects(self) -> tuple[Subject, Subject]: ...


CaseT = TypeVar("CaseT", bound=CaseLike)


def covered(history: Collection[Act], case: CaseLike, now: datetime) -> bool:
    """Whether consent covers both photos of a case, for its audience, as they are shown."""
    asked = (case.audience.scope, case.disguise, now)
    return all(covers(history, photo, *asked) for photo in case.subjects)


def taken_down(history: Collection[Act], cases: Iterable[CaseT], now: datetime) -> list[CaseT]:
    """The cases that a withdrawal leaves without consent, those still being made among them."""
    standing = [case for case in cases if case.state is not CaseState.PULLED]
    return [case for case in standing if not covered(history, case, now)]


# -- what is said of it ----------------------------------------------------------------------------


def lies_between(day: date, earlier: date, later: date) -> bool:
    """Whether a treatment of this day changed what two photos show; the arguments are days of
    visits, and the photos of a visit come before its treatment."""
    return earlier <= day < later


def interval(days: int) -> str:
    """How long lies between two photos, as people say it: never a date."""
    return _count(*span(days))


def span(days: int) -> tuple[int, str]:
    """The same as a number and a unit: "day", "week" or "month"."""
    if days < 14:
        return days, "day"
    if days < 7 * 26:
        return round(days / 7), "week"
    return round(days / 30.44), "month"


def caption(days: int, sessions: int) -> str:
    """ "8 weeks, 6 sessions"."""
    return f"{interval(days)}, {_count(sessions, 'session')}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
