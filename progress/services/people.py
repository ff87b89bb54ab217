"""Who may sign in: adding people, locking out guesses."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import func, select, update

from progress.errors import Conflict, InvalidInput, NotFound
from progress.models import Patient, Person, RoleRow
from progress.rules.access import Action, Role
from progress.rules.audit import Event
from progress.rules.sign_in_names import is_address
from progress.rules.words import told
from progress.services.work import Work

GUESSES_BEFORE_LOCK = 10
LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 10


def add(
    work: Work,
    *,
    email: str,
    name: str,
    roles: frozenset[Role],
    password_hash: str,
    patient_id: uuid.UUID | None = None,
) -> Person:
    """Add a person. `password_hash` is made by the caller: services know no passwords."""
    work.require(Action.MANAGE_PEOPLE)
    email = email.strip().lower()
    _check(work, email, roles, patient_id)
    person = Person(
        id=uuid.uuid4(),
        email=email,
        name=name.strip() or email,
        password=password_hash,
        fs_uniquifier=uuid.uuid4().hex,
        roles=[role(work, each) for each in sorted(roles)],
        patient_id=patient_id,
        created_at=work.now,
    )
    work.session.add(person)
    work.record(
        Event.PERSON_ADDED, subject_id=person.id, patient_id=patient_id, roles=sorted(roles)
    )
    work.session.commit()
    return person


def _check(work: Work, email: str, roles: frozenset[Role], patient_id: uuid.UUID | None) -> None:
    if not is_address(email):
        raise InvalidInput("Please check this e-mail address.")
    if is_taken(work, email):
        raise Conflict(f"Somebody already signs in as {email}.")
    if not roles:
        raise InvalidInput("Choose at least one role.")
    if (Role.PATIENT in roles) != (patient_id is not None) or (patient_id and len(roles) > 1):
        raise InvalidInput("A patient's sign-in belongs to one patient and has no other role.")
    if patient_id and work.session.get(Patient, patient_id) is None:
        raise NotFound("There is no such patient.")


def role(work: Work, name: Role) -> RoleRow:
    row = work.session.scalar(select(RoleRow).where(RoleRow.name == name))
    return row or RoleRow(name=name.value, permissions=[])


def is_taken(work: Work, sign_in_name: str) -> bool:
    query = select(Person.id).where(Person.sign_in_name == sign_in_name)
    return work.session.scalar(query) is not None


def everyone(work: Work) -> list[Person]:
    """All people with a sign-in, clinic people first, by name."""
    work.require(Action.MANAGE_PEOPLE)
    query = select(Person).order_by(Person.patient_id.is_not(None), func.lower(Person.name))
    return list(work.session.scalars(query).unique())


def set_active(work: Work, person_id: uuid.UUID, active: bool) -> Person:
    """Open or close a sign-in. Nobody closes their own, so that an administrator remains."""
    person = find(work, person_id)
    if person.id == work.actor.id:
        raise Conflict("You cannot close your own sign-in. Ask another administrator.")
    person.active = active
    person.fs_uniquifier = uuid.uuid4().hex
    work.record(Event.PERSON_CHANGED, subject_id=person.id, active=active)
    work.session.commit()
    return person


def set_password(work: Work, person_id: uuid.UUID, password_hash: str) -> Person:
    """Give a new password to somebody who forgot theirs, and end all that let them in before."""
    person = find(work, person_id)
    end_access(person)
    person.password = password_hash
    work.record(Event.PERSON_CHANGED, subject_id=person.id, new_password=True)
    work.session.commit()
    return person


def end_access(person: Person) -> None:
    """Take away the password and the passkeys, and end every session. The caller commits."""
    person.password, person.fs_uniquifier = None, uuid.uuid4().hex
    person.failed_sign_ins, person.locked_until = 0, None
    person.webauthn.clear()


def choose_password(work: Work, password_hash: str) -> Person:
    """The first password of somebody who was just let in; their session goes on."""
    work.require(Action.KEEP_OWN_ACCOUNT)
    person = work.session.get_one(Person, work.actor.id)
    if person.can_sign_in_again:
        raise Conflict(told("You have chosen already how you sign in."))
    person.password = password_hash
    work.record(Event.PASSWORD_CHOSEN, subject_id=person.id, patient_id=person.patient_id)
    work.session.commit()
    return person


def note_passkey(work: Work, event: Event) -> None:
    """A passkey was added or removed; the sign-in library has kept it. What its person calls it is
    not recorded: the record cannot be erased."""
    work.record(event, subject_id=work.actor.id, patient_id=work.actor.patient_id)


def find(work: Work, person_id: uuid.UUID) -> Person:
    """Somebody with a sign-in."""
    work.require(Action.MANAGE_PEOPLE)
    person = work.session.get(Person, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return person


def note_failed_sign_in(work: Work, person: Person) -> None:
    """Count a wrong password, and each of many at once; after too many the sign-in rests for a
    while."""
    counted = update(Person).where(Person.id == person.id)
    work.wins(counted.values(failed_sign_ins=Person.failed_sign_ins + 1))
    work.session.refresh(person)
    if person.failed_sign_ins >= GUESSES_BEFORE_LOCK:
        person.locked_until, person.failed_sign_ins = work.now + LOCK, 0
    work.record(Event.SIGN_IN_FAILED, subject_id=person.id)
    work.session.commit()


def note_sign_out(work: Work) -> None:
    work.record(Event.SIGNED_OUT, subject_id=work.actor.id, patient_id=work.actor.patient_id)
    work.session.commit()


def note_sign_in(work: Work, person: Person) -> None:
    person.failed_sign_ins, person.locked_until = 0, None
    work.record(Event.SIGNED_IN, subject_id=person.id, patient_id=person.patient_id)
    work.session.commit()
