"""What is known of a patient, as far as it can be checked without knowing the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from progress.errors import InvalidInput
from progress.rules import languages
from progress.rules.sign_in_names import is_address
from progress.rules.words import Word

LONGEST_NAME = 160
OLDEST = 125
PHONE = re.compile(r"[\d\s()./+-]{5,40}")


class Sex(Word):
    """As the patient states it."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"
    OTHER = "other", "Other"


@dataclass(frozen=True)
class PatientDetails:
    """What a person writes down; None or "" where nobody asked."""

    name: str
    record_number: str | None = None
    """The clinic's own file number."""
    born_on: date | None = None
    sex: Sex | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    """What they read, in the portal and in what is sent to them; None: as their browser asks."""
    notes: str = ""


def check(details: PatientDetails, today: date) -> None:
    """Raise InvalidInput for what cannot be so."""
    if not any(letter.isalpha() for letter in details.name):
        raise InvalidInput("Write the patient's name.")
    if len(details.name) > LONGEST_NAME:
        raise InvalidInput(f"A name has at most {LONGEST_NAME} letters.")
    if details.born_on and not today.year - OLDEST <= details.born_on.year <= today.year:
        raise InvalidInput("Please check the year of birth.")
    if details.born_on and details.born_on > today:
        raise InvalidInput("The date of birth lies in the future.")
    if details.phone and not PHONE.fullmatch(details.phone):
        raise InvalidInput("Write the phone number with digits, and + for the country.")
    if details.language:
        languages.known(details.language)
    if details.email and not is_address(details.email):
        raise InvalidInput("Please check this e-mail address.")


def age(born_on: date, today: date) -> int:
    """Completed years."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
