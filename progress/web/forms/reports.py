"""What a patient is asked about a side effect, and what a clinician answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length, Optional

from progress.rules.reports import LONGEST_WORDS, Complaint, Said, Sign
from progress.rules.treatment import Severity
from progress.services.reports import LONGEST_ANSWER
from progress.web.forms import UNLESS_LEFT, boxes


def translated(vocabulary: Any) -> list[SelectChoice]:
    """A vocabulary as choices, in the language of the page."""
    return [SelectChoice(word.value, lazy_gettext(word.label)) for word in vocabulary]


class ReportForm(FlaskForm):
    """Nothing is required here: what is, depends on the urgent signs (rules/reports.py)."""

    signs = boxes(lazy_gettext("Do you have any of these?"), choices=translated(Sign))
    complaints = boxes(lazy_gettext("What do you notice?"), choices=translated(Complaint))
    strength = RadioField(
        lazy_gettext("How strong is it?"), [UNLESS_LEFT], choices=translated(Severity)
    )
    since = DateField(lazy_gettext("Since when?"), [Optional()])
    words = TextAreaField(lazy_gettext("In your own words"), [Length(max=LONGEST_WORDS)])
    photo = FileField(lazy_gettext("A photo of it"))

    @classmethod
    def on(cls, today: date) -> Self:
        return cls(since=today)

    @property
    def said(self) -> Said:
        return Said(
            complaints=self.complaints.data or [],
            strength=self.strength.data or None,
            since=self.since.data,
            signs=self.signs.data or [],
            words=self.words.data or "",
        )


class AnswerForm(FlaskForm):
    answer = TextAreaField("Answer to the patient", [Length(max=LONGEST_ANSWER)])
