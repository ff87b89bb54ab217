"""Forms: what a page asks, and how a refusal finds its way back onto the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import render_template
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectMultipleField, widgets
from wtforms.validators import Optional

from progress.errors import Conflict, InvalidInput
from progress.rules.words import Word

UNLESS_LEFT = Optional(strip_whitespace=False)
"""For a choice that nobody has to make; a blank is not among the words and is refused."""


@contextmanager
def refusals_on(form: FlaskForm) -> Iterator[None]:
    """Put the sentence of a refusal on the form, which is then shown again as it was filled in."""
    try:
        yield
    except (InvalidInput, Conflict) as error:
        form.form_errors.append(gettext(error.sentence))


def render_form(template: str, form: FlaskForm, **context: Any) -> tuple[str, int]:
    """The page with its form; 422 when the form came back with mistakes."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def boxes(label: str, **given: Any) -> Any:
    """A field of boxes to tick, of which several may be ticked."""
    return SelectMultipleField(
        label, widget=widgets.ListWidget(), option_widget=widgets.CheckboxInput(), **given
    )


def words(vocabulary: Iterable[Word]) -> list[SelectChoice]:
    """A vocabulary as the choices of a field."""
    return [SelectChoice(word.value, word.label) for word in vocabulary]
