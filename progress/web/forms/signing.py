"""What is asked on the way to a signature: one form for each kind of step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from progress.rules.signing import LONGEST_NAME, Kind, Relation
from progress.web.forms.reports import translated


class AnswerForm(FlaskForm):
    """One question with a few answers, of which none is chosen beforehand."""

    answer = RadioField(validate_choice=False)

    @classmethod
    def of(cls, question: str, choices: Iterable[tuple[str, str]], known: str | None) -> AnswerForm:
        form = cls(answer=known)
        given = list(choices)
        missing = _("Please choose an answer.")
        form.answer.label.text = question
        form.answer.choices = [SelectChoice(*each) for each in given]
        form.answer.validators = [
            InputRequired(missing),
            AnyOf([value for value, _label in given], missing),
        ]
        return form


class ReadForm(FlaskForm):
    """A page that is read; the button says how one goes on."""

    answer = HiddenField()


class SignerForm(FlaskForm):
    signer = StringField(
        lazy_gettext("Your full name"),
        [InputRequired(lazy_gettext("Please write your name.")), Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )
    relation = RadioField(
        lazy_gettext("What you are to the patient"),
        [InputRequired(lazy_gettext("Please choose an answer."))],
        choices=translated(Relation),
    )


class SignForm(FlaskForm):
    """Drawn where scripts run; a typed name is as good, and needs none."""

    signature = HiddenField(default=Kind.TYPED.value)
    drawing = HiddenField()
    typed = StringField(
        lazy_gettext("Your full name, as your signature"), render_kw={"autocomplete": "off"}
    )
    witness = StringField(
        lazy_gettext("Name of a witness"),
        [Length(max=LONGEST_NAME)],
        render_kw={"autocomplete": "off"},
    )

    @property
    def kind(self) -> Kind:
        return Kind.DRAWN if self.signature.data == Kind.DRAWN else Kind.TYPED


def choices(words: Any, slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Answers in the words of the text."""
    return [(slug, words[slug]) for slug in slugs]
