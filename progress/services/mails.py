"""Mail: queued in the transaction that it tells of, sent by the worker, tried again for a while.

The row is the queue. A try is counted before it begins, so that of two workers one sends; what dies
between the server's answer and the commit is sent once more, under the same Message-ID. That is as
far as SMTP allows: at least once, seldom twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import delete, select, update

from progress.errors import Conflict, MailDelayed, MailRefused
from progress.models import OutgoingMail, Patient, Person
from progress.rules import mails as rules
from progress.rules import sign_in_names
from progress.rules.access import Action
from progress.rules.mails import MailState, Message, Purpose
from progress.services.scrubbing import empty_log
from progress.services.work import Work

JOB = "mail"
Address = Callable[[Work, OutgoingMail], bool]
KEPT = timedelta(days=30)
"""How long it is told to whom a mail went; what it said is erased at once."""
SHOWN = 50
OPEN = [state for state in MailState if state.is_open]


def queue(
    work: Work,
    *,
    to: str,
    subject: str,
    text: str,
    purpose: Purpose,
    patient_id: uuid.UUID | None = None,
    state: MailState = MailState.WAITING,
) -> OutgoingMail:
    """Add a mail to the transaction that is under way; call `nudge` once it is committed. Raises
    Conflict where the clinic has set up no mail: ask `work.post` first."""
    if work.post is None:
        raise Conflict("This clinic has set up no mail. Print the letter instead.")
    mail = OutgoingMail(
        id=uuid.uuid4(),
        purpose=purpose,
        receiver=to,
        patient_id=patient_id,
        subject=subject,
        text=text,
        state=state,
        tries=0,
        reason="",
        queued_at=work.now,
        next_try_at=work.now,
    )
    work.session.add(mail)
    return mail


def nudge(work: Work, *mails: OutgoingMail) -> None:
    """Tell the worker of committed mails."""
    for mail in mails:
        work.nudge(JOB, mail.id)


def send_test(work: Work, subject: str, text: str) -> OutgoingMail:
    """Queue a mail to the administrator who asks, so that the way of all mail is tried."""
    work.require(Action.MANAGE_PEOPLE)
    own = work.session.get_one(Person, work.actor.id).sign_in_name
    if not sign_in_names.is_address(own):
        raise Conflict("Your sign-in is not an e-mail address, so that no mail can reach you.")
    mail = queue(work, to=own, subject=subject, text=text, purpose=Purpose.TEST)
    work.session.commit()
    nudge(work, mail)
    return mail


def latest(work: Work) -> list[OutgoingMail]:
    """The last mails, for an administrator."""
    work.require(Action.MANAGE_PEOPLE)
    query = select(OutgoingMail).where(OutgoingMail.state != MailState.UNADDRESSED)
    return list(work.session.scalars(query.order_by(OutgoingMail.queued_at.desc()).limit(SHOWN)))


# -- the worker ----------------------------------------------------------------------------------


def send(work: Work, mail_id: uuid.UUID, address: Address) -> None:
    """One try, if one is due; the next is nudged with a delay. `address` finds out to whom an
    unaddressed mail goes, or takes it away."""
    mail = _claim(work, mail_id)
    if mail is None or work.post is None:
        return
    if mail.state is MailState.UNADDRESSED and not address(work, mail):
        return
    try:
        work.post(Message(mail.id, mail.receiver, mail.subject, mail.text, mail.queued_at))
    except MailRefused as error:
        _settle(work, mail, MailState.FAILED, error.sentence)
    except MailDelayed as error:
        _put_off(work, mail, error.sentence)
    else:
        mail.sent_at = work.now
        _settle(work, mail, MailState.SENT)


def _claim(work: Work, mail_id: uuid.UUID) -> OutgoingMail | None:
    """Count the try and put off the next, in one UPDATE that only one worker can win."""
    mail = work.session.get(OutgoingMail, mail_id)
    if mail is None or not mail.state.is_open or mail.next_try_at > work.now:
        return None
    tries = mail.tries + 1
    won = work.wins(
        update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, OutgoingMail.tries == mail.tries)
        .values(tries=tries, next_try_at=work.now + rules.pause_after(tries))
    )
    work.session.commit()
    return mail if won else None


def _put_off(work: Work, mail: OutgoingMail, reason: str) -> None:
    if mail.tries >= rules.MOST_TRIES:
        _settle(work, mail, MailState.FAILED, reason)
        return
    mail.reason = reason[:300]
    work.session.commit()
    work.nudge(JOB, mail.id, mail.next_try_at - work.now)


def _settle(work: Work, mail: OutgoingMail, state: MailState, reason: str = "") -> None:
    if mail.purpose is Purpose.ERASED:
        _forget(work, mail)
        return
    mail.state, mail.reason, mail.subject, mail.text = state, reason[:300], "", ""
    work.session.commit()


def _forget(work: Work, mail: OutgoingMail) -> None:
    """Nothing else says any more where that patient is reached."""
    work.session.delete(mail)
    work.session.commit()
    empty_log(work.session.get_bind().engine)


def recover(work: Work) -> None:
    """At the start: nudge what an earlier process left, each when its next try is due."""
    for mail in _open(work):
        work.nudge(JOB, mail.id, max(mail.next_try_at - work.now, timedelta(0)))


def sweep(work: Work) -> None:
    """Forget mails that are long settled, and give up what nobody can send any more."""
    old = OutgoingMail.queued_at <= work.now - KEPT
    work.session.execute(delete(OutgoingMail).where(old, OutgoingMail.state.not_in(OPEN)))
    for mail in _open(work) if work.post is None else ():
        _settle(work, mail, MailState.FAILED, "Mail was switched off before this could be sent.")
    work.session.commit()


def _open(work: Work) -> Iterable[OutgoingMail]:
    return work.session.scalars(select(OutgoingMail).where(OutgoingMail.state.in_(OPEN))).all()


def address_of(work: Work, person: Person) -> str | None:
    """Where mail reaches somebody: their sign-in name, else what the patient's record says."""
    if sign_in_names.is_address(person.sign_in_name):
        return person.sign_in_name
    patient = work.session.get(Patient, person.patient_id) if person.patient_id else None
    return patient.email if patient else None
