"""What patients allowed, as it stands, and how they take it back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.errors import Conflict, NotFound
from progress.models import Case, Consent, Course, Patient, Photo, Withdrawal
from progress.rules import consents as rules
from progress.rules import signing
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import (
    ENDS_SOON,
    EVERYTHING,
    Act,
    Extent,
    Given,
    Scope,
    Standing,
    State,
    Subject,
    Withdrawn,
)
from progress.rules.signing import Place
from progress.services import case_pulls, consent_requests, ways_in, withdrawal_notes
from progress.services.ways_in import WayIn
from progress.services.withdrawal_notes import Note
from progress.services.work import Work

ENDED_LATELY = timedelta(days=30)
"""How long Today speaks of a consent that ended and was not asked for again."""


@dataclass(frozen=True)
class Held:
    """A consent of a patient's, and where it stands."""

    consent: Consent
    standing: Standing
    way_in: WayIn | None = None
    """Of one that was signed at home soon after a new way in was used."""


@dataclass(frozen=True)
class Ending:
    """A consent that ends soon, or ended lately."""

    held: Held
    patient: Patient


def history(work: Work, patient_id: uuid.UUID) -> list[Act]:
    """Everything that a patient gave and took back, as the rules read it."""
    return histories(work, {patient_id})[patient_id]


def histories(work: Work, patient_ids: set[uuid.UUID]) -> dict[uuid.UUID, list[Act]]:
    """The same of several patients, with the same two queries."""
    given = (
        select(Consent, Patient.born_on)
        .join(Patient, Patient.id == Consent.patient_id)
        .where(Consent.patient_id.in_(patient_ids))
        .options(joinedload(Consent.version))
    )
    taken = select(Withdrawal).where(Withdrawal.patient_id.in_(patient_ids))
    found: dict[uuid.UUID, list[Act]] = {patient_id: [] for patient_id in patient_ids}
    for consent, born_on in work.session.execute(given):
        found[consent.patient_id].append(_given(consent, born_on))
    for withdrawal in work.session.scalars(taken):
        found[withdrawal.patient_id].append(_withdrawn(withdrawal))
    return found


def _given(row: Consent, born_on: date | None) -> Given:
    asked, scopes = (frozenset(map(Scope, slugs)) for slugs in (row.version.scopes, row.scopes))
    extent = consent_requests.extent(row)
    ends_at = signing.counts_until(row.ends_at, row.given_at, bool(row.guardian), born_on)
    return Given(row.id, extent, asked, scopes, row.disguise, row.given_at, ends_at)


def _withdrawn(row: Withdrawal) -> Withdrawn:
    scopes = None if row.scopes is None else frozenset(map(Scope, row.scopes))
    held = frozenset(map(uuid.UUID, row.held_photo_ids or ()))
    return Withdrawn(row.id, consent_requests.extent(row), scopes, row.at, held)


def subject(photo: Photo) -> Subject:
    return Subject(photo.course_id, photo.view, photo.id)


def of_course(work: Work, course: Course) -> Standing:
    """Where the course as a whole stands."""
    return of_courses(work, course.patient_id, [course.id])[course.id]


def of_courses(
    work: Work, patient_id: uuid.UUID, course_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, Standing]:
    """The same for several courses of a patient."""
    work.require(Action.SEE_CONSENTS, patient_id)
    acts = history(work, patient_id)
    return {each: rules.standing(acts, Subject(each), work.now) for each in course_ids}


def of_patient(work: Work, patient_id: uuid.UUID) -> list[Held]:
    """Each consent that was ever given, the latest first."""
    work.require(Action.SEE_CONSENTS, patient_id)
    acts = history(work, patient_id)
    query = (
        select(Consent)
        .where(Consent.patient_id == patient_id)
        .order_by(Consent.given_at.desc(), Consent.id)
    )
    found = work.session.scalars(query).all()
    ways = ways_in.before(work, patient_id, found)
    return [_held(work, acts, consent, ways.get(consent.id)) for consent in found]


def _held(work: Work, acts: list[Act], consent: Consent, way_in: WayIn | None = None) -> Held:
    return Held(consent, rules.fate(acts, _of(acts, consent), work.now), way_in)


def find(work: Work, consent_id: uuid.UUID) -> Held:
    """One consent, if the actor may see it."""
    consent = work.session.get(Consent, consent_id)
    if consent is None:
        raise NotFound("There is no such consent.")
    work.require(Action.SEE_CONSENTS, consent.patient_id, consent.course_id)
    return _held(work, history(work, consent.patient_id), consent)


def signed_under(work: Work, request_id: uuid.UUID) -> Held:
    """What was signed in answer to a request."""
    consent_id = work.session.scalar(select(Consent.id).where(Consent.request_id == request_id))
    if consent_id is None:
        raise NotFound("There is no such consent.")
    return find(work, consent_id)


def withdraw(
    work: Work,
    patient_id: uuid.UUID,
    extent: Extent = EVERYTHING,
    scopes: Collection[Scope] | None = None,
) -> Withdrawal:
    """Take back what was allowed, at once: all of it, or these scopes. Cases that it leaves without
    consent are pulled with it. The row is its receipt. Raises Conflict when nothing is allowed."""
    work.require(Action.WITHDRAW_CONSENT, patient_id, extent.course_id)
    said = None if scopes is None else frozenset(scopes)
    place = Place.CLINIC if work.actor.patient_id is None else Place.HOME
    held, moments = _held_by(work, extent), _moments(work, patient_id)
    acts = [Withdrawn(uuid.uuid4(), extent, said, at, held) for at in moments]
    rows = [_take_back(work, patient_id, taken, place) for taken in acts]
    found = [row for row in rows if row]
    if not found:
        raise Conflict("Nothing of this is allowed now, so there is nothing to take back.")
    return found[0]


def _held_by(work: Work, extent: Extent) -> frozenset[uuid.UUID]:
    """The photos of a view as they are filed now."""
    if extent.view is None:
        return frozenset()
    query = select(Photo.id).where(Photo.course_id == extent.course_id, Photo.view == extent.view)
    return frozenset(work.session.scalars(query))


def _moments(work: Work, patient_id: uuid.UUID) -> list[datetime]:
    """Now; and where a clock that was wrong has been put back, once more after what was signed
    under it, which would come into force some day."""
    return sorted({work.now, *(act.at for act in history(work, patient_id) if act.at > work.now)})


def withdraw_again(work: Work) -> int:
    """At the start, what an older database that was restored does not know to be taken back. How
    many that were."""
    notes = withdrawal_notes.unknown(work)
    rows = [_take_back(work, note.patient_id, note.taken, note.place, again=True) for note in notes]
    return sum(row is not None for row in rows)


def _take_back(
    work: Work, patient_id: uuid.UUID, taken: Withdrawn, place: Place, **detail: bool
) -> Withdrawal | None:
    """None where nothing of it is allowed."""
    slugs = None if taken.scopes is None else sorted(map(str, taken.scopes))
    work.record(
        Event.CONSENT_WITHDRAWN,
        patient_id=patient_id,
        subject_id=taken.id,
        scopes=slugs,
        **detail,
    )
    work.alone()
    before = history(work, patient_id)
    lost = _lost(work, patient_id, before, taken)
    if not lost:
        work.session.rollback()
        return None
    extent = taken.extent
    pulled = case_pulls.take_down(work, patient_id, [*before, taken])
    row = Withdrawal(
        id=taken.id,
        patient_id=patient_id,
        course_id=extent.course_id,
        view=extent.view,
        photo_ids=sorted(map(str, extent.photo_ids)) if extent.photo_ids else None,
        scopes=slugs,
        held_photo_ids=sorted(map(str, taken.held)) or None,
        at=taken.at,
        by=work.actor.name,
        place=place,
        receipt=_receipt(lost) | _taken_away(work, patient_id, [*before, taken], pulled),
    )
    work.session.add(row)
    work.session.commit()
    # Before the pictures, at whose removal the store may fail: a sweep finds those again.
    withdrawal_notes.write(work, Note(taken, patient_id, place))
    case_pulls.drop_pictures(work, pulled)
    return row


def _taken_away(
    work: Work, patient_id: uuid.UUID, acts: list[Act], pulled: list[Case]
) -> dict[str, object]:
    """What is down already, and what a person must ask for elsewhere."""
    return {
        "cases": case_pulls.on_receipt(pulled),
        "copies": case_pulls.copies_on_receipt(case_pulls.to_chase(work, patient_id, acts)),
    }


def receipt(work: Work, withdrawal_id: uuid.UUID) -> Withdrawal:
    row = work.session.get(Withdrawal, withdrawal_id)
    if row is None:
        raise NotFound("There is no such receipt.")
    work.require(Action.SEE_CONSENTS, row.patient_id, row.course_id)
    return row


def withdrawals(work: Work, patient_id: uuid.UUID) -> list[Withdrawal]:
    """What a patient took back, the latest first."""
    work.require(Action.SEE_CONSENTS, patient_id)
    query = select(Withdrawal).where(Withdrawal.patient_id == patient_id)
    return list(work.session.scalars(query.order_by(Withdrawal.at.desc())))


def _lost(
    work: Work, patient_id: uuid.UUID, before: list[Act], taken: Withdrawn
) -> dict[Subject, frozenset[Scope]]:
    """What the act takes away, by photo, and by what was asked for as a whole."""
    photos = work.session.scalars(select(Photo).where(Photo.patient_id == patient_id))
    subjects = {subject(photo) for photo in photos} | set(map(_whole, before))
    now = max(work.now, taken.at)
    lost = {
        each: rules.standing(before, each, now).scopes
        - rules.standing([*before, taken], each, now).scopes
        for each in subjects
        if each is not None
    }
    return {each: scopes for each, scopes in lost.items() if scopes}


def note_what_it_ends(work: Work, consent: Consent) -> None:
    """After a signature: an older database that is restored does not know it either."""
    acts = history(work, consent.patient_id)
    given = _of(acts, consent)
    ended = rules.narrowed(acts, given)
    if ended:
        taken = Withdrawn(consent.id, given.extent, ended, given.at)
        withdrawal_notes.write(work, Note(taken, consent.patient_id, consent.place))


def _of(acts: list[Act], consent: Consent) -> Given:
    return next(act for act in acts if isinstance(act, Given) and act.id == consent.id)


def _whole(act: Act) -> Subject | None:
    """What a giving was for, as one thing: there may be no photo of it yet."""
    extent = act.extent
    if extent.course_id is None:
        return None
    return Subject(extent.course_id, extent.view, min(extent.photo_ids or [None]))  # type: ignore[type-var]


def _receipt(lost: dict[Subject, frozenset[Scope]]) -> dict[str, object]:
    scopes = [scope for scope in Scope if any(scope in each for each in lost.values())]
    return {
        "photos": sum(each.photo_id is not None for each in lost),
        "scopes": [str(scope) for scope in scopes],
        "outside": [str(scope) for scope in scopes if scope.is_copied_outside],
    }


def ending(work: Work) -> list[Ending]:
    """Consents that end soon or ended lately, and were neither replaced nor taken back; the first
    to end first."""
    work.require(Action.SEE_TODAY)
    query = (
        select(Consent, Patient)
        .join(Patient, Patient.id == Consent.patient_id)
        .where(Consent.ends_at.between(work.now - ENDED_LATELY, work.now + ENDS_SOON))
        .order_by(Consent.ends_at)
    )
    rows = [(consent, patient) for consent, patient in work.session.execute(query)]
    acts = histories(work, {patient.id for _, patient in rows})
    found = [
        Ending(_held(work, acts[patient.id], consent), patient)
        for consent, patient in rows
        if consent.scopes
    ]
    return [each for each in found if _matters(each)]


def _matters(ending: Ending) -> bool:
    return ending.held.standing.state in (State.EXPIRING, State.EXPIRED)
