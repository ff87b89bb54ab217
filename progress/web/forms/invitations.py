"""What is asked of somebody who opens an invitation."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from progress.rules.invitations import Question
from progress.rules.languages import LANGUAGES
from progress.services.people import SHORTEST_PASSWORD

NO_DATE = lazy_gettext("Please write the day, the month and the year, such as 31 5 1990.")
TO_ANSWER = lazy_gettext("Please write it down.")


def _digits(text: str | None) -> str:
    """Digits of any script, as 0 to 9."""
    return "".join(str(int(each)) for each in text or "" if each.isdecimal())


class NothingForm(FlaskForm):
    """A button."""

    answer = ""


class BirthDateForm(FlaskForm):
    day = StringField(lazy_gettext("Day"))
    month = StringField(lazy_gettext("Month"))
    year = StringField(lazy_gettext("Year"))

    def validate_year(self, _field: Field) -> None:
        if self._date() is None:
            raise ValidationError(NO_DATE)

    def _date(self) -> date | None:
        try:
            return date(*(int(_digits(each.data)) for each in (self.year, self.month, self.day)))
        except ValueError:
            return None

    @property
    def answer(self) -> str:
        return str(self._date())


class PhoneForm(FlaskForm):
    digits = StringField(
        lazy_gettext("The last 4 digits of your phone number"), [DataRequired(TO_ANSWER)]
    )

    @property
    def answer(self) -> str:
        return _digits(self.digits.data)


FORMS: dict[Question | None, type[FlaskForm]] = {
    None: NothingForm,
    Question.BORN_ON: BirthDateForm,
    Question.PHONE: PhoneForm,
}


class CodeForm(FlaskForm):
    code = StringField(lazy_gettext("Code"), [DataRequired(TO_ANSWER), Length(max=60)])


class ChoosePasswordForm(FlaskForm):
    password = PasswordField(
        lazy_gettext("Password"),
        [
            Length(
                min=SHORTEST_PASSWORD,
                max=128,
                message=lazy_gettext("A password has at least 10 characters."),
            )
        ],
        description=lazy_gettext(
            "At least 10 characters; a sentence is easier to remember than a word."
        ),
    )


class HelpForm(FlaskForm):
    name = StringField(
        lazy_gettext("E-mail or phone number"), [DataRequired(TO_ANSWER), Length(max=255)]
    )


class LanguageForm(FlaskForm):
    """Of a letter or a mail, with the token of the page that shows it."""

    token = StringField(validators=[DataRequired(), Length(max=100)])
    language = SelectField("Language", choices=[SelectChoice(*each) for each in LANGUAGES.items()])
