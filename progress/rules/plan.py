"""The plan of a course: which session a visit is, and when the next one is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from progress.errors import InvalidInput
from progress.rules.treatment import VisitKind

MAX_SESSIONS = 100
MAX_INTERVAL_DAYS = 365


class Dated(Protocol):
    """A visit, as far as the plan cares."""

    @property
    def on(self) -> date: ...

    @property
    def kind(self) -> VisitKind: ...


@dataclass(frozen=True)
class Plan:
    """How many treatment sessions a course has, and how many days lie between two of them."""

    sessions: int
    interval_days: int

    def __post_init__(self) -> None:
        if not 1 <= self.sessions <= MAX_SESSIONS:
            raise InvalidInput(f"A course has between 1 and {MAX_SESSIONS} sessions.")
        if not 1 <= self.interval_days <= MAX_INTERVAL_DAYS:
            raise InvalidInput(f"Sessions are between 1 and {MAX_INTERVAL_DAYS} days apart.")

    @property
    def interval(self) -> timedelta:
        return timedelta(days=self.interval_days)


@dataclass(frozen=True)
class Standing:
    """Where a course stands in its plan on one day."""

    done: int
    to_come: int
    next_due: date | None
    overdue_days: int
    """0 when nothing is overdue."""


def session_numbers(visits: Sequence[Dated]) -> tuple[int | None, ...]:
    """For each visit, in the order given: 1, 2, 3... for treatments by date, None for the others.
    Treatments of one day keep the order given."""
    treatments = [index for index, visit in enumerate(visits) if visit.kind is VisitKind.TREATMENT]
    by_date = sorted(treatments, key=lambda index: visits[index].on)
    number_of = {index: number for number, index in enumerate(by_date, start=1)}
    return tuple(number_of.get(index) for index in range(len(visits)))


class Title(str):
    """What a visit is called, in English; kind and number say it in other languages."""

    kind: VisitKind
    number: int | None


def visit_title(kind: VisitKind, number: int | None) -> Title:
    """What patients and clinicians call a visit: "Baseline", "Session 3", "Follow-up"."""
    title = Title(kind.label if number is None else f"Session {number}")
    title.kind, title.number = kind, number
    return title


def visit_titles(visits: Sequence[Dated]) -> tuple[Title, ...]:
    """The title of each visit of a course, in the order given."""
    return tuple(
        visit_title(visit.kind, number)
        for visit, number in zip(visits, session_numbers(visits), strict=True)
    )


def propose_kind(plan: Plan, visits: Sequence[Dated]) -> VisitKind:
    """What the next visit is for: the baseline first, then the sessions, then following up."""
    if all(visit.kind is VisitKind.FROM_HOME for visit in visits):
        return VisitKind.BASELINE
    held = sum(visit.kind is VisitKind.TREATMENT for visit in visits)
    return VisitKind.TREATMENT if held < plan.sessions else VisitKind.FOLLOW_UP


def next_due(plan: Plan | None, visits: Iterable[Dated], today: date) -> date | None:
    """When the next session is due; before today it is overdue, None says that the plan is done,
    or that nobody has made one yet.

    A session already in the diary is due on its own day. Else the interval runs from the last one;
    a first session is due on the day of the first visit, or today when there has been none.
    """
    if plan is None:
        return None
    visits = sorted(visits, key=lambda visit: visit.on)
    sessions = [visit.on for visit in visits if visit.kind is VisitKind.TREATMENT]
    booked = [day for day in sessions if day > today]
    if booked:
        return booked[0]
    if len(sessions) >= plan.sessions:
        return None
    if sessions:
        return sessions[-1] + plan.interval
    return visits[0].on if visits else today


def standing(plan: Plan | None, visits: Sequence[Dated], today: date) -> Standing:
    """Sessions done and to come, the next due date and by how many days it is missed."""
    done = sum(visit.kind is VisitKind.TREATMENT and visit.on <= today for visit in visits)
    due = next_due(plan, visits, today)
    return Standing(
        done=done,
        to_come=max(0, plan.sessions - done) if plan else 0,
        next_due=due,
        overdue_days=max(0, (today - due).days) if due else 0,
    )
