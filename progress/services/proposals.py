"""Which view a photo shows is proposed; a person confirms it with one tap."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from progress.errors import StorageError
from progress.models import Course, Photo
from progress.rules.photos import PhotoState
from progress.rules.proposals import propose_view
from progress.rules.views import ViewSlug
from progress.services.photos import Size, key
from progress.services.work import Work
from progress.vision import codec, viewpoint

SIDE = 160
"""Long side, in pixels, at which earlier photos are decoded: a quarter of the cost of the whole."""


def looks(work: Work, course: Course, thumb: bytes) -> Mapping[str, float]:
    """What the picture itself says, beside the earlier photos of the course."""
    earlier = [
        (photo.view, codec.decode(data, max_side=SIDE))
        for photo in _known(work, course)
        if (data := _thumb(work, photo))
    ]
    return viewpoint.look(codec.decode(thumb), course.region, earlier)


def propose(work: Work, photo: Photo, course: Course, said: Mapping[str, float]) -> ViewSlug:
    """The view for a photo of a visit; a close-up, which waits for its name, when nothing fits."""
    query = select(Photo.view).where(Photo.visit_id == photo.visit_id, Photo.set_aside_at.is_(None))
    used = list(work.session.scalars(query))
    return propose_view(photo.filename, used, course.views, said) or ViewSlug.CLOSE_UP


def _known(work: Work, course: Course) -> list[Photo]:
    """The latest confirmed photo of each view."""
    query = select(Photo).where(
        Photo.course_id == course.id,
        Photo.view_confirmed,
        Photo.set_aside_at.is_(None),
        Photo.state != PhotoState.UNREADABLE,
    )
    latest = {photo.view: photo for photo in work.session.scalars(query.order_by(Photo.taken_at))}
    return list(latest.values())


def _thumb(work: Work, photo: Photo) -> bytes | None:
    """A photo that cannot be read now is one piece of evidence less, and no reason to refuse."""
    try:
        return work.store.get(str(photo.patient_id), key(photo.id, Size.THUMB))
    except StorageError:
        return None
