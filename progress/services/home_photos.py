"""What a patient photographs at home: checked, encrypted, and kept apart from the record.

It is in no course: no grid, comparison, alignment or advice knows of it, until a clinician accepts
it (`services/home_decisions.py`). The order of writes is that of `services/uploads.py`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, InvalidInput, NotFound, UnusablePhoto
from progress.models import Course, HomePhoto, Photo
from progress.rules import home_photos as rules
from progress.rules import views
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.home_photos import HomeState
from progress.rules.views import View, ViewSlug
from progress.rules.words import told
from progress.services import arrivals
from progress.services.photos import Size
from progress.services.series import NO_SERIES, of_course
from progress.services.work import Work
from progress.vision import codec
from progress.vision.codec import Derived

PARTS = ("original", Size.VIEW.value, Size.THUMB.value)
LISTED = 50
SENT_ALREADY = told("You have sent this photo already. Nothing was added.")


@dataclass(frozen=True)
class Sent:
    """`known`: the same bytes were sent before, and nothing was added."""

    photo: HomePhoto
    known: bool


@dataclass(frozen=True)
class Offer:
    """What comes with a file; the time is what the phone says, where the photo is silent."""

    data: bytes
    filename: str = ""
    taken_at: datetime | None = None


def key(home_photo_id: uuid.UUID, part: str) -> str:
    """Where a part of it is kept."""
    return f"home/{home_photo_id}/{part}"


# -- the patient ---------------------------------------------------------------------------------


def send(work: Work, course_id: uuid.UUID, view: str, offer: Offer) -> Sent:
    """Offer the clinic a photo of one view. Raises UnusablePhoto or Conflict, and then nothing is
    left behind."""
    course = _course(work, course_id)
    if view not in views_of(course):
        raise InvalidInput("Please choose one of the views of your treatment.")
    return keep(work, course.patient_id, HomePhoto(course_id=course.id, view=view), offer)


@dataclass(frozen=True)
class Choice:
    """A view that a photo can be sent of, and the photo that helps to repeat it."""

    course: Course
    view: View
    ghost: Photo | None


def choices(work: Work, patient_id: uuid.UUID) -> list[Choice]:
    """Every view of the patient's courses that go on."""
    work.require(Action.SEND_HOME_PHOTO, patient_id)
    query = select(Course).where(Course.patient_id == patient_id, Course.closed_on.is_(None))
    courses = work.session.scalars(query.order_by(Course.started_on.desc()))
    return [choice for course in courses for choice in _choices(work, course)]


def choice(work: Work, course_id: uuid.UUID, view: str) -> Choice:
    """One of them, for the camera."""
    course = _course(work, course_id)
    found = [each for each in _choices(work, course) if each.view.slug == view]
    if not found:
        raise NotFound()
    return found[0]


def views_of(course: Course) -> list[str]:
    """A close-up shows what its label says, and only the clinic gives labels."""
    return [slug for slug in course.views if slug != ViewSlug.CLOSE_UP]


def _choices(work: Work, course: Course) -> list[Choice]:
    found = of_course(work, course.id)
    return [
        Choice(course, views.view(slug), found.get((slug, ""), NO_SERIES).baseline)
        for slug in views_of(course)
    ]


def _course(work: Work, course_id: uuid.UUID) -> Course:
    """The patient's own course, to send a photo for."""
    course = work.session.get(Course, course_id)
    if course is None:
        raise NotFound("There is no such course.")
    work.require(Action.SEND_HOME_PHOTO, course.patient_id)
    return course


def keep(work: Work, patient_id: uuid.UUID, photo: HomePhoto, offer: Offer) -> Sent:
    """Write the bytes of a photo and then its row; `photo` says already what it was sent for."""
    rules.check_bytes(len(offer.data))
    digest = hashlib.sha256(offer.data).hexdigest()
    known = _known(work, patient_id, digest)
    if known:
        return Sent(known, True)
    _check_number(work, patient_id)
    derived = _decoded(offer.data)
    _describe(work, photo, patient_id, digest, offer, derived)
    return _keep(work, photo, _blobs(photo, offer.data, derived))


def _decoded(data: bytes) -> Derived:
    """In fewer words than the clinic is told, since there is one thing that a patient can do."""
    try:
        return codec.derivatives(data)
    except UnusablePhoto as error:
        raise UnusablePhoto(
            "This file is not a photo that we can read. Please choose another, or take a new one."
        ) from error


def _known(work: Work, patient_id: uuid.UUID, digest: str) -> HomePhoto | None:
    """Of one patient's own. What is in the record already is said, and not offered again."""
    own = HomePhoto.patient_id == patient_id, HomePhoto.sha256 == digest
    sent = work.session.scalar(select(HomePhoto).where(*own))
    if sent:
        return sent
    in_record = Photo.patient_id == patient_id, Photo.sha256 == digest
    photo = work.session.scalar(select(Photo).where(*in_record))
    if photo:
        raise Conflict("This photo is in your record already. Nothing was added.")
    return None


def _check_number(work: Work, patient_id: uuid.UUID) -> None:
    own = select(func.count()).select_from(HomePhoto).where(HomePhoto.patient_id == patient_id)
    lately = HomePhoto.sent_at > work.now - timedelta(days=1)
    today = work.session.scalar(own.where(lately)) or 0
    waiting = work.session.scalar(own.where(HomePhoto.state == HomeState.OFFERED)) or 0
    rules.check_number(today, waiting)


def _describe(
    work: Work,
    photo: HomePhoto,
    patient_id: uuid.UUID,
    digest: str,
    offer: Offer,
    derived: Derived,
) -> None:
    facts = derived.facts
    photo.id, photo.patient_id, photo.sha256 = uuid.uuid4(), patient_id, digest
    photo.state = HomeState.WITH_REPORT if photo.report_id else HomeState.OFFERED
    photo.size, photo.filename, photo.format = len(offer.data), offer.filename[-255:], facts.format
    photo.width, photo.height = facts.width, facts.height
    photo.sent_at = work.now
    photo.taken_at = moment_of(work, photo, facts.taken_at, offer.taken_at)


def moment_of(work: Work, photo: HomePhoto, *said: datetime | None) -> datetime:
    """When it was taken, by what is said of it and by its course."""
    course = work.session.get(Course, photo.course_id) if photo.course_id else None
    return rules.moment(said, on_the_wall(photo.sent_at), course.started_on if course else None)


def on_the_wall(moment: datetime) -> datetime:
    """As the clinic's clock showed it."""
    return moment.astimezone().replace(tzinfo=None)


def _blobs(photo: HomePhoto, data: bytes, derived: Derived) -> dict[str, bytes]:
    return {
        key(photo.id, "original"): data,
        key(photo.id, Size.VIEW): derived.view,
        key(photo.id, Size.THUMB): derived.thumb,
    }


def _keep(work: Work, photo: HomePhoto, blobs: Mapping[str, bytes]) -> Sent:
    """The same bytes from two pages at one moment are still one photo."""
    patient_id, digest = photo.patient_id, photo.sha256
    try:
        with arrivals.kept(work, photo.id, patient_id, blobs):
            work.session.add(photo)
            record(work, Event.HOME_PHOTO_SENT, photo, sha256=digest)
    except IntegrityError:
        known = _known(work, patient_id, digest)
        if known is None:
            raise
        return Sent(known, True)
    return Sent(photo, False)


def drop_bytes(work: Work, home_photo_id: uuid.UUID) -> None:
    for part in PARTS:
        work.store.delete(key(home_photo_id, part))


# -- found and listed ----------------------------------------------------------------------------


def find(work: Work, home_photo_id: uuid.UUID, action: Action = Action.SEE_HOME_PHOTO) -> HomePhoto:
    """The photo, if the actor may do this with it."""
    photo = work.session.get(HomePhoto, home_photo_id)
    if photo is None:
        raise NotFound("There is no such photo.")
    work.require(action, photo.patient_id)
    return photo


def of_patient(work: Work, patient_id: uuid.UUID) -> Sequence[HomePhoto]:
    """What a patient offered, latest first; a report shows its own photos."""
    work.require(Action.SEE_HOME_PHOTO, patient_id)
    query = (
        select(HomePhoto)
        .where(HomePhoto.patient_id == patient_id, HomePhoto.report_id.is_(None))
        .order_by(HomePhoto.sent_at.desc())
        .options(joinedload(HomePhoto.course))
    )
    return work.session.scalars(query.limit(LISTED)).all()


def record(work: Work, event: Event, home_photo: HomePhoto, **detail: str) -> None:
    work.record(event, patient_id=home_photo.patient_id, subject_id=home_photo.id, **detail)
