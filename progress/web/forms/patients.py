"""What is asked about a patient."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    RadioField,
    SelectChoice,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from progress.rules.languages import LANGUAGES
from progress.rules.patients import LONGEST_NAME, PatientDetails, Sex
from progress.web.forms import UNLESS_LEFT, words


def _nothing_chosen(value: str | None) -> str:
    """What the record leaves open is a choice as well."""
    return value or ""


class PatientForm(FlaskForm):
    name = StringField(
        "Name", [DataRequired("Write the patient’s name."), Length(max=LONGEST_NAME)]
    )
    record_number = StringField("Record number", [Optional(), Length(max=40)])
    born_on = DateField("Date of birth", [Optional()])
    sex = RadioField(
        "Sex",
        [UNLESS_LEFT],
        choices=[SelectChoice("", "Not stated"), *words(Sex)],
        filters=[_nothing_chosen],
    )
    phone = TelField("Phone", [Optional(), Length(max=40)])
    email = EmailField(
        "E-mail", [Optional(), Email("Please check this e-mail address."), Length(max=255)]
    )
    language = RadioField(
        "Language",
        [UNLESS_LEFT],
        choices=[
            SelectChoice("", "As their browser asks"),
            *(SelectChoice(slug, name) for slug, name in LANGUAGES.items()),
        ],
        filters=[_nothing_chosen],
    )
    notes = TextAreaField("Notes", [Length(max=10_000)])
    knowingly = BooleanField("This is somebody else")

    def details(self) -> PatientDetails:
        return PatientDetails(
            name=self.name.data or "",
            record_number=self.record_number.data,
            born_on=self.born_on.data,
            sex=Sex(self.sex.data) if self.sex.data else None,
            phone=self.phone.data,
            email=self.email.data,
            language=self.language.data or None,
            notes=self.notes.data or "",
        )
