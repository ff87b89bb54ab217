"""Fills an empty database with the demonstration clinic, through the services, as people would."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from progress.demo import consents, from_home, gallery, record
from progress.demo import photos as pictures
from progress.demo.cast import PATIENTS, DemoPatient
from progress.rules.access import Actor, Role
from progress.rules.patients import PatientDetails
from progress.rules.plan import Plan
from progress.rules.treatment import VisitKind
from progress.services import courses, languages, patients, people, uploads, visits
from progress.services.courses import CourseDetails
from progress.services.work import Work

PASSWORD = "progress-demo"  # noqa: S105 - printed for everyone who tries the demo
ADMIN = "admin@demo.example"
DOCTOR = "doctor@demo.example"
PEOPLE = {
    ADMIN: ("Kavita Rao", Role.ADMIN),
    DOCTOR: ("Dr Sameer Bhatia", Role.CLINICIAN),
    "desk@demo.example": ("Sunita Yadav", Role.STAFF),
}
PORTAL = "patient@demo.example"
"""Signs in as the patient with the longest course."""
HINDI = ("anjali@demo.example", "Anjali Deshpande")
"""A patient who reads Hindi, the day after a session."""

Say = Callable[[str], None]
Hash = Callable[[str], str]


def fill(work: Work, say: Say, hash_password: Hash) -> None:
    """Make people, patients, courses, visits, treatments and photos; say who may sign in.

    A database in which there is a patient already is left as it is. The photos are prepared and
    aligned by the worker, from their rows.
    """
    if patients.page(work).rows:
        say("There are patients already, so no demo clinic was made.")
    else:
        say("Making a demo clinic. Its photos are rendered, which takes about half a minute.")
        crew = add_people(work, hash_password)
        doctor = crew[DOCTOR]
        made = {
            one.name: add_patient(replace(work, actor=doctor), number, one, say)
            for number, one in enumerate(PATIENTS, start=1)
        }
        consents.add(work, doctor, made)
        gallery.add(work, doctor, crew[ADMIN], made)
        from_home.add(work, PATIENTS, made)
        longest = max(PATIENTS, key=lambda one: len(one.visits)).name
        add_portal(work, hash_password, PORTAL, longest, made)
        if HINDI[1] in made:
            reader = add_portal(work, hash_password, *HINDI, made)
            languages.choose(replace(work, actor=reader), "hi")
    for line in logins(work):
        say(line)


def logins(work: Work) -> list[str]:
    """The sign-ins of the demo clinic, a line each; none when this is no demo clinic."""
    here = {person.email: person for person in people.everyone(work) if person.active}
    lines = [
        f"  {email:<22} {PASSWORD:<15} {here[email].name} ({here[email].roles[0].name})"
        for email in (*PEOPLE, PORTAL, HINDI[0])
        if email in here
    ]
    return ["Sign in to the demo clinic with", *lines] if lines else []


def add_people(work: Work, hash_password: Hash) -> dict[str, Actor]:
    """One sign-in for each role of the clinic."""
    return {
        email: people.add(
            work,
            email=email,
            name=name,
            roles=frozenset({role}),
            password_hash=hash_password(PASSWORD),
        ).actor
        for email, (name, role) in PEOPLE.items()
    }


def add_portal(
    work: Work, hash_password: Hash, email: str, name: str, made: dict[str, uuid.UUID]
) -> Actor:
    """The sign-in of one patient."""
    return people.add(
        work,
        email=email,
        name=name,
        roles=frozenset({Role.PATIENT}),
        password_hash=hash_password(PASSWORD),
        patient_id=made[name],
    ).actor


def at(work: Work, on: date) -> Work:
    """The same errand on an earlier day, so that the record reads as if kept day by day."""
    return replace(work, now=min(work.now, datetime.combine(on, time(12)).astimezone()))


def add_patient(work: Work, number: int, one: DemoPatient, say: Say) -> uuid.UUID:
    """A patient with one course; returns the patient's id."""
    first = work.today - timedelta(days=one.visits[0][0] if one.visits else 0)
    details = PatientDetails(
        one.name,
        record_number=f"DEMO-{number:03d}",
        born_on=date(one.born, 1 + number % 12, 3 * number),
        sex=one.sex,
        notes=one.notes,
    )
    patient_id = patients.add(at(work, first), details, is_demo=True, knowingly=True).id
    count = add_course(work, patient_id, one, first)
    say(f"  {one.name}: {counted(len(one.visits), 'visit')}, {counted(count, 'photo')}")
    if not pictures.available(one):
        say(f"  {one.name} has no photos: the portrait they are made from is not installed.")
    return patient_id


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def add_course(work: Work, patient_id: uuid.UUID, one: DemoPatient, first: date) -> int:
    """A course with its visits; returns how many photos it has."""
    details = CourseDetails(
        indications=[one.indication],
        views=list(dict.fromkeys(view.slug for view in one.views)),
        plan=Plan(one.sessions, one.interval),
        started_on=first,
    )
    course = courses.add(at(work, first), patient_id, one.region, details)
    return sum(add_visit(work, course.id, one, index) for index in range(len(one.visits)))


def add_visit(work: Work, course_id: uuid.UUID, one: DemoPatient, index: int) -> int:
    """A visit with its treatment and photos; returns how many photos it has."""
    on = work.today - timedelta(days=one.visits[index][0])
    then = at(work, on)
    kind = VisitKind.TREATMENT if index else VisitKind.BASELINE
    visit = visits.add(then, course_id, on=on, kind=kind, condition=record.condition(one))
    # Today's session is photographed first: there is something left to record.
    if index and on < work.today:
        record.add_treatment(then, visit.id, one, index)
        if work.today - on > timedelta(days=2):
            record.add_later(at(work, on + timedelta(days=2)), visit.id, one, index)
    return add_photos(work, then, visit.id, one, index)


def add_photos(work: Work, then: Work, visit_id: uuid.UUID, one: DemoPatient, index: int) -> int:
    """The photos of a visit, but for those that nobody took; returns how many."""
    if not pictures.available(one):
        return 0
    taken = [view for view in range(len(one.views)) if (index, view) not in one.missing]
    for number in taken:
        data = pictures.shoot(one, number, index, work.today)
        view = one.views[number]
        name = f"DSC{1000 + 10 * index + number}.jpg"
        uploads.add(then, visit_id, data, name, view.slug, view.label)
    return len(taken)
