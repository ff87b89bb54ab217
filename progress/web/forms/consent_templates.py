"""What an administrator writes for patients to sign: one field for each sentence and language."""

from __future__ import annotations

from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from progress.rules.consent_texts import MOST_MONTHS, PARTS
from progress.rules.consents import ENDS_SOON, Disguise, Scope
from progress.rules.languages import LANGUAGES
from progress.services.consent_templates import LONGEST_NAME, Wording
from progress.web.forms import boxes, words

LONGEST = {"title": 200, "body": 8000, "withdrawing": 4000}
LONGEST_SENTENCE = 500


class NameForm(FlaskForm):
    name = StringField(
        "Name",
        [InputRequired("Give the text a name."), Length(max=LONGEST_NAME)],
        description="For the clinic only, such as “Photographs” or “Social media”.",
    )


class WordingForm(FlaskForm):
    """Made by `form_for`, which adds the sentences."""

    scopes = boxes("What is asked", choices=words(Scope))
    disguises = boxes("How recognisable: what can be chosen", choices=words(Disguise))
    valid_months = IntegerField(
        "For how many months it holds",
        [
            InputRequired("Say for how many months it holds."),
            NumberRange(1, MOST_MONTHS, f"From 1 to {MOST_MONTHS} months."),
        ],
        description="From the day on which it is signed. Patient and clinic are reminded "
        f"{ENDS_SOON.days} days before its end.",
    )

    def sentence(self, language: str, *path: str) -> Field:
        """The field of one sentence, for the template."""
        return cast(Field, self[_name(language, *path)])

    def wording(self) -> Wording:
        return Wording(
            texts={language: self._text(language) for language in LANGUAGES},
            scopes=self.scopes.data or [],
            disguises=self.disguises.data or [],
            valid_months=self.valid_months.data or 0,
        )

    def _text(self, language: str) -> dict[str, Any]:
        said = {part: self._said(language, part) for part in PARTS}
        return said | {
            "scopes": {str(scope): self._said(language, "scopes", scope) for scope in Scope},
            "disguises": {str(each): self._said(language, "disguises", each) for each in Disguise},
        }

    def _said(self, language: str, *path: str) -> str:
        return (self.sentence(language, *path).data or "").replace("\r\n", "\n").strip()


def form_for(wording: Wording) -> WordingForm:
    """The form of a draft, filled with what it says."""
    fields, data = {}, {}
    for language in LANGUAGES:
        text = wording.texts.get(language, {})
        for path, kind, longest in _sentences():
            name = _name(language, *path)
            label = f"{_label(path)} · {LANGUAGES[language]}"
            fields[name] = kind(label, [Length(max=longest)], render_kw={"lang": language})
            data[name] = _at(text, path)
    form = type("FormOfVersion", (WordingForm,), fields)
    return form(
        scopes=wording.scopes,
        disguises=wording.disguises,
        valid_months=wording.valid_months,
        data=data,
    )


def _sentences() -> list[tuple[tuple[str, ...], type[Field], int]]:
    """Where each sentence stands in a text, the field that takes it, and how long it may be."""
    parts = [
        ((part,), StringField if part == "title" else TextAreaField, LONGEST[part])
        for part in PARTS
    ]
    scopes = [(("scopes", str(scope)), TextAreaField, LONGEST_SENTENCE) for scope in Scope]
    degrees = [(("disguises", str(each)), TextAreaField, LONGEST_SENTENCE) for each in Disguise]
    return [*parts, *scopes, *degrees]


def _label(path: tuple[str, ...]) -> str:
    if len(path) == 1:
        return PARTS[path[0]]
    return Scope(path[1]).label if path[0] == "scopes" else Disguise(path[1]).label


def _at(text: dict[str, Any], path: tuple[str, ...]) -> str:
    found: Any = text
    for step in path:
        found = found.get(step, {})
    return found if isinstance(found, str) else ""


def _name(language: str, *path: str) -> str:
    return "_".join((language, *path)).replace("-", "_")
