"""A photo arrives: checked, kept and only then acknowledged.

Order of writes, so that a crash at any point loses nothing that was acknowledged: a row that says
that a photo is arriving; the original, encrypted and read back; its two derivatives; then, in one
commit, the photo's row and the line of audit for the row of the arrival; then the answer. Blobs of
an arrival that was cut off are swept (`services/arrivals.py`); a photo's row without a blob cannot
arise.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from progress.errors import NotFound
from progress.models import Course, Photo, Visit
from progress.rules import photos as rules
from progress.rules import views
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.photos import PhotoState
from progress.rules.treatment import VisitKind
from progress.rules.views import ViewSlug
from progress.services import arrivals, captures, proposals
from progress.services.photos import Size, key, label_of
from progress.services.work import Work
from progress.vision import codec

Also = Callable[[Photo], None]


@dataclass(frozen=True)
class Added:
    """The outcome of an upload; `note` is a sentence for the person who sent the file."""

    photo: Photo
    duplicate: bool
    note: str | None = None


def nothing_more(_photo: Photo) -> None:
    """For photos that nothing else hangs on."""


def add(
    work: Work,
    visit_id: uuid.UUID,
    data: bytes,
    filename: str = "",
    view: str | None = None,
    view_label: str = "",
    taken_at: datetime | None = None,
    also: Also = nothing_more,
) -> Added:
    """Keep one photo of a visit. `taken_at` is what the device that sends it says, and counts where
    the photo itself is silent; `also` is done in the commit that adds the photo, or that it keeps
    from being made. Raises UnusablePhoto, and then nothing is left behind."""
    visit = work.session.get(Visit, visit_id)
    if visit is None:
        raise NotFound("There is no such visit.")
    course = visit.course
    work.require(Action.ADD_PHOTOS, course.patient_id, course.id, visit.id)
    rules.check_bytes(len(data))
    digest = hashlib.sha256(data).hexdigest()
    chosen = views.view_of(course.region, view) if view else None
    known = _known(work, course.patient_id, digest)
    if known:
        return known
    derived = codec.derivatives(data)
    said = {} if chosen else proposals.looks(work, course, derived.thumb)
    photo = _row(work, visit, derived.facts, data, digest, filename)
    photo.taken_at, photo.taken_from = _moment(visit, derived.facts.taken_at, taken_at)
    blobs = _blobs(photo, data, derived)
    place = partial(_place, work, photo, chosen, view_label, said)
    added = _keep(work, photo, blobs, place, also)
    if not added.duplicate:
        work.nudge("prepare", photo.id)
    return added


def _known(work: Work, patient_id: uuid.UUID, digest: str) -> Added | None:
    query = select(Photo).where(Photo.patient_id == patient_id, Photo.sha256 == digest)
    photo = work.session.scalar(query)
    if photo is None:
        return None
    return Added(photo, True, rules.duplicate_sentence(photo))


def _row(
    work: Work,
    visit: Visit,
    facts: codec.PhotoFacts,
    data: bytes,
    digest: str,
    filename: str,
) -> Photo:
    return Photo(
        id=uuid.uuid4(),
        patient_id=visit.course.patient_id,
        course_id=visit.course_id,
        visit_id=visit.id,
        state=PhotoState.RECEIVED,
        sha256=digest,
        size=len(data),
        filename=filename[-255:],
        format=facts.format,
        width=facts.width,
        height=facts.height,
        received_at=work.now,
        received_by=work.actor.id,
    )


def _moment(visit: Visit, camera: datetime | None, device: datetime | None) -> tuple[datetime, str]:
    """When the photo was taken, and who says so. One from home was dated when it came, whatever its
    camera says."""
    if camera and not (device and visit.kind is VisitKind.FROM_HOME):
        return camera, "exif"
    if device:
        return device, "exif" if device == camera else "device"
    return datetime.combine(visit.on, time(12)), "visit"


def _blobs(photo: Photo, data: bytes, derived: codec.Derived) -> dict[str, bytes]:
    return {
        key(photo.id, "original"): data,
        key(photo.id, Size.VIEW): derived.view,
        key(photo.id, Size.THUMB): derived.thumb,
    }


def _keep(
    work: Work,
    photo: Photo,
    blobs: Mapping[str, bytes],
    place: Callable[[], None],
    also: Also,
) -> Added:
    """Two uploads of the same bytes at the same moment still make one photo."""
    patient_id, photo_id, digest = photo.patient_id, photo.id, photo.sha256
    try:
        with arrivals.kept(work, photo_id, patient_id, blobs):
            # The database is ours alone, so that two photos are not proposed the same view.
            place()
            work.session.add(photo)
            also(photo)
            captures.count_photo(work)
            work.record(
                Event.PHOTO_ADDED, patient_id=patient_id, subject_id=photo_id, sha256=digest
            )
    except IntegrityError:
        known = _known(work, patient_id, digest)
        if known is None:
            raise
        return known
    return Added(photo, False, rules.date_sentence(photo.taken_at.date(), photo.visit.on))


def _place(
    work: Work,
    photo: Photo,
    chosen: ViewSlug | None,
    view_label: str,
    said: Mapping[str, float],
) -> None:
    """Set the view that was given, or propose one that a person confirms with one tap."""
    course = work.session.get_one(Course, photo.course_id)
    photo.view = chosen or proposals.propose(work, photo, course, said)
    photo.view_label = label_of(work, course.id, photo.view, view_label)
    named = photo.view != ViewSlug.CLOSE_UP or bool(photo.view_label)
    photo.view_confirmed = chosen is not None and named
