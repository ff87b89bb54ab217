"""A photo that arrived is made ready for aligning; what was cut off is found again and finished."""

from __future__ import annotations

import uuid
from collections import Counter

from sqlalchemy import ColumnElement, and_, func, or_, select

from progress.errors import ProgressError, StorageError
from progress.models import Course, Photo
from progress.rules.photos import PhotoEvent, PhotoState, move
from progress.services.photos import key, original
from progress.services.work import Work
from progress.vision import align, codec
from progress.vision.quality import Quality

MOST_ATTEMPTS = 3
SIDE_FOR_FEATURES = 1600
"""Long side, in pixels, at which a photo is decoded for its features."""


def prepare(work: Work, photo_id: uuid.UUID) -> None:
    """Find what aligning needs to know of a photo; doing it twice changes nothing."""
    photo = work.session.get(Photo, photo_id)
    if photo is None or photo.state is not PhotoState.RECEIVED:
        return
    if photo.attempts >= MOST_ATTEMPTS:
        give_up(work, photo, PhotoEvent.FOUND_UNREADABLE)
        return
    # Counted before the try, so that a photo that kills the process is not tried for ever.
    photo.attempts += 1
    work.session.commit()
    try:
        _look(work, photo)
    except ProgressError as error:
        photo.state, photo.reason = move(photo.state, PhotoEvent.FOUND_UNREADABLE), error.sentence
    work.session.commit()
    if photo.state is PhotoState.READY:
        work.nudge("align", photo.id)


def _look(work: Work, photo: Photo) -> None:
    image = codec.decode(original(work, photo), max_side=SIDE_FOR_FEATURES)
    _keep_features(work, photo, image)
    photo.state, photo.attempts = move(photo.state, PhotoEvent.PREPARED), 0


def features(work: Work, photo: Photo) -> align.Prepared:
    """What was found when the photo was prepared; found again if it is gone or outdated."""
    try:
        return align.Prepared.from_bytes(
            work.store.get(str(photo.patient_id), key(photo.id, "features"))
        )
    except (StorageError, ValueError):
        image = codec.decode(original(work, photo), max_side=SIDE_FOR_FEATURES)
        return _keep_features(work, photo, image)


def _keep_features(work: Work, photo: Photo, image: align.Image) -> align.Prepared:
    region = work.session.get_one(Course, photo.course_id).region
    prepared = align.prepare(image, region, (photo.width, photo.height))
    work.store.put(str(photo.patient_id), key(photo.id, "features"), prepared.to_bytes())
    photo.quality = Quality.from_array(prepared.quality).as_dict()
    return prepared


def give_up(work: Work, photo: Photo, event: PhotoEvent) -> None:
    """After several faults of ours: a terminal state with a reason, never another try."""
    photo.state = move(photo.state, event)
    photo.reason = "Progress tried several times and failed. The photo is kept as it arrived."
    work.session.commit()


def recover(work: Work) -> None:
    """Find in the rows what an earlier process left unfinished, oldest first."""
    query = select(Photo.id, Photo.state).where(unfinished_photos()).order_by(Photo.received_at)
    for photo_id, state in work.session.execute(query).all():
        work.nudge("prepare" if state is PhotoState.RECEIVED else "align", photo_id)


def unfinished(work: Work) -> int:
    """How many photos have work left."""
    return work.session.scalar(select(func.count(Photo.id)).where(unfinished_photos())) or 0


def unfinished_photos() -> ColumnElement[bool]:
    """A photo that was set aside is prepared, so that it can be shown, but laid over nothing."""
    is_ready = and_(Photo.state == PhotoState.READY, Photo.set_aside_at.is_(None))
    return or_(Photo.state == PhotoState.RECEIVED, is_ready)


def states_of(work: Work, photo_ids: set[uuid.UUID]) -> dict[PhotoState, int]:
    """How many of these photos stand where, in the order of the states."""
    rows = work.session.execute(select(Photo.id, Photo.state)).all()
    found = Counter(state for photo_id, state in rows if photo_id in photo_ids)
    return {state: found[state] for state in PhotoState if found[state]}
