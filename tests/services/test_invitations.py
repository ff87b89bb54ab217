"""Invitations: what lets somebody in, once, and what ends it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from progress.errors import Conflict, InvalidInput, NotFound, ProgressError
from progress.models import AuditEntry, Invitation, Passkey, Person
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.rules.invitations import WRONG_ANSWERS, Kind, Standing, fingerprint
from progress.services import invitations, people
from progress.services.invitations import CLOSED
from progress.services.work import Work
from tests import factories
from tests.conftest import Cast, errand

RIGHT = "1990-05-31"
INDIA = "91"


@pytest.fixture
def patient_id(work: Work) -> UUID:
    """Somebody new, who was never invited."""
    return factories.patient(
        work, name="Nandini Rao", born_on=date(1990, 5, 31), email="nandini@mail.example"
    ).id


def accept(work: Work, token: str, answer: str = RIGHT) -> Person:
    return invitations.accept(replace(work, actor=SYSTEM), token, answer, INDIA)


def events(work: Work, patient_id: UUID) -> list[Event]:
    query = select(AuditEntry.event).where(AuditEntry.patient_id == patient_id)
    return list(work.session.scalars(query.order_by(AuditEntry.id)))


def test_a_right_answer_lets_in_once(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    person = accept(work, made.token)
    assert person.actor.patient_id == patient_id
    assert person.sign_in_name == "nandini@mail.example"
    assert not person.can_sign_in_again
    with pytest.raises(NotFound, match=CLOSED):
        accept(work, made.token)
    assert events(work, patient_id) == [
        Event.INVITATION_MADE,
        Event.PERSON_ADDED,
        Event.INVITATION_USED,
    ]


def test_the_code_of_a_letter_is_as_good_as_the_link(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    assert accept(work, made.code.lower().replace("-", " ")).patient_id == patient_id


def test_neither_token_nor_code_is_kept(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    columns = Invitation.__table__.columns.keys()
    kept = {str(getattr(made.invitation, name)) for name in columns}
    assert fingerprint(made.token) in kept
    assert not {made.token, made.code} & kept


def test_looking_changes_nothing(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    for _ in range(100):
        invitations.find(work, made.token)
    assert accept(work, made.token).patient_id == patient_id


def test_wrong_answers_end_it(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    for _ in range(WRONG_ANSWERS - 1):
        with pytest.raises(InvalidInput):
            accept(work, made.token, "1990-05-30")
    with pytest.raises(NotFound, match=CLOSED):
        accept(work, made.token, "1990-05-30")
    with pytest.raises(NotFound, match=CLOSED):
        accept(work, made.token)
    assert invitations.access_of(work, patient_id).standing is Standing.GUESSED
    assert events(work, patient_id).count(Event.INVITATION_ANSWERED_WRONGLY) == WRONG_ANSWERS


def test_what_is_over_is_answered_as_what_never_was(work: Work, patient_id: UUID) -> None:
    used = invitations.invite(work, patient_id)
    accept(work, used.token)
    replaced = invitations.invite(work, patient_id)
    revoked = invitations.invite(work, patient_id)
    invitations.revoke(work, revoked.invitation.id)
    expired = invitations.invite(work, patient_id)
    later = replace(work, now=work.now + Kind.INVITATION.length)
    said = set()
    for token in (used.token, replaced.token, revoked.token, expired.token, "invented", ""):
        with pytest.raises(NotFound) as error:
            accept(later, token)
        said.add(error.value.sentence)
    assert said == {CLOSED}


def test_a_new_invitation_ends_all_that_let_in_before(work: Work, patient_id: UUID) -> None:
    person = accept(work, invitations.invite(work, patient_id).token)
    people.choose_password(replace(work, actor=person.actor), "a hash")
    person.webauthn.append(passkey(work))
    work.session.commit()
    before = person.fs_uniquifier

    again = invitations.invite(work, patient_id)
    assert not person.can_sign_in_again
    assert person.fs_uniquifier != before
    assert work.session.scalar(select(func.count()).select_from(Passkey)) == 0
    assert accept(work, again.token).id == person.id


def passkey(work: Work) -> Passkey:
    return Passkey(
        credential_id=b"1",
        public_key=b"2",
        backup_state=False,
        device_type="single_device",
        name="Phone",
        usage="first",
        lastuse_datetime=work.now,
    )


def test_nobody_is_invited_who_can_be_asked_nothing(work: Work) -> None:
    patient_id = factories.patient(work).id
    with pytest.raises(InvalidInput, match="date of birth or a phone number"):
        invitations.invite(work, patient_id)
    assert invitations.access_of(work, patient_id).invitation is None


def test_a_sign_in_that_was_closed_stays_closed(work: Work, patient_id: UUID, cast: Cast) -> None:
    made = invitations.invite(work, patient_id)
    person = accept(work, made.token)
    open_link = invitations.invite(work, patient_id)
    people.set_active(replace(work, actor=cast.admin), person.id, active=False)
    with pytest.raises(NotFound, match=CLOSED):
        accept(work, open_link.token)
    with pytest.raises(Conflict, match="closed"):
        invitations.invite(work, patient_id)


def test_a_familys_phone_tells_of_nobody(work: Work) -> None:
    """The second who has the same number gets a name of their own, and no word about the first."""
    shared = {"phone": "98123 45678", "born_on": date(1990, 5, 31)}
    mother, child = (
        accept(
            work, invitations.invite(work, factories.patient(work, name=name, **shared).id).token
        )
        for name in ("Asha Verma", "Ravi Verma")
    )
    assert mother.sign_in_name == "+919812345678"
    assert child.sign_in_name.startswith("ravi-")


def test_of_two_phones_one_is_let_in(app: Flask, cast: Cast) -> None:
    with errand(app, cast.staff) as work:
        born_on = date(1990, 5, 31)
        token = invitations.invite(work, factories.patient(work, born_on=born_on).id).token
    together = Barrier(4)

    def one(_: int) -> bool:
        with errand(app, SYSTEM) as own:
            together.wait()
            try:
                accept(own, token)
            except ProgressError:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [False, False, False, True]


def test_many_guesses_at_once_are_no_more_than_a_few(app: Flask, cast: Cast) -> None:
    with errand(app, cast.staff) as work:
        patient_id = factories.patient(work, born_on=date(1990, 5, 31)).id
        token = invitations.invite(work, patient_id).token
    together = Barrier(8)

    def guess(day: int) -> None:
        with errand(app, SYSTEM) as own:
            together.wait()
            with pytest.raises(ProgressError):
                accept(own, token, f"1990-05-{day + 1:02}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(8)))
    with errand(app, cast.staff) as work:
        assert events(work, patient_id).count(Event.INVITATION_ANSWERED_WRONGLY) == WRONG_ANSWERS


def test_another_patients_invitation_cannot_be_printed(work: Work, patient_id: UUID) -> None:
    made = invitations.invite(work, patient_id)
    other = factories.patient(work, born_on=date(1990, 5, 31)).id
    with pytest.raises(NotFound):
        invitations.waiting_of(work, other, made.token)
    assert invitations.waiting_of(work, patient_id, made.token).code == made.code


def test_a_reset_lives_an_hour(work: Work, cast: Cast) -> None:
    person = work.session.get_one(Person, cast.staff.id)
    made = invitations.make(work, Kind.RESET, None, person)
    work.session.commit()
    late = replace(work, now=work.now + timedelta(minutes=61))
    with pytest.raises(NotFound):
        accept(late, made.token, "")
    assert accept(work, made.token, "").id == cast.staff.id
    found = work.session.get_one(Invitation, made.invitation.id)
    assert found.used_at == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert not person.can_sign_in_again
