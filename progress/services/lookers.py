"""Who looked at a patient's photos, what was shown of them and what left, day by day, told to the
patient. Who sat before the clinic's tablet is nobody's to know: that row has no name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Select, or_, select

from progress.models import AuditEntry, Case, Person, Photo
from progress.rules.access import Action, Role
from progress.rules.audit import Event
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.rules.photos import held_back
from progress.rules.views import ViewSlug
from progress.services.work import Work

LOOKING = (
    Event.PHOTO_SEEN,
    Event.HOME_PHOTO_SEEN,
    Event.CONSENT_PAPER_OPENED,
    Event.EVERYTHING_DOWNLOADED,
    Event.TREATMENT_RECORD_DOWNLOADED,
    Event.CASE_PREVIEWED,
    Event.CASE_SEEN,
    Event.CASE_EXPORTED,
)
SHOOTING_ORDER = [str(slug) for slug in ViewSlug]
ENTRIES = 500
"""Of the audit, read for one page; a day is told whole unless it alone has more."""


@dataclass(frozen=True)
class Look:
    """What one person looked at on one day, or what the clinic's tablet showed."""

    day: date
    name: str
    """"" for the tablet."""
    roles: frozenset[Role]
    """As they are now; empty when the person's sign-in is no more."""
    through_phone: bool
    """By a phone that was let in to photograph a visit, and shows earlier photos."""
    photos: Sequence[Photo]
    """Each once, by view and time; those that the patient may know of."""
    others: int
    """How many more: no longer kept, or held back from the patient."""
    from_home: int
    """How many that the patient sent."""
    papers: int
    """How many of the consents that were signed."""
    took_everything: bool
    """Whether all of the record was downloaded."""
    took_record: bool
    """Whether it was, without the photos."""
    framed: int
    """How many cases of the patient, by those who make and approve them."""
    taught: int
    """How many of them, for teaching."""
    shown: int
    """How often the tablet showed one."""
    taken_to: Sequence[Scope]
    """Where pictures of cases were taken outside."""
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Looks:
    """A page of looks, latest first; `before` is where the next page begins, None at the end."""

    rows: Sequence[Look]
    before: int | None


def page(work: Work, patient_id: uuid.UUID, before: int | None = None) -> Looks:
    """Who looked at the photos of the patient who asks."""
    work.require(Action.SEE_PORTAL, patient_id)
    query = _entries(patient_id).limit(ENTRIES + 1)
    if before:
        query = query.where(AuditEntry.id < before)
    found = work.session.scalars(query).all()
    told = found if len(found) <= ENTRIES else _whole_days(found[:ENTRIES])
    return Looks(_looks(work, told), told[-1].id if len(told) < len(found) else None)


def every(work: Work, patient_id: uuid.UUID) -> list[Look]:
    """All looks there were; the caller has asked whether the actor may know."""
    return _looks(work, work.session.scalars(_entries(patient_id)).all())


def _entries(patient_id: uuid.UUID) -> Select[AuditEntry]:
    """What others than the patient did, latest first."""
    own = select(Person.id).where(Person.patient_id == patient_id)
    others = or_(AuditEntry.actor_id.is_(None), AuditEntry.actor_id.not_in(own))
    return (
        select(AuditEntry)
        .where(AuditEntry.patient_id == patient_id, AuditEntry.event.in_(LOOKING), others)
        .order_by(AuditEntry.id.desc())
    )


def _whole_days(entries: Sequence[AuditEntry]) -> Sequence[AuditEntry]:
    """Without the last day, which goes on beyond them; unless there is no other."""
    last = _day(entries[-1])
    whole = [entry for entry in entries if _day(entry) != last]
    return whole or entries


def _day(entry: AuditEntry) -> date:
    return entry.at.astimezone().date()


def _looks(work: Work, entries: Sequence[AuditEntry]) -> list[Look]:
    photos = _photos(work, {entry.subject_id for entry in entries})
    lessons = _lessons(work, entries)
    roles = _roles(work, {entry.actor_id for entry in entries})
    looks = []
    for day, of_day in groupby(entries, _day):
        by_person: dict[Who, list[AuditEntry]] = {}
        for entry in of_day:
            is_lesson = entry.subject_id in lessons
            by_person.setdefault(_who(entry, is_lesson), []).append(entry)
        looks += [
            _look(day, name, roles.get(actor_id, frozenset()), by_phone, own, photos)
            for (actor_id, name, by_phone), own in by_person.items()
        ]
    return looks


Who = tuple[uuid.UUID | None, str, bool]
"""A person, their name, and whether it was through a phone."""


def _who(entry: AuditEntry, is_lesson: bool) -> Who:
    if entry.event is Event.CASE_SEEN and not is_lesson:
        return None, "", False
    return entry.actor_id, entry.actor_name, "capture" in entry.detail


def _lessons(work: Work, entries: Sequence[AuditEntry]) -> set[uuid.UUID | None]:
    """The cases among them that are for teaching."""
    query = select(Case.id).where(
        Case.id.in_(_subjects(entries, Event.CASE_SEEN)), Case.audience == Audience.TEACHING
    )
    return set(work.session.scalars(query))


def _look(
    day: date,
    name: str,
    roles: frozenset[Role],
    through_phone: bool,
    entries: Sequence[AuditEntry],
    photos: dict[uuid.UUID, Photo],
) -> Look:
    seen = _subjects(entries, Event.PHOTO_SEEN)
    known = [photos[each] for each in seen if each in photos]
    told = [photo for photo in known if held_back(photo) is None]
    times = [entry.at for entry in entries]
    return Look(
        day=day,
        name=name,
        roles=roles,
        through_phone=through_phone,
        photos=sorted(told, key=lambda photo: (SHOOTING_ORDER.index(photo.view), photo.taken_at)),
        others=len(seen) - len(told),
        from_home=len(_subjects(entries, Event.HOME_PHOTO_SEEN)),
        papers=len(_subjects(entries, Event.CONSENT_PAPER_OPENED)),
        took_everything=bool(_subjects(entries, Event.EVERYTHING_DOWNLOADED)),
        took_record=bool(_subjects(entries, Event.TREATMENT_RECORD_DOWNLOADED)),
        framed=len(_subjects(entries, Event.CASE_PREVIEWED)),
        taught=len(_subjects(entries, Event.CASE_SEEN)) if name else 0,
        shown=0 if name else len(entries),
        taken_to=_taken_to(entries),
        first=min(times),
        last=max(times),
    )


def _subjects(entries: Sequence[AuditEntry], event: Event) -> set[uuid.UUID | None]:
    return {entry.subject_id for entry in entries if entry.event is event}


def _taken_to(entries: Sequence[AuditEntry]) -> list[Scope]:
    taken = [entry for entry in entries if entry.event is Event.CASE_EXPORTED]
    channels = {entry.detail.get("channel") for entry in taken}
    return [scope for scope in Scope if scope in channels]


def _photos(work: Work, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Photo]:
    query = select(Photo).where(Photo.id.in_(list(filter(None, ids))))
    return {photo.id: photo for photo in work.session.scalars(query)}


def _roles(work: Work, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, frozenset[Role]]:
    query = select(Person).where(Person.id.in_(list(filter(None, ids))))
    return {person.id: person.actor.roles for person in work.session.scalars(query).unique()}
