"""Everything of one patient's: what it is, and under which name each thing of it is given."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from progress.errors import NotFound
from progress.exchange.archive import Names, tidy
from progress.models import (
    Case,
    Course,
    ErasureRequest,
    HomePhoto,
    OutsideCopy,
    Patient,
    Photo,
    Report,
    Visit,
    Withdrawal,
)
from progress.rules import plan
from progress.rules.access import Action, Actor, Role
from progress.rules.galleries import CaseState
from progress.rules.home_photos import HomeState
from progress.rules.photos import HeldBack, PhotoFormat, PhotoState, held_back
from progress.services import (
    case_pulls,
    consents,
    courses,
    erasures,
    lookers,
    outside_copies,
)
from progress.services.consents import Held
from progress.services.courses import Overview
from progress.services.lookers import Look
from progress.services.work import Work

ENDINGS: dict[str, str] = {PhotoFormat.JPEG: ".jpg"}
"""Where the usual ending is not the format's name."""
PICTURES = "pictures"


@dataclass(frozen=True)
class Filed:
    """A photo and where its files lie in the ZIP."""

    photo: Photo
    path: str
    """The original."""
    picture: str
    """The same name below `pictures/small/` and `pictures/large/`, as JPEGs."""

    @property
    def small(self) -> str | None:
        return None if self.unreadable else f"{PICTURES}/small/{self.picture}"

    @property
    def large(self) -> str | None:
        return None if self.unreadable else f"{PICTURES}/large/{self.picture}"

    @property
    def unreadable(self) -> bool:
        return self.photo.state is PhotoState.UNREADABLE

    @property
    def shown_anywhere(self) -> bool:
        """Whether any browser can show the original."""
        return self.photo.format != PhotoFormat.HEIC


@dataclass(frozen=True)
class FiledVisit:
    visit: Visit
    title: str
    number: int | None
    """Of the session; None for other visits."""
    photos: Sequence[Filed]


@dataclass(frozen=True)
class FiledCourse:
    """A course with all its photos; `overview` is what the patient sees of it."""

    overview: Overview
    folder: str
    visits: Sequence[FiledVisit]

    @property
    def course(self) -> Course:
        return self.overview.course

    @property
    def before_and_now(self) -> list[Filed]:
        """The two photos of the main view, or none."""
        if self.overview.main is None:
            return []
        pair = (self.overview.main.before.id, self.overview.main.now.id)
        filed = {each.photo.id: each for visit in self.visits for each in visit.photos}
        return [filed[each] for each in pair if each in filed]


@dataclass(frozen=True)
class FromHome:
    """A photo that the patient sent and that is not in the record, and where its files lie."""

    photo: HomePhoto
    path: str
    small: str


@dataclass(frozen=True)
class FiledConsent:
    """A signed consent, where it stands, and where its paper lies in the ZIP."""

    held: Held
    path: str


@dataclass(frozen=True)
class FiledCase:
    """Two photos as others were shown them, and where both pictures lie in the ZIP."""

    case: Case
    paths: Sequence[str]
    """The earlier and the later; empty once they are shown no more."""
    copies: Sequence[OutsideCopy]
    """Where else the clinic took them."""


@dataclass(frozen=True)
class Everything:
    """All that Progress has of a patient; `held` are the photos that stay out, and why."""

    patient: Patient
    made_at: datetime
    courses: Sequence[FiledCourse]
    from_home: Sequence[FromHome]
    reports: Sequence[Report]
    erasures: Sequence[ErasureRequest]
    consents: Sequence[FiledConsent]
    withdrawals: Sequence[Withdrawal]
    held: Sequence[tuple[Photo, HeldBack]]
    looks: Sequence[Look]
    cases: Sequence[FiledCase]
    with_photos: bool = True

    @property
    def photos(self) -> list[Filed]:
        return [
            filed for course in self.courses for visit in course.visits for filed in visit.photos
        ]


@dataclass(frozen=True)
class Announcement:
    """What a download will hold, before it is asked for."""

    patient: Patient
    photos: int
    size: int
    """About how many bytes."""
    held: int


def announce(work: Work, patient_id: uuid.UUID) -> Announcement:
    """How much there is to download."""
    patient = _patient(work, patient_id)
    photos = _photos(work, patient_id)
    given = [photo for photo in photos if held_back(photo) is None]
    sent = _sent(work, patient_id)
    size = sum(photo.size for photo in given) + sum(photo.size for photo in sent)
    return Announcement(patient, len(given) + len(sent), size, len(photos) - len(given))


def gather(work: Work, patient_id: uuid.UUID) -> Everything:
    """All that the patient may have. It is the same whoever downloads it."""
    patient = _patient(work, patient_id)
    photos = _photos(work, patient_id)
    seen = courses.overviews(_as_patient(work, patient_id), patient_id)
    given = [photo for photo in photos if held_back(photo) is None]
    held = [(photo, why) for photo in photos if (why := held_back(photo))]
    names = Names()
    in_order = sorted(seen, key=lambda each: (each.course.started_on, each.course.created_at))
    filed = [_filed(overview, given, names) for overview in in_order]
    return Everything(
        patient=patient,
        made_at=work.now,
        courses=filed,
        from_home=[_from_home(each, names) for each in _sent(work, patient_id)],
        reports=_reports(work, patient_id),
        erasures=erasures.of_patient(work, patient_id),
        consents=[_filed_consent(each, names) for each in consents.of_patient(work, patient_id)],
        withdrawals=consents.withdrawals(work, patient_id),
        held=held,
        looks=lookers.every(work, patient_id),
        cases=_cases(work, patient_id, names),
    )


def without_photos(everything: Everything) -> Everything:
    """What was done, said and signed: what a law may oblige the clinic to keep, when all else is
    erased."""
    courses = [
        replace(course, visits=[replace(visit, photos=[]) for visit in course.visits])
        for course in everything.courses
    ]
    return replace(
        everything, courses=courses, from_home=[], held=[], looks=[], cases=[], with_photos=False
    )


def _patient(work: Work, patient_id: uuid.UUID) -> Patient:
    work.require(Action.DOWNLOAD_EVERYTHING, patient_id)
    patient = work.session.get(Patient, patient_id)
    if patient is None:
        raise NotFound("There is no such patient.")
    return patient


def _as_patient(work: Work, patient_id: uuid.UUID) -> Work:
    """An administrator who downloads for a patient is given what the patient would see."""
    own = Actor(work.actor.id, work.actor.name, frozenset({Role.PATIENT}), patient_id)
    return replace(work, actor=own)


def _photos(work: Work, patient_id: uuid.UUID) -> list[Photo]:
    query = select(Photo).where(Photo.patient_id == patient_id)
    return list(work.session.scalars(query.order_by(Photo.taken_at, Photo.id)))


def _filed(overview: Overview, photos: Sequence[Photo], names: Names) -> FiledCourse:
    folder = names.give(overview.course.region.capitalize())
    visits = [column.visit for column in overview.grid.columns]
    titled = zip(visits, plan.visit_titles(visits), plan.session_numbers(visits), strict=True)
    filed = [
        FiledVisit(visit, title, number, _filed_photos(visit, title, folder, photos, names))
        for visit, title, number in titled
    ]
    return FiledCourse(overview, folder, filed)


def _sent(work: Work, patient_id: uuid.UUID) -> Sequence[HomePhoto]:
    """What was accepted is among the photos already."""
    query = select(HomePhoto).where(
        HomePhoto.patient_id == patient_id, HomePhoto.state != HomeState.ACCEPTED
    )
    return work.session.scalars(query.order_by(HomePhoto.sent_at, HomePhoto.id)).all()


def _reports(work: Work, patient_id: uuid.UUID) -> Sequence[Report]:
    query = select(Report).where(Report.patient_id == patient_id).order_by(Report.reported_at)
    return work.session.scalars(query).all()


def _from_home(photo: HomePhoto, names: Names) -> FromHome:
    day = photo.sent_at.astimezone().date()
    ending = ENDINGS.get(photo.format, f".{photo.format}")
    path = names.give(f"From home/{day} {photo.view or 'with a report'}", ending)
    return FromHome(photo, path, f"{PICTURES}/small/{path.rpartition('.')[0]}.jpg")


def _cases(work: Work, patient_id: uuid.UUID, names: Names) -> list[FiledCase]:
    """Whatever was ever shown to anybody, the earliest first."""
    query = (
        select(Case)
        .where(Case.patient_id == patient_id, Case.published_at.is_not(None))
        .options(joinedload(Case.earlier), joinedload(Case.later))
        .order_by(Case.published_at, Case.id)
    )
    copies = [each.copy for each in outside_copies.of_patient(work, patient_id)]
    return [
        FiledCase(case, _shown(case, names), [each for each in copies if each.case_id == case.id])
        for case in work.session.scalars(query)
    ]


def _shown(case: Case, names: Names) -> list[str]:
    """A photo that the patient is not shown does not leave by way of a case either."""
    held = any(held_back(photo) for photo in (case.earlier, case.later))
    if held or case.state is not CaseState.PUBLISHED or case.published_at is None:
        return []
    day = case.published_at.astimezone().date()
    folder = names.give(f"Shown of me/{day} {case.earlier.view} {case.audience}")
    return [f"{folder}/{side}.jpg" for side in case_pulls.SIDES]


def _filed_consent(held: Held, names: Names) -> FiledConsent:
    day = held.consent.given_at.astimezone().date()
    name = tidy(held.consent.version.template.name)
    return FiledConsent(held, names.give(f"consents/{day} {name}", ".pdf"))


def _filed_photos(
    visit: Visit, title: str, folder: str, photos: Sequence[Photo], names: Names
) -> list[Filed]:
    own = names.give(f"{folder}/{visit.on} {title}")
    filed, counted = [], dict[str, int]()
    for photo in photos:
        if photo.visit_id != visit.id:
            continue
        shows = tidy(f"{photo.view} {photo.view_label}") if photo.view_label else photo.view
        counted[shows] = counted.get(shows, 0) + 1
        path = names.give(
            f"{own}/{shows}-{counted[shows]}", ENDINGS.get(photo.format, f".{photo.format}")
        )
        filed.append(Filed(photo, path, f"{path.rpartition('.')[0]}.jpg"))
    return filed
