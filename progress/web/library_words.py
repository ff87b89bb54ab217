"""What libraries say of a field that is not right, in the language of the page."""

from __future__ import annotations

from flask_babel import gettext as _

from progress.rules.languages import ENGLISH
from progress.rules.words import told
from progress.web.language import language

SENTENCES = (
    told("This field is required."),
    told("Not a valid choice."),
    told("Not a valid date value."),
    told("Password not provided"),
    told("Invalid password"),
    told("Passwords do not match"),
    told("Password must be at least 10 characters"),
    told("Your new password must be different than your previous password."),
)
"""Of WTForms and of the sign-in library, as they write them."""
SOMETHING = told("Please look at this again.")


def said(sentence: object) -> str:
    """A fault of a field in the reader's words; one that nobody has translated, in general."""
    english = str(sentence)
    found = _(english) if english else ""
    if found != english or language() == ENGLISH or not english.isascii():
        return found
    return _(SOMETHING)
