"""The day at a glance: who comes, who is late, what needs a person."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from progress.models import Case, Course, Erasure, Patient, Photo, Report, Treatment, Visit
from progress.rules.access import Action, can
from progress.rules.identity import Identity
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.services import (
    cases,
    consents,
    erasure_steps,
    erasures,
    home_decisions,
    outside_copies,
    publishing,
    reports,
)
from progress.services.consents import Ending
from progress.services.home_decisions import Waiting
from progress.services.work import Work

WEEK = timedelta(days=7)
LATELY = timedelta(days=30)
"""How far back to look for loose ends, so that the page costs the same at any age of the record."""
TIME_TO_ASK = timedelta(days=1), timedelta(days=3)
"""Side effects are asked after 24-48 hours; on the third day it is still worth asking."""
SHOWN = 20
RECENT = 8
FOR_A_PERSON = (PhotoState.NEEDS_REVIEW, PhotoState.REFUSED, PhotoState.UNREADABLE)


@dataclass(frozen=True)
class PhotosToReview:
    """Photos of one visit that wait for a person."""

    visit: Visit
    state: PhotoState
    count: int


@dataclass(frozen=True)
class PhotosInQuestion:
    """Photos of one visit that may show another person."""

    visit: Visit
    count: int


@dataclass(frozen=True)
class Today:
    """Lists have at most `SHOWN` rows; `overdue_count` counts them all."""

    day: date
    visits: Sequence[Visit]
    """Visits of this day: opened, or in the diary."""
    due_today: Sequence[Course]
    """Of whom no visit is open yet."""
    due_this_week: Sequence[Course]
    overdue: Sequence[Course]
    overdue_count: int
    reports: Sequence[Report]
    """Side effects that patients reported, and nobody has seen yet; urgent ones first."""
    photos_from_home: Sequence[Waiting]
    erasures: int
    """How many patients wait to be erased; only administrators are told."""
    warning_unread: bool
    """Whether the gallery on the web is closed until this person reads its warning."""
    erasures_to_confirm: Sequence[Erasure]
    """Erasures that wait for this person as the second."""
    cases: Sequence[Case]
    """Cases that this person may approve, or that were sent back to them."""
    photos_in_question: Sequence[PhotosInQuestion]
    photos_to_review: Sequence[PhotosToReview]
    unrecorded: Sequence[Visit]
    """Sessions of which nobody wrote down the treatment."""
    to_ask: Sequence[Visit]
    """Sessions of the last days whose patients were not asked about side effects yet."""
    copies: int
    """How many pictures outside of the clinic have to be taken down."""
    consents_ending: Sequence[Ending]
    """Consents that end soon, or ended lately."""
    recent: Sequence[Visit]
    has_patients: bool

    @property
    def needs_a_person(self) -> bool:
        photos = self.photos_in_question or self.photos_to_review
        from_home = self.reports or self.photos_from_home
        gone = self.erasures or self.erasures_to_confirm or self.copies
        loose_ends = self.unrecorded or self.to_ask or self.consents_ending
        gallery = self.cases or self.warning_unread
        return bool(gone or gallery or from_home or photos or loose_ends)


def look(work: Work) -> Today:
    """Everything that the first page shows, with a fixed number of queries."""
    work.require(Action.SEE_TODAY)
    today = work.today
    due = _due(work, Course.next_due.between(today, today + WEEK))
    visits = _read_visits(work, Visit.on == today, Visit.kind != VisitKind.FROM_HOME)
    here = {visit.course_id for visit in visits}
    return Today(
        day=today,
        visits=visits,
        due_today=[each for each in due if each.next_due == today and each.id not in here],
        due_this_week=[course for course in due if course.next_due != today],
        overdue=_due(work, Course.next_due < today, latest_first=True),
        overdue_count=_count_overdue(work),
        reports=reports.waiting(work),
        photos_from_home=home_decisions.waiting(work),
        erasures=erasures.count(work) if can(work.actor, Action.HANDLE_ERASURE) else 0,
        warning_unread=can(work.actor, Action.EDIT_PUBLISHING) and publishing.is_unread(work),
        erasures_to_confirm=erasure_steps.to_confirm(work)
        if can(work.actor, Action.CONFIRM_ERASURE)
        else [],
        cases=cases.for_person(work)[:SHOWN],
        photos_in_question=_photos_in_question(work),
        photos_to_review=_photos_to_review(work),
        unrecorded=_unrecorded(work),
        to_ask=_to_ask(work),
        copies=outside_copies.count(work),
        consents_ending=consents.ending(work)[:SHOWN],
        recent=_read_visits(work, Visit.on < today)[:RECENT],
        has_patients=work.session.scalar(select(Patient.id).limit(1)) is not None,
    )


def _due(work: Work, when: ColumnElement[bool], *, latest_first: bool = False) -> Sequence[Course]:
    order = Course.next_due.desc() if latest_first else Course.next_due
    query = select(Course).where(when).order_by(order).options(joinedload(Course.patient))
    return work.session.scalars(query.limit(SHOWN)).all()


def _count_overdue(work: Work) -> int:
    query = select(func.count()).select_from(Course).where(Course.next_due < work.today)
    return work.session.scalar(query) or 0


def _read_visits(work: Work, *conditions: ColumnElement[bool]) -> Sequence[Visit]:
    """The latest visits that fulfil the conditions, with course and patient."""
    query = (
        select(Visit)
        .where(*conditions)
        .order_by(Visit.on.desc(), Visit.created_at.desc())
        .options(joinedload(Visit.course).joinedload(Course.patient))
    )
    return work.session.scalars(query.limit(SHOWN)).all()


def _photos_in_question(work: Work) -> list[PhotosInQuestion]:
    """Of any age: such a question is only put when faces are clearly different."""
    found = work.session.execute(
        select(Photo.visit_id, func.count())
        .where(Photo.identity == Identity.IN_QUESTION, Photo.set_aside_at.is_(None))
        .group_by(Photo.visit_id)
        .order_by(func.max(Photo.received_at).desc())
        .limit(SHOWN)
    ).all()
    visits = _by_id(work, [visit_id for visit_id, _ in found])
    return [PhotosInQuestion(visits[visit_id], count) for visit_id, count in found]


def _photos_to_review(work: Work) -> list[PhotosToReview]:
    found = work.session.execute(
        select(Photo.visit_id, Photo.state, func.count())
        .where(
            Photo.state.in_(FOR_A_PERSON),
            Photo.identity != Identity.IN_QUESTION,
            Photo.received_at > work.now - LATELY,
            Photo.set_aside_at.is_(None),
        )
        .group_by(Photo.visit_id, Photo.state)
        .order_by(func.max(Photo.received_at).desc())
        .limit(SHOWN)
    ).all()
    visits = _by_id(work, [visit_id for visit_id, _, _ in found])
    return [PhotosToReview(visits[visit_id], state, count) for visit_id, state, count in found]


def _by_id(work: Work, visit_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Visit]:
    """With course and patient; nothing is read when there are none."""
    if not visit_ids:
        return {}
    return {visit.id: visit for visit in _read_visits(work, Visit.id.in_(visit_ids))}


def _unrecorded(work: Work) -> Sequence[Visit]:
    return _read_visits(
        work,
        Visit.on.between(work.today - LATELY, work.today - timedelta(days=1)),
        Visit.kind == VisitKind.TREATMENT,
        ~select(Treatment.id).where(Treatment.visit_id == Visit.id).exists(),
    )


def _to_ask(work: Work) -> Sequence[Visit]:
    soonest, latest = TIME_TO_ASK
    treated = _read_visits(
        work,
        Visit.on.between(work.today - latest, work.today - soonest),
        select(Treatment.id).where(Treatment.visit_id == Visit.id).exists(),
    )
    treatments = work.session.scalars(
        select(Treatment).where(Treatment.visit_id.in_(visit.id for visit in treated))
    )
    asked = {each.visit_id for each in treatments if each.side_effects_later}
    return [visit for visit in treated if visit.id not in asked]
