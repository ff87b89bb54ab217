"""Whose photo it is: a face that is like none of its patient's others is put to a person.

The question blocks nothing but what would carry a mistake on: as long as it is open, no other photo
is laid over this one unless somebody chose it, and the patient is not shown it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import delete, or_, select

from progress.errors import Conflict
from progress.models import AlignmentRow, Method, Photo
from progress.rules import identity as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.identity import Identity
from progress.rules.photos import choose_baseline, usable
from progress.services import photos
from progress.services.preparation import features
from progress.services.work import Work
from progress.vision.stranger import is_stranger

REFUSAL = "another-person"
"""Why alignment refuses a pair whose faces it takes for two persons'."""
BY_LANDMARKS = "landmarks"
"""How a pair is aligned when only its faces speak, once they are taken for one person's."""


def compare(work: Work, photo: Photo) -> None:
    """Put a face to a person if it is clearly none of the patient's others. What could not be
    compared with anything yet is compared when it is aligned again."""
    if not rules.to_compare(photo):
        return
    others = _witnesses(work, photo)
    if not others:
        return
    stranger = is_stranger(features(work, photo), (features(work, each) for each in others))
    if stranger:
        question(work, photo)
    elif stranger is False:
        photo.identity = Identity.COMPARED
    work.session.commit()


def question(work: Work, photo: Photo) -> None:
    """Ask whose photo this is, unless a person said so; the caller commits."""
    if photo.identity in (Identity.NOT_COMPARED, Identity.COMPARED):
        photo.identity = Identity.IN_QUESTION
        _record(work, Event.IDENTITY_QUESTIONED, photo)


def confirm(work: Work, photo_id: uuid.UUID) -> Photo:
    """It is the patient. What it was compared with is compared again: if one of the two photos is
    somebody else's after all, it is the other."""
    photo = _asked(work, photo_id)
    doubtful = [each for each in _witnesses(work, photo) if each.identity is Identity.COMPARED]
    photo.identity = Identity.CONFIRMED
    photo.identified_by, photo.identified_at = work.actor.name, work.now
    for each in doubtful:
        each.identity = Identity.NOT_COMPARED
    _record(work, Event.IDENTITY_CONFIRMED, photo)
    _align_anew(work, photo, doubtful)
    return photo


def reopen(work: Work, photo_id: uuid.UUID) -> Photo:
    """Take back that it is the patient: the question is open again."""
    photo = photos.find(work, photo_id, Action.EDIT_PHOTO)
    if photo.identity is not Identity.CONFIRMED:
        raise Conflict("Nobody has said whose photo this is. There is nothing to take back.")
    photo.identity, photo.identified_by, photo.identified_at = Identity.IN_QUESTION, None, None
    _record(work, Event.IDENTITY_REOPENED, photo)
    _align_anew(work, photo)
    return photo


def deny(work: Work, photo_id: uuid.UUID) -> Photo:
    """It is somebody else: the photo is set aside. Taken back, it is asked about again."""
    photo = _asked(work, photo_id)
    _record(work, Event.IDENTITY_DENIED, photo)
    return photos.set_aside(work, photo.id)


def _asked(work: Work, photo_id: uuid.UUID) -> Photo:
    photo = photos.find(work, photo_id, Action.EDIT_PHOTO)
    if not rules.in_question(photo):
        raise Conflict("Whose photo this is has been answered, or was never in question.")
    return photo


def _witnesses(work: Work, photo: Photo) -> tuple[Photo, ...]:
    """Across all courses of the patient."""
    query = select(Photo).where(
        Photo.patient_id == photo.patient_id, Photo.view.in_(rules.VIEWS), Photo.id != photo.id
    )
    others = [each for each in work.session.scalars(query) if usable(each)]
    return rules.witnesses(photo, others, choose_baseline(others))


def _align_anew(work: Work, photo: Photo, others: Iterable[Photo] = ()) -> None:
    """Forget what alignment found by asking the faces; an answer may change the baseline too."""
    touches = or_(AlignmentRow.reference_id == photo.id, AlignmentRow.moving_id == photo.id)
    by_face = or_(AlignmentRow.reason == REFUSAL, AlignmentRow.technique == BY_LANDMARKS)
    work.session.execute(
        delete(AlignmentRow).where(touches, by_face, AlignmentRow.method == Method.AUTOMATIC)
    )
    again = {each.id: each for each in [*photos.same_series(work, photo), *others]}
    photos.keep_and_align(work, again.values())


def _record(work: Work, event: Event, photo: Photo) -> None:
    work.record(event, patient_id=photo.patient_id, subject_id=photo.id)
