"""Showing cases: what may be offered, and the one door to what is published.

At every request consent is asked again. What it does not cover any more is answered as gone.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from progress.errors import Expired, NotFound
from progress.models import Case, Course, Photo
from progress.models.galleries import as_pair
from progress.rules import galleries as rules
from progress.rules import views
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import Act, Disguise
from progress.rules.galleries import Audience, CaseState, Obstacle
from progress.rules.photos import standing
from progress.rules.views import Region
from progress.services import case_pictures, cases, consents, gone_addresses, seldom
from progress.services.case_pulls import SIDES
from progress.services.comparisons import lay_over
from progress.services.gone_addresses import GONE
from progress.services.series import Series, of_course
from progress.services.work import Work
from progress.storage import BlobMissing

LOOKS: Final = {Audience.CLINIC: Action.SEE_KIOSK, Audience.TEACHING: Action.SEE_TEACHING}
"""What may look, of those who sign in. Strangers come by services/public_gallery."""


# -- what may be offered ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """Two photos of a view, the first and a later one, and what forbids showing them."""

    view: views.View
    label: str
    earlier: Photo
    later: Photo
    grade: str | None
    obstacles: list[Obstacle]
    allowed: Disguise
    """How recognisable the patient may be at most, where nothing forbids it."""

    @property
    def days(self) -> int:
        return (self.later.taken_at.date() - self.earlier.taken_at.date()).days


def offers(work: Work, course_id: uuid.UUID, audience: Audience) -> list[Offer]:
    """Each later photo of a course beside the first of its view, the latest first; those that may
    be shown before the others."""
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(Action.EDIT_GALLERY, course.patient_id, course.id)
    history = consents.history(work, course.patient_id)
    found = [
        _offer(work, history, series, later, audience)
        for series in of_course(work, course_id).values()
        for later in _later(series)
    ]
    return sorted(found, key=lambda offer: bool(offer.obstacles))


def _later(series: Series) -> list[Photo]:
    first = series.baseline
    if first is None:
        return []
    later = [each for each in standing(series.photos) if each.taken_at > first.taken_at]
    return later[::-1]


def _offer(
    work: Work, history: Collection[Act], series: Series, later: Photo, audience: Audience
) -> Offer:
    earlier = series.baseline
    assert earlier
    grade = lay_over(series, earlier.id, later.id).grade
    pair = as_pair(earlier, later, grade)
    return Offer(
        views.view(earlier.view),
        earlier.view_label,
        earlier,
        later,
        grade,
        rules.may_offer(history, pair, audience, work.now),
        rules.allowed_disguise(history, pair, audience, work.now),
    )


# -- the door --------------------------------------------------------------------------------------


def preview(work: Work, case_id: uuid.UUID, side: str) -> bytes:
    """A picture of a case that is being made, approved or shown, for those who decide."""
    case = cases.find(work, case_id)
    _require_side(side)
    _require_standing(work, case, Disguise.NOT_RECOGNISABLE)
    jpeg = case_pictures.read(work, case, side)
    seldom.record(work, Event.CASE_PREVIEWED, patient_id=case.patient_id, subject_id=case.id)
    return jpeg


def picture(work: Work, slug: str, side: str, audience: Audience = Audience.CLINIC) -> bytes:
    """A published picture, as it was approved. Raises Expired when it is not shown any more."""
    work.require(LOOKS[audience])
    case = published(work, slug, audience)
    jpeg = picture_of(work, case, side)
    # In a list it is seen too, without being opened.
    seldom.record(work, Event.CASE_SEEN, patient_id=case.patient_id, subject_id=case.id)
    return jpeg


def picture_of(work: Work, case: Case, side: str) -> bytes:
    """One of the two that were approved."""
    _require_side(side)
    try:
        return case_pictures.read(work, case, side)
    except BlobMissing:
        # Taken down since consent was asked.
        raise Expired(GONE) from None


def show(work: Work, slug: str, audience: Audience = Audience.CLINIC) -> Case:
    """A published case, opened by somebody."""
    work.require(LOOKS[audience])
    case = published(work, slug, audience)
    work.record(Event.CASE_SEEN, patient_id=case.patient_id, subject_id=case.id)
    work.session.commit()
    return case


def published(work: Work, slug: str, audience: Audience) -> Case:
    """What this audience is shown at this address. Raises Expired when it is not any more.

    Consent is asked, at each call; whether the actor is of that audience, the caller asks."""
    case = work.session.scalar(_of(audience).where(Case.slug == slug))
    if case is None:
        raise gone_addresses.missing(work, slug)
    if case.state is not CaseState.PULLED and case.published_at is None:
        raise NotFound()
    _require_standing(work, case, case.disguise)
    return case


def latest(audience: Audience) -> Select[Case]:
    """What was published for an audience, the latest first: to be read through `allowed`."""
    published = _of(audience).where(Case.state == CaseState.PUBLISHED)
    return published.order_by(Case.published_at.desc(), Case.id)


def allowed(work: Work, found: Collection[Case]) -> list[Case]:
    """Those of published cases that may be shown at this moment."""
    against = cases.obstacles_of_all(work, found)
    return [case for case in found if not against[case.id]]


def _of(audience: Audience) -> Select[Case]:
    photos = (joinedload(each).joinedload(Photo.visit) for each in (Case.earlier, Case.later))
    read = *photos, joinedload(Case.course)
    return select(Case).where(Case.audience == audience).options(*read)


def _require_standing(work: Work, case: Case, disguise: Disguise) -> None:
    if case.state is CaseState.PULLED or cases.obstacles(work, case, disguise):
        raise Expired(GONE)


def _require_side(side: str) -> None:
    if side not in SIDES:
        raise NotFound()


# -- for those who sign in -------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None is anything."""

    region: Region | None = None
    indication: str | None = None
    sessions: int | None = None
    """At most as many."""

    def fits(self, case: Case) -> bool:
        return (
            self.region in (None, case.course.region)
            and (self.indication is None or self.indication in case.course.indications)
            and (self.sessions is None or case.sessions <= self.sessions)
        )


def shown(work: Work, audience: Audience, wanted: Wanted) -> list[Case]:
    """What an audience that signs in may be shown at this moment, the latest first."""
    work.require(LOOKS[audience])
    found = work.session.scalars(latest(audience))
    return allowed(work, list(filter(wanted.fits, found)))
