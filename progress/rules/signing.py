"""What a signature under a consent needs: answers to every question, and somebody who may sign."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from progress.errors import InvalidInput
from progress.rules.consents import Disguise, Scope
from progress.rules.words import Word, told

MAJORITY: Final = 18
"""Age in years from which a person consents alone (DPDP Act 2023, section 2(f))."""
NEW_WAY_IN: Final = timedelta(days=3)
LONGEST_NAME: Final = 160
LARGEST_DRAWING: Final = 300_000
"""Bytes of a drawn signature."""
SIGN_AGAIN: Final = told("Sign in the field with a finger or a pen, or type your name instead.")
PNG: Final = b"\x89PNG\r\n\x1a\n"


class Kind(Word):
    """How it was signed."""

    DRAWN = "drawn", "Drawn"
    TYPED = "typed", "Typed"


class Place(Word):
    """Where it was signed."""

    CLINIC = "clinic", "At the clinic"
    HOME = "home", "At home"


class Relation(Word):
    """What a guardian is to a minor."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    LEGAL_GUARDIAN = "legal-guardian", "Legal guardian"


@dataclass(frozen=True)
class Offer:
    """What the text that is signed asks."""

    scopes: Collection[Scope]
    disguises: Collection[Disguise]
    languages: Collection[str]


@dataclass(frozen=True)
class Answers:
    """What the person said; `scopes` holds a yes or a no to each question."""

    language: str
    scopes: Mapping[Scope, bool]
    disguise: Disguise | None
    signer: str
    guardian: Relation | None = None
    """Set where `signer` signs for the patient."""
    signature: Kind = Kind.TYPED
    drawing: bytes | None = field(default=None, repr=False)
    """PNG of a drawn signature."""
    witness: str = ""

    @property
    def yes(self) -> frozenset[Scope]:
        return frozenset(scope for scope, said in self.scopes.items() if said)


def is_minor(born_on: date, today: date) -> bool:
    return today < birthday(born_on, MAJORITY)


def birthday(born_on: date, years: int) -> date:
    """Who was born on 29 February comes of age on 1 March."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def ends_on(signed_on: date, months: int, born_on: date | None, by_guardian: bool) -> date:
    """The first day on which it no longer counts. A guardian's word ends when the patient is of
    age, and can be asked."""
    year, month = divmod(signed_on.year * 12 + signed_on.month - 1 + months, 12)
    end = date(year, month + 1, min(signed_on.day, monthrange(year, month + 1)[1]))
    return min(end, birthday(born_on, MAJORITY)) if by_guardian and born_on else end


def counts_until(
    ends_at: datetime, given_at: datetime, by_guardian: bool, born_on: date | None
) -> datetime:
    """When a signature ends by the date of birth as it is known now, which may have been corrected
    since: a guardian's when the patient is of age; one that a child gave alone never counted."""
    if born_on is None:
        return ends_at
    if by_guardian:
        return min(ends_at, datetime.combine(birthday(born_on, MAJORITY), time.min).astimezone())
    return given_at if is_minor(born_on, given_at.astimezone().date()) else ends_at


def soon_after(used_at: datetime, signed_at: datetime) -> bool:
    """Whether a consent was signed so soon after a new way in was used that both are seen
    together."""
    return timedelta(0) <= signed_at - used_at <= NEW_WAY_IN


def check(offer: Offer, answers: Answers, born_on: date | None, today: date) -> None:
    """Raise InvalidInput, with what to do, unless this may be kept as a consent."""
    if answers.language not in offer.languages:
        raise InvalidInput("Choose a language in which this text exists.")
    _check_answers(offer, answers)
    _check_signer(answers, born_on, today)
    _check_signature(answers)


def _check_answers(offer: Offer, answers: Answers) -> None:
    if set(answers.scopes) != set(offer.scopes):
        raise InvalidInput("Answer each question with yes or no.")
    if not any(scope.is_disguisable for scope in answers.yes):
        return
    if answers.disguise is None:
        raise InvalidInput("Say how recognisable you may be in the photos.")
    if answers.disguise not in offer.disguises:
        raise InvalidInput("Choose one of the answers that are offered.")


def _check_signer(answers: Answers, born_on: date | None, today: date) -> None:
    if born_on is None:
        raise InvalidInput("The date of birth is missing: write it in the patient's record first.")
    if is_minor(born_on, today) and answers.guardian is None:
        raise InvalidInput("The patient is under 18: a parent or guardian signs for them.")
    if not is_minor(born_on, today) and answers.guardian is not None:
        raise InvalidInput("The patient is of age and signs alone.")


def _check_signature(answers: Answers) -> None:
    if not answers.signer.strip():
        raise InvalidInput("Write the full name of the person who signs.")
    if max(len(answers.signer), len(answers.witness)) > LONGEST_NAME:
        raise InvalidInput(f"A name may have {LONGEST_NAME} letters.")
    if answers.signature is Kind.TYPED:
        return
    drawing = answers.drawing or b""
    if not drawing.startswith(PNG):
        raise InvalidInput(SIGN_AGAIN)
    if len(drawing) > LARGEST_DRAWING:
        raise InvalidInput("The drawn signature is too large. Clear the field and sign again.")
