"""A photo that we have: found, corrected, chosen as baseline, set aside and taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import AlignmentRow, Course, Photo, Visit
from progress.rules import photos as rules
from progress.rules import views
from progress.rules.access import CLINIC, Action
from progress.rules.audit import Event
from progress.rules.identity import Identity
from progress.rules.photos import PREPARED, PhotoEvent, PhotoState, move
from progress.rules.views import ViewSlug
from progress.services.work import Work


class Size(StrEnum):
    """What is served: always re-encoded, without metadata."""

    THUMB = "thumb"
    VIEW = "view"
    FULL = "full"


LONGEST_LABEL = 60
EARLIEST = date(1990, 1, 1)


def key(photo_id: uuid.UUID, part: str) -> str:
    """Where a part of a photo is kept."""
    return f"photos/{photo_id}/{part}"


def find(work: Work, photo_id: uuid.UUID, action: Action = Action.SEE_PHOTO) -> Photo:
    """The photo, if the actor may do this with it."""
    photo = work.session.get(Photo, photo_id)
    if photo is None:
        raise NotFound("There is no such photo.")
    work.require(action, photo.patient_id, photo.course_id, photo.visit_id)
    if withheld(work, photo):
        raise NotFound()
    return photo


def withheld(work: Work, photo: Photo) -> bool:
    """Whether a patient is not shown it: it was set aside, or may show somebody else."""
    return work.actor.roles.isdisjoint(CLINIC) and rules.held_back(photo) is not None


def original(work: Work, photo: Photo) -> bytes:
    """The bytes that arrived, unchanged."""
    return work.store.get(str(photo.patient_id), key(photo.id, "original"))


def place(work: Work, photo_id: uuid.UUID, view: str, view_label: str = "") -> Photo:
    """Confirm or correct which view a photo shows."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    course = work.session.get_one(Course, photo.course_id)
    slug = views.view_of(course.region, view)
    label = label_of(work, course.id, slug, view_label)
    if slug == ViewSlug.CLOSE_UP and not label:
        raise InvalidInput("Say in a few words what the close-up shows.")
    touched: list[Photo] = []
    if (photo.view, photo.view_label) != (slug, label):
        touched = [*_leave_series(work, photo), photo]
    photo.view, photo.view_label, photo.view_confirmed = slug, label, True
    work.record(Event.PHOTO_CHANGED, patient_id=photo.patient_id, subject_id=photo.id, view=slug)
    keep_and_align(work, touched)
    return photo


def label_of(work: Work, course_id: uuid.UUID, slug: str, label: str) -> str:
    """What a close-up is called. Close-ups of one label form one series, so that a label which the
    course has already keeps its spelling."""
    label = " ".join(label.split())[:LONGEST_LABEL]
    if slug != ViewSlug.CLOSE_UP or not label:
        return ""
    query = select(Photo.view_label).where(Photo.course_id == course_id, Photo.view == slug)
    known = work.session.scalars(query.distinct())
    return next((each for each in known if each.casefold() == label.casefold()), label)


def date_by_hand(work: Work, photo_id: uuid.UUID, day: date) -> Photo:
    """Correct the day a photo was taken."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    if not EARLIEST <= day <= work.today:
        raise InvalidInput("A photo was taken today or earlier. Please check the date.")
    photo.taken_at, photo.taken_from = datetime.combine(day, time(12)), "hand"
    work.record(
        Event.PHOTO_CHANGED,
        patient_id=photo.patient_id,
        subject_id=photo.id,
        taken_on=day.isoformat(),
    )
    # The earliest photo is the baseline, so that a date may change what the others are laid over.
    keep_and_align(work, same_series(work, photo))
    return photo


def move_to_visit(work: Work, photo_id: uuid.UUID, visit_id: uuid.UUID) -> Photo:
    """File a photo under another visit of its course. A date of its own stays."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    visit = work.session.get(Visit, visit_id)
    if visit is None or visit.course_id != photo.course_id:
        raise NotFound("There is no such visit in this course.")
    photo.visit_id, photo.is_chosen = visit.id, False
    if dated := photo.taken_from == "visit":
        photo.taken_at = datetime.combine(visit.on, time(12))
    work.record(
        Event.PHOTO_CHANGED, patient_id=photo.patient_id, subject_id=photo.id, visit=str(visit.id)
    )
    keep_and_align(work, same_series(work, photo) if dated else [])
    return photo


def choose_baseline(work: Work, photo_id: uuid.UUID) -> Photo:
    """Lay the other photos of the view over this one from now on."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    if photo.set_aside_at or photo.state not in PREPARED:
        raise Conflict("Only a photo that can be shown can be the baseline.")
    members = same_series(work, photo)
    for other in members:
        other.is_baseline = other.id == photo.id
        if other.visit_id == photo.visit_id:
            other.is_chosen = other.is_baseline
    work.record(Event.BASELINE_CHOSEN, patient_id=photo.patient_id, subject_id=photo.id)
    keep_and_align(work, members)
    return photo


def choose(work: Work, photo_id: uuid.UUID) -> Photo:
    """Of several photos of a view at a visit, let this one stand for them. Where the baseline is
    among them it becomes the baseline too, and the others are laid over it."""
    photo = find(work, photo_id, Action.CAPTURE)
    if photo.set_aside_at or photo.state is PhotoState.UNREADABLE:
        raise Conflict("Only a photo that can be shown can stand for its view.")
    members = same_series(work, photo)
    before = rules.choose_baseline(members)
    repeats = [other for other in members if other.visit_id == photo.visit_id]
    by_hand = any(other.is_baseline for other in repeats)
    for other in repeats:
        other.is_chosen = other.id == photo.id
        other.is_baseline = other.is_chosen and by_hand
    work.record(Event.PHOTO_CHOSEN, patient_id=photo.patient_id, subject_id=photo.id)
    keep_and_align(work, [] if rules.choose_baseline(members) is before else members)
    return photo


def set_aside(work: Work, photo_id: uuid.UUID) -> Photo:
    """Leave a photo out of grids and comparisons; it is kept, and can be taken back."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    photo.set_aside_at, photo.is_baseline, photo.is_chosen = work.now, False, False
    work.record(Event.PHOTO_SET_ASIDE, patient_id=photo.patient_id, subject_id=photo.id)
    keep_and_align(work, same_series(work, photo))
    return photo


def restore(work: Work, photo_id: uuid.UUID) -> Photo:
    """Take back a photo that was set aside."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    photo.set_aside_at = None
    work.record(Event.PHOTO_RESTORED, patient_id=photo.patient_id, subject_id=photo.id)
    keep_and_align(work, same_series(work, photo))
    return photo


def try_again(work: Work, photo_id: uuid.UUID) -> Photo:
    """Open a photo again that could not be read."""
    photo = find(work, photo_id, Action.EDIT_PHOTO)
    if photo.state is not PhotoState.UNREADABLE:
        raise Conflict("This photo could be read. There is nothing to try again.")
    _reopen(photo)
    work.record(Event.PHOTO_CHANGED, patient_id=photo.patient_id, subject_id=photo.id, again=True)
    work.session.commit()
    work.nudge("prepare", photo.id)
    return photo


def same_series(work: Work, photo: Photo) -> list[Photo]:
    """All photos that can be compared with this one, itself included."""
    query = select(Photo).where(
        Photo.course_id == photo.course_id,
        Photo.view == photo.view,
        Photo.view_label == photo.view_label,
    )
    return list(work.session.scalars(query.options(joinedload(Photo.visit))))


def _leave_series(work: Work, photo: Photo) -> list[Photo]:
    """Forget what was found against the photos of the old view; returns those photos."""
    left_behind = [other for other in same_series(work, photo) if other.id != photo.id]
    touches = or_(AlignmentRow.reference_id == photo.id, AlignmentRow.moving_id == photo.id)
    work.session.execute(delete(AlignmentRow).where(touches))
    photo.is_baseline, photo.is_chosen, photo.reason = False, False, None
    if photo.identity is Identity.COMPARED:
        photo.identity = Identity.NOT_COMPARED
    return left_behind


def keep_and_align(work: Work, photos: Iterable[Photo]) -> None:
    """Commit what changed, and have these photos laid over each other anew. Their rows say that
    work is left, so that it is done even when the nudge is lost."""
    reopened = [each for each in photos if each.state in PREPARED and each.set_aside_at is None]
    for photo in reopened:
        _reopen(photo)
    work.session.commit()
    for photo in reopened:
        work.nudge("align", photo.id)


def _reopen(photo: Photo) -> None:
    photo.state, photo.reason, photo.attempts = move(photo.state, PhotoEvent.REOPENED), None, 0
