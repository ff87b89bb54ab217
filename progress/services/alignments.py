"""Laying the photos of a view over each other, by the program and by hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np
from sqlalchemy.exc import IntegrityError

from progress.errors import NotFound
from progress.models import AlignmentRow, Course, Method, Photo, Status
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.identity import vouched
from progress.rules.photos import PREPARED, PhotoEvent, PhotoState, move
from progress.services import identity, marks, photos
from progress.services.marks import Mark
from progress.services.preparation import MOST_ATTEMPTS, features, give_up
from progress.services.series import CONTRADICTION, Series, load
from progress.services.work import Work
from progress.vision.align import Alignment, Refusal
from progress.vision.align import align as align_pair

FOR_A_PERSON = frozenset({"different-view", identity.REFUSAL})
"""Refusals that may mean a photo filed wrongly: somebody must look."""

ONLY_FROM_HOME = (
    "This photo is from home, and none of its view was taken at the clinic. Take one at the next "
    "visit, or choose this one as the baseline."
)


def align(work: Work, photo_id: uuid.UUID) -> None:
    """Lay a photo over what it is to be compared with; doing it twice changes nothing."""
    photo = work.session.get(Photo, photo_id)
    if photo is None or photo.state is not PhotoState.READY or photo.set_aside_at:
        return
    if photo.attempts >= MOST_ATTEMPTS:
        give_up(work, photo, PhotoEvent.DOUBTED)
        return
    photo.attempts += 1
    work.session.commit()
    identity.compare(work, photo)
    _align_with_references(work, photo)
    _settle(work, photo)


def _align_with_references(work: Work, photo: Photo) -> None:
    """A few pairs: until the photo is reached from the baseline, and a loop vouches for it."""
    while reference := load(work, photo).next_reference(photo):
        known = vouched(reference, photo)
        row = _try_pair(work, reference, photo, known)
        work.session.commit()
        # Somebody may have said meanwhile whose photo it is: then the pair is tried again.
        if vouched(reference, photo) is known:
            _keep(work, row)


def _try_pair(work: Work, reference: Photo, moving: Photo, known_person: bool) -> AlignmentRow:
    region = work.session.get_one(Course, moving.course_id).region
    two = features(work, reference), features(work, moving)
    answer = align_pair(*two, region, known_person=known_person)
    row = AlignmentRow(
        course_id=moving.course_id,
        reference_id=reference.id,
        moving_id=moving.id,
        method=Method.AUTOMATIC,
        made_at=work.now,
    )
    return _refused(row, answer) if isinstance(answer, Refusal) else _aligned(row, answer)


def _refused(row: AlignmentRow, refusal: Refusal) -> AlignmentRow:
    row.status, row.reason, row.message = Status.REFUSED, refusal.reason, refusal.message
    return row


def _aligned(row: AlignmentRow, answer: Alignment) -> AlignmentRow:
    row.status, row.technique = Status.ALIGNED, answer.method
    row.matrix = [float(value) for value in np.asarray(answer.matrix).ravel()]
    row.error_px, row.trust = float(answer.error_px), float(answer.trust)
    row.grade, row.reasons = answer.grade, list(answer.reasons)
    return row


def _keep(work: Work, row: AlignmentRow) -> None:
    """Another worker may have been quicker with the same pair; its answer is the same."""
    work.session.add(row)
    try:
        work.session.commit()
    except IntegrityError:
        work.session.rollback()


def _settle(work: Work, photo: Photo) -> None:
    """Bring the state of every photo of the series in line with the edges that stand now."""
    # Two workers may settle one series at once: the later one must see the earlier one's edges.
    work.session.get_one(Course, photo.course_id, with_for_update=True)
    series = load(work, photo)
    photo.attempts = 0
    to_try = []
    for member in series.photos:
        if member.state not in PREPARED:
            continue
        if member.id == photo.id or series.settled(member):
            _settle_one(work, series, member)
        elif member.state is not PhotoState.READY:
            # The baseline is another one now: the row says that this one has work left.
            member.state = move(member.state, PhotoEvent.REOPENED)
            to_try.append(member.id)
    work.session.commit()
    for member_id in to_try:
        work.nudge("align", member_id)


def _settle_one(work: Work, series: Series, photo: Photo) -> None:
    if series.connects(photo.id, series.baseline_id):
        photo.state, photo.reason = move(photo.state, PhotoEvent.ALIGNED), None
        return
    if series.baseline is None and photo.from_home:
        photo.state, photo.reason = move(photo.state, PhotoEvent.DOUBTED), ONLY_FROM_HOME
        return
    if series.contradicted(photo.id):
        photo.state, photo.reason = move(photo.state, PhotoEvent.DOUBTED), CONTRADICTION
        return
    refusal = series.refusal(photo.id)
    doubt = refusal is not None and refusal.reason in FOR_A_PERSON
    photo.state = move(photo.state, PhotoEvent.DOUBTED if doubt else PhotoEvent.REFUSED)
    photo.reason = refusal.message if refusal else None
    if refusal is not None and refusal.reason == identity.REFUSAL:
        identity.question(work, photo)


# -- by hand -------------------------------------------------------------------------------------


def align_by_hand(
    work: Work,
    reference_id: uuid.UUID,
    moving_id: uuid.UUID,
    points: Sequence[Mark],
) -> AlignmentRow:
    """Keep a clinician's own alignment of two photos of one view."""
    reference, moving = marks.two_photos(work, reference_id, moving_id)
    row = _replace(work, reference, moving, marks.lay_over(reference, moving, points))
    work.record(
        Event.ALIGNED_BY_HAND,
        patient_id=moving.patient_id,
        subject_id=moving.id,
        reference=str(reference.id),
        matrix=row.matrix,
    )
    _settle(work, moving)
    return row


def _replace(work: Work, reference: Photo, moving: Photo, answer: Alignment) -> AlignmentRow:
    for row in load(work, moving).by_hand(reference.id, moving.id):
        work.session.delete(row)
    work.session.flush()
    row = AlignmentRow(
        course_id=moving.course_id,
        reference_id=reference.id,
        moving_id=moving.id,
        method=Method.BY_HAND,
        made_by=work.actor.name,
        made_at=work.now,
    )
    work.session.add(_aligned(row, answer))
    return row


def undo(work: Work, alignment_id: uuid.UUID) -> Photo:
    """Take back an alignment by hand; what the program found counts again."""
    row = work.session.get(AlignmentRow, alignment_id)
    if row is None or row.method is not Method.BY_HAND:
        raise NotFound("There is no alignment by hand to undo.")
    moving = photos.find(work, row.moving_id, Action.ALIGN_BY_HAND)
    work.session.delete(row)
    work.record(
        Event.HAND_ALIGNMENT_UNDONE,
        patient_id=moving.patient_id,
        subject_id=moving.id,
        reference=str(row.reference_id),
        matrix=row.matrix,
    )
    _settle(work, moving)
    return moving
