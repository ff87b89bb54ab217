"""A patient is told once that a consent ends soon, where mail can reach them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from progress.models import Consent, OutgoingMail, Patient
from progress.rules.access import SYSTEM
from progress.services import reminders
from progress.services.work import Work
from tests import factories
from tests.conftest import Cast

DAY = timedelta(days=1)
NOBODY = uuid.UUID(int=0)


@pytest.fixture
def consent(work: Work, cast: Cast) -> Consent:
    course = factories.course(work, cast.patient_id)
    consent = factories.consent(work, course)
    consent.ends_at = work.now + 20 * DAY
    return consent


@pytest.fixture
def nudged() -> list[tuple[str, uuid.UUID, timedelta]]:
    return []


@pytest.fixture
def program(work: Work, consent: Consent, nudged: list) -> Work:
    """The program's own errand, in a clinic that sends mail."""

    def nudge(job: str, row_id: uuid.UUID, delay: timedelta = timedelta(0)) -> None:
        nudged.append((job, row_id, delay))

    return replace(work, actor=SYSTEM, post=lambda _: None, nudge=nudge)


def mails(work: Work) -> list[OutgoingMail]:
    return list(work.session.scalars(select(OutgoingMail)))


def test_it_is_told_once(program: Work, cast: Cast, nudged: list) -> None:
    reminders.send_due(program, NOBODY)
    reminders.send_due(replace(program, now=program.now + DAY), NOBODY)
    (mail,) = mails(program)
    assert (mail.receiver, mail.patient_id) == ("patient@clinic.example", cast.patient_id)
    ends_on = (program.now + 20 * DAY).astimezone()
    assert f"{ends_on:%d/%m/%Y}" in mail.text
    again = (reminders.JOB, NOBODY, reminders.EVERY)
    assert nudged == [("mail", mail.id, timedelta(0)), again, again]


def test_in_the_patients_language_and_of_no_treatment(program: Work, cast: Cast) -> None:
    program.session.get_one(Patient, cast.patient_id).language = "hi"
    reminders.send_due(program, NOBODY)
    (mail,) = mails(program)
    assert "इजाज़त" in mail.subject
    assert not {"scalp", "PRP", "Teaching", "Asha"} & set(mail.text.split())


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_nobody_is_told_of_what_ended_or_lasts(program: Work, consent: Consent, days: int) -> None:
    consent.ends_at = program.now + days * DAY
    reminders.send_due(program, NOBODY)
    assert not mails(program)


def test_without_mail_nothing_is_queued(program: Work, consent: Consent, nudged: list) -> None:
    reminders.send_due(replace(program, post=None), NOBODY)
    assert not mails(program)
    assert consent.reminded_at is None
    assert nudged


def test_who_cannot_sign_in_is_told_at_the_clinic(
    program: Work, consent: Consent, cast: Cast
) -> None:
    no_sign_in = factories.patient(program, name="Without Sign-in")
    course = factories.course(program, no_sign_in.id)
    consent.ends_at = program.now + 400 * DAY
    factories.consent(program, course).ends_at = program.now + DAY
    reminders.send_due(program, NOBODY)
    assert not mails(program)
