"""Mail in the queue: sent once, tried for a while, forgotten; and the way back in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from progress.errors import Conflict, MailDelayed, MailRefused, NotFound, ProgressError
from progress.models import OutgoingMail, Patient
from progress.rules.access import SYSTEM
from progress.rules.invitations import WRONG_ANSWERS
from progress.rules.mails import MOST_TRIES, MailState, Message, Purpose
from progress.services import invitations, mails, resets
from progress.services.resets import MOST_LINKS
from progress.services.work import Work
from tests.conftest import Cast

LINK = f"https://clinic.example/welcome/{resets.LINK_END}"


@dataclass
class Office:
    """Takes mails, or fails as it is told."""

    sent: list[Message] = field(default_factory=list)
    fault: ProgressError | None = None

    def __call__(self, message: Message) -> None:
        if self.fault:
            raise self.fault
        self.sent.append(message)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def nudged() -> list[tuple[Any, ...]]:
    return []


@pytest.fixture
def posting(work: Work, office: Office, nudged: list[tuple[Any, ...]]) -> Work:
    """The errand where mail is set up."""
    return replace(work, post=office, nudge=lambda *told: nudged.append(told))


@pytest.fixture
def mail(posting: Work) -> OutgoingMail:
    queued = mails.queue(
        posting, to="nandini@mail.example", subject="Hello", text=LINK, purpose=Purpose.INVITATION
    )
    posting.session.commit()
    return queued


def test_without_mail_nothing_is_queued(work: Work) -> None:
    with pytest.raises(Conflict, match="Print the letter"):
        mails.queue(work, to="a@b.example", subject="", text="", purpose=Purpose.TEST)


def test_a_mail_is_sent_once_and_its_words_are_erased(
    posting: Work, mail: OutgoingMail, office: Office
) -> None:
    for _ in range(3):
        resets.send(later(posting, timedelta(days=1)), mail.id)
    assert [message.text for message in office.sent] == [LINK]
    assert (mail.state, mail.subject, mail.text) == (MailState.SENT, "", "")


def test_a_second_worker_finds_the_try_taken(
    posting: Work, mail: OutgoingMail, office: Office
) -> None:
    """The first died between the server's answer and its commit: the mail goes out once more only
    when the next try is due."""
    mail.tries, mail.next_try_at = 1, posting.now + timedelta(minutes=1)
    posting.session.commit()
    resets.send(posting, mail.id)
    assert office.sent == []
    resets.send(later(posting, timedelta(minutes=1)), mail.id)
    assert [message.id for message in office.sent] == [mail.id]


def test_a_delay_is_tried_again_and_given_up_at_last(
    posting: Work, mail: OutgoingMail, office: Office, nudged: list[tuple[Any, ...]]
) -> None:
    office.fault = MailDelayed("The server is down.")
    now, waits = posting, []
    while mail.state.is_open:
        resets.send(now, mail.id)
        waits += [told[2] for told in nudged]
        now = later(now, nudged.pop()[2]) if nudged else now
    assert mail.tries == MOST_TRIES
    assert (mail.state, mail.reason, mail.text) == (MailState.FAILED, "The server is down.", "")
    assert waits == sorted(waits)
    assert len(waits) == MOST_TRIES - 1


def test_a_refusal_is_not_tried_again(posting: Work, mail: OutgoingMail, office: Office) -> None:
    office.fault = MailRefused("There is no such person.")
    resets.send(posting, mail.id)
    assert (mail.state, mail.tries, mail.text) == (MailState.FAILED, 1, "")
    assert mail.reason == "There is no such person."


def test_what_a_crash_left_is_found_in_the_rows(
    posting: Work, mail: OutgoingMail, nudged: list[tuple[Any, ...]]
) -> None:
    mails.recover(later(posting, timedelta(hours=2)))
    assert nudged == [("mail", mail.id, timedelta(0))]


def test_what_nobody_can_send_any_more_is_given_up(work: Work, mail: OutgoingMail) -> None:
    mails.sweep(work)
    assert (mail.state, mail.text) == (MailState.FAILED, "")


def test_settled_mails_are_forgotten(posting: Work, mail: OutgoingMail) -> None:
    resets.send(posting, mail.id)
    mails.sweep(later(posting, timedelta(days=29)))
    assert posting.session.get(OutgoingMail, mail.id)
    mails.sweep(later(posting, timedelta(days=31)))
    posting.session.expire_all()
    assert posting.session.get(OutgoingMail, mail.id) is None


def later(work: Work, by: timedelta) -> Work:
    return replace(work, now=work.now + by)


# -- the way back in -----------------------------------------------------------------------------


@pytest.fixture
def ask(posting: Work, nudged: list[tuple[Any, ...]]) -> Callable[..., UUID]:
    """Somebody types a name; answers the mail that the worker is told of."""

    def ask(typed: str, after: timedelta = timedelta(0)) -> UUID:
        asked = later(posting, after)
        resets.ask(asked, typed, "91", "Signing in", LINK)
        mail_id: UUID = nudged.pop()[1]
        resets.send(asked, mail_id)
        return mail_id

    return ask


def test_somebody_known_gets_a_link(
    posting: Work, office: Office, ask: Callable[..., UUID], cast: Cast
) -> None:
    ask(" Staff@Clinic.example ")
    [message] = office.sent
    assert message.receiver == "staff@clinic.example"
    token = message.text.rpartition("/")[2]
    assert invitations.find(posting, token).invitation.person_id == cast.staff.id
    assert invitations.find(posting, token).question is None


def test_a_patient_is_asked_the_one_thing_again(
    posting: Work, office: Office, ask: Callable[..., UUID], cast: Cast
) -> None:
    posting.session.get_one(Patient, cast.patient_id).phone = "98123 45678"
    ask("patient@clinic.example")
    token = office.sent[0].text.rpartition("/")[2]
    assert invitations.find(posting, token).question == "phone"


@pytest.mark.parametrize(
    "typed", ["nobody@clinic.example", "patient@clinic.example", "98123 45678", "", "\r\nx"]
)
def test_nothing_is_sent_or_kept_for_nobody(
    typed: str, posting: Work, office: Office, ask: Callable[..., UUID]
) -> None:
    """The patient of the cast has neither date of birth nor phone: there is nothing to ask."""
    mail_id = ask(typed)
    assert office.sent == []
    assert posting.session.get(OutgoingMail, mail_id) is None


def test_a_mailbox_is_not_flooded(office: Office, ask: Callable[..., UUID]) -> None:
    for minute in range(5):
        ask("staff@clinic.example", timedelta(minutes=minute))
    assert len(office.sent) == 1
    for minute in range(6, 59):
        ask("staff@clinic.example", timedelta(minutes=minute))
    assert len(office.sent) == MOST_LINKS
    ask("staff@clinic.example", timedelta(minutes=61))
    assert len(office.sent) == MOST_LINKS + 1, "the first has expired"


def test_to_ask_again_ends_no_link_until_one_is_used(
    posting: Work, office: Office, ask: Callable[..., UUID], cast: Cast
) -> None:
    for minute in (0, 6, 12):
        ask("staff@clinic.example", timedelta(minutes=minute))
    first, second, last = (message.text.rpartition("/")[2] for message in office.sent)
    stranger = replace(posting, actor=SYSTEM)
    for token in (last, second, first):
        assert invitations.find(stranger, token)
    assert invitations.accept(stranger, first, "", "91").id == cast.staff.id
    for token in (first, second, last):
        with pytest.raises(NotFound):
            invitations.find(stranger, token)


def test_whoever_made_a_guessed_invitation_is_told(
    posting: Work, office: Office, nudged: list[tuple[Any, ...]], cast: Cast
) -> None:
    posting.session.get_one(Patient, cast.patient_id).phone = "98123 45678"
    made = invitations.invite(replace(posting, actor=cast.staff), cast.patient_id)
    for _ in range(WRONG_ANSWERS):
        with pytest.raises(ProgressError):
            invitations.accept(replace(posting, actor=SYSTEM), made.token, "0000", "91")
    resets.send(posting, nudged[-1][1])
    [message] = office.sent
    assert message.receiver == "staff@clinic.example"
    assert "5 wrong answers" in message.text
    assert "Asha" not in message.text + message.subject


def test_whoever_could_sign_in_is_told_of_a_new_invitation(
    posting: Work, office: Office, nudged: list[tuple[Any, ...]], cast: Cast
) -> None:
    """Also where whoever made it has changed the address in the record before."""
    patient = posting.session.get_one(Patient, cast.patient_id)
    patient.phone, patient.email, patient.language = "98123 45678", "new@mail.example", "hi"
    by_staff = replace(posting, actor=cast.staff)
    made = invitations.invite(by_staff, cast.patient_id)
    [(_, mail_id)] = nudged
    resets.send(posting, mail_id)
    [message] = office.sent
    assert message.receiver == "patient@clinic.example"
    assert "नया न्योता" in message.text
    assert made.token not in message.text
    invitations.invite(by_staff, cast.patient_id)
    assert len(nudged) == 1, "nobody could sign in any more: there is nothing to tell"


def test_a_test_mail_goes_to_the_administrator(
    posting: Work, office: Office, nudged: list[tuple[Any, ...]], cast: Cast
) -> None:
    own = replace(posting, actor=cast.admin)
    sent = mails.send_test(own, "Test", "It works.")
    assert nudged == [("mail", sent.id)]
    assert [mail.id for mail in mails.latest(own)] == [sent.id]
    assert sent.receiver == "admin@clinic.example"
