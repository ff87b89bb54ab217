"""What an administrator says about the galleries."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired

from progress.rules.publishing import LONGEST_PHONE, LONGEST_URL, LONGEST_WORDS, WARNING_VERSION


class WordsForm(FlaskForm):
    """What stands at the end of each case and gallery."""

    words = TextAreaField(
        "Your own words",
        description=f"Plain text, at most {LONGEST_WORDS} characters. Promise nothing.",
        render_kw={"maxlength": LONGEST_WORDS},
    )
    appointment_url = StringField(
        "Address for appointments",
        description="Begins with https://",
        render_kw={"maxlength": LONGEST_URL, "inputmode": "url", "spellcheck": "false"},
    )
    appointment_phone = StringField(
        "Phone number for appointments",
        description="With + and the country, so that it can be called from anywhere.",
        render_kw={"maxlength": LONGEST_PHONE, "inputmode": "tel"},
    )


class OpenForm(FlaskForm):
    """`version` is that of the warning on the page, and comes back with it."""

    version = HiddenField(default=WARNING_VERSION)
    read = BooleanField(
        "I have read this, and I answer for it",
        [DataRequired("Please read it, and say that you did.")],
    )
