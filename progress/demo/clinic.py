"""Fills an empty database with the demonstration clinic, through the services, as people would."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from progress.demo import photos as pictures
from progress.demo.cast import PATIENTS, DemoPatient
from progress.rules.access import Role
from progress.rules.patients import PatientDetails
from progress.rules.plan import Plan
from progress.rules.treatment import (
    VOCABULARY,
    Answer,
    CheckItem,
    Moment,
    Severity,
    SideEffect,
    VisitKind,
)
from progress.services import courses, patients, people, treatments, uploads, visits
from progress.services.courses import CourseDetails
from progress.services.treatments import Details
from progress.services.work import Work

PASSWORD = "progress-demo"  # noqa: S105 - printed for everyone who tries the demo
PEOPLE = (
    ("admin@demo.example", "Dr Kavita Rao", Role.ADMIN),
    ("doctor@demo.example", "Dr Sameer Bhatia", Role.CLINICIAN),
    ("staff@demo.example", "Sunita Yadav", Role.STAFF),
)
PORTAL = "patient@demo.example"
"""Signs in as the first patient of the cast."""


def fill(work: Work, say: Callable[[str], None], hash_password: Callable[[str], str]) -> None:
    """Make people, patients, courses, visits, treatments and photos; print the sign-ins.

    A database in which there is a patient already is left as it is. The photos are prepared and
    aligned by the worker, from their rows.
    """
    if patients.page(work).rows:
        say("There are patients already, so the demonstration clinic is not made.")
        return
    say("Making the demonstration clinic: its photos are rendered, which takes half a minute.")
    added = [add_patient(work, number, one, say) for number, one in enumerate(PATIENTS, start=1)]
    add_people(work, hash_password, added[0], PATIENTS[0].name)
    for email, role in [*((email, role) for email, _, role in PEOPLE), (PORTAL, Role.PATIENT)]:
        say(f"  {role.value:<10} {email:<22} {PASSWORD}")


def add_people(
    work: Work, hash_password: Callable[[str], str], patient_id: uuid.UUID, name: str
) -> None:
    """One sign-in for each role; the patient's belongs to this patient."""
    for email, own, role in PEOPLE:
        hashed = hash_password(PASSWORD)
        people.add(work, email=email, name=own, roles=frozenset({role}), password_hash=hashed)
    people.add(
        work,
        email=PORTAL,
        name=name,
        roles=frozenset({Role.PATIENT}),
        password_hash=hash_password(PASSWORD),
        patient_id=patient_id,
    )


def add_patient(work: Work, number: int, one: DemoPatient, say: Callable[[str], None]) -> uuid.UUID:
    """A patient with one course; returns the patient's id."""
    details = PatientDetails(
        one.name,
        record_number=f"DEMO-{number:03d}",
        born_on=date(one.born, 1 + number % 12, 3 * number),
        sex=one.sex,
        notes=one.notes,
    )
    patient = patients.add(work, details, is_demo=True, knowingly=True)
    add_course(work, patient.id, one)
    if not pictures.available(one):
        say(f"{one.name} has no photos: the portrait they are made from is not installed.")
    return patient.id


def add_course(work: Work, patient_id: uuid.UUID, one: DemoPatient) -> None:
    """A course with its visits."""
    start = one.visits[0][0] if one.visits else 0
    details = CourseDetails(
        indications=[one.indication],
        views=list(dict.fromkeys(view.slug for view in one.views)),
        plan=Plan(one.sessions, one.interval),
        started_on=work.today - timedelta(days=start),
    )
    course = courses.add(work, patient_id, one.region, details)
    for index, (days_ago, _) in enumerate(one.visits):
        kind = VisitKind.TREATMENT if index else VisitKind.BASELINE
        on = work.today - timedelta(days=days_ago)
        visit = visits.add(work, course.id, on=on, kind=kind)
        if index:
            add_treatment(work, visit.id, one, index)
        add_photos(work, visit.id, one, index)


def add_treatment(work: Work, visit_id: uuid.UUID, one: DemoPatient, index: int) -> None:
    """What was done, with a safe checklist; what was noticed afterwards."""
    usual = VOCABULARY[one.region]
    details = Details(
        solutions=[usual.solutions[0], usual.solutions[1 + index % 3]],
        delivery=usual.deliveries[0],
        anaesthesia=usual.anaesthesias[0],
        checklist=dict.fromkeys(CheckItem, Answer.YES),
        therapist="Sunita Yadav",
        side_effects={SideEffect.REDNESS: Severity.MILD} if index % 3 == 1 else {},
    )
    treatments.record(work, visit_id, details)
    if index == 1:
        later = {SideEffect.SWELLING: Severity.MILD}
        treatments.note_side_effects(work, visit_id, Moment.LATER, later)


def add_photos(work: Work, visit_id: uuid.UUID, one: DemoPatient, index: int) -> None:
    """The photos of a visit, but for those that nobody took."""
    if not pictures.available(one):
        return
    for number, view in enumerate(one.views):
        if (index, number) not in one.missing:
            data = pictures.shoot(one, number, index, work.today)
            name = f"DSC{1000 + 10 * index + number}.jpg"
            uploads.add(work, visit_id, data, name, view.slug, view.label)
