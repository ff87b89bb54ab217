"""What the clinic chooses when it asks a patient for consent."""

from __future__ import annotations

import uuid
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, ValidationError

from progress.rules.views import view
from progress.web.forms import boxes

COURSE, VIEW, PHOTOS = "course", "view", "photos"


class AskForm(FlaskForm):
    """Made by `for_course`. Which view or photos counts only where `extent` says so."""

    version = RadioField(
        "Text", [InputRequired("Choose the text that the patient reads.")], validate_choice=False
    )
    extent = RadioField(
        "Which photos",
        choices=[
            SelectChoice(COURSE, "All photos of the course"),
            SelectChoice(VIEW, "One view"),
            SelectChoice(PHOTOS, "Chosen photos"),
        ],
        default=COURSE,
    )
    view = SelectField("View")
    photos = boxes("Photos", validate_choice=False)

    @classmethod
    def for_course(cls, course: Any, versions: list[Any]) -> Self:
        only = str(versions[0].id) if len(versions) == 1 else None
        form = cls(version=only)
        form.version.choices = [_text(version) for version in versions]
        form.view.choices = [SelectChoice(slug, view(slug).name) for slug in course.views]
        return form

    @property
    def version_id(self) -> uuid.UUID:
        return _uuid(self.version.data)

    @property
    def chosen_view(self) -> str | None:
        return self.view.data if self.extent.data == VIEW else None

    @property
    def chosen_photos(self) -> list[uuid.UUID]:
        return [_uuid(each) for each in self.photos.data or []]

    def validate_photos(self, field: Any) -> None:
        if self.extent.data == PHOTOS and not field.data:
            raise ValidationError("Choose at least one photo.")


def _text(version: Any) -> SelectChoice:
    return SelectChoice(str(version.id), f"{version.template.name}, version {version.number}")


def _uuid(said: str | None) -> uuid.UUID:
    """What is no id at all is one that nobody has."""
    try:
        return uuid.UUID(said or "")
    except ValueError:
        return uuid.UUID(int=0)
