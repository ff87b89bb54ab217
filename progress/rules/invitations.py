"""Invitations: a link that lets one person in, once, for a while, after one right answer.

A patient is invited by the clinic; whoever forgot how to sign in is sent a link of the same kind
that lives shorter.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from progress.rules.words import Word

TOKEN_BYTES: Final = 32
WRONG_ANSWERS: Final = 5
"""After so many the invitation is over, whoever gave them."""
CODE_LETTERS: Final = 16
PHONE_DIGITS: Final = 4


RENEWED: Final[dict[str, dict[str, str]]] = {
    "en": {
        "subject": "A new invitation was made for you",
        "text": "Hello,\n\nthe clinic has made a new invitation for you. The way in which you "
        "signed in until now has ended.\n\nIf you asked for it, you need do nothing about this "
        "mail. If you did not, please call the clinic.\n",
    },
    "hi": {
        "subject": "आपके लिए नया न्योता बनाया गया है",
        "text": "नमस्ते,\n\nक्लिनिक ने आपके लिए नया न्योता बनाया है। अब तक आप जिस तरह साइन इन करते थे, वह "
        "बंद हो गया है।\n\nअगर आपने यह कहा था, तो इस मेल के लिए आपको कुछ नहीं करना है। अगर नहीं कहा था, तो "
        "कृपया क्लिनिक को फ़ोन करें।\n",
    },
}
"""Told to whoever could sign in, by language: nobody takes their place unnoticed."""


class Kind(Word):
    """Why somebody is let in, and for how long the link waits."""

    INVITATION = "invitation", "Invitation"
    RESET = "reset", "Forgotten access"

    @property
    def length(self) -> timedelta:
        return timedelta(days=14) if self is Kind.INVITATION else timedelta(hours=1)


class Standing(Word):
    """Where an invitation stands."""

    WAITING = "waiting", "Not used yet"
    USED = "used", "Used"
    REVOKED = "revoked", "Ended by the clinic"
    GUESSED = "guessed", "Ended after too many wrong answers"
    EXPIRED = "expired", "Expired"


class Question(Word):
    """The one thing that is asked; every patient knows it of themselves."""

    BORN_ON = "born-on", "your date of birth"
    PHONE = "phone", "the last 4 digits of your phone number"


class InvitationLike(Protocol):
    """An invitation, as far as these rules care."""

    @property
    def expires_at(self) -> datetime: ...

    @property
    def used_at(self) -> datetime | None: ...

    @property
    def revoked_at(self) -> datetime | None: ...

    @property
    def wrong_answers(self) -> int: ...


class PatientLike(Protocol):
    """What is known of a patient, as far as these rules care."""

    @property
    def born_on(self) -> date | None: ...

    @property
    def phone(self) -> str | None: ...


def standing(invitation: InvitationLike, now: datetime) -> Standing:
    if invitation.used_at is not None:
        return Standing.USED
    if invitation.wrong_answers >= WRONG_ANSWERS:
        return Standing.GUESSED
    if invitation.revoked_at is not None:
        return Standing.REVOKED
    return Standing.EXPIRED if invitation.expires_at <= now else Standing.WAITING


# -- the secret --------------------------------------------------------------------------------


def fingerprint(secret: str) -> str:
    """What is kept of a token or a code: enough to know it again, too little to use it. They have
    256 and 80 random bits, so that a plain SHA-256 cannot be reversed by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_of(token: str) -> str:
    """The same secret for those who type it: 16 letters and digits in groups of four."""
    digest = hashlib.sha256(f"code of {token}".encode()).digest()
    letters = base64.b32encode(digest).decode()[:CODE_LETTERS]
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LETTERS, 4))


def typed_code(typed: str) -> str:
    """A code as `code_of` writes it, from however it was typed. Its alphabet has no 0, 1 and 8: who
    reads them means O, I and B."""
    letters = re.sub(r"[^A-Z0-9]", "", typed.upper()).translate(str.maketrans("018", "OIB"))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


# -- the question ------------------------------------------------------------------------------


def question(patient: PatientLike) -> Question | None:
    """What can be asked of this patient; None where the record knows nothing to ask."""
    if patient.born_on:
        return Question.BORN_ON
    return Question.PHONE if _last_digits(patient.phone) else None


def is_right(patient: PatientLike, answer: str) -> bool:
    """Compare the answer in constant time: a date as 1990-05-31, or four digits."""
    asked = question(patient)
    if asked is None:
        return False
    known = str(patient.born_on) if asked is Question.BORN_ON else _last_digits(patient.phone)
    return hmac.compare_digest(known.encode(), answer.strip().encode())


def _last_digits(phone: str | None) -> str:
    digits = re.sub(r"\D", "", phone or "")
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS else ""
