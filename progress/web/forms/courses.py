"""What is decided about a course."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from progress.rules.plan import MAX_INTERVAL_DAYS, MAX_SESSIONS, Plan
from progress.rules.treatment import VOCABULARY
from progress.rules.views import Region, proposed_views, views_of
from progress.rules.words import listed
from progress.services.courses import CourseDetails
from progress.web.forms import boxes, words

USUAL_SESSIONS = 6
USUAL_INTERVAL_DAYS = 28
REQUIRED = InputRequired("Please fill this in.")


class CourseForm(FlaskForm):
    """The choices depend on the region: make it with `for_region`."""

    indications = boxes(
        "Indications", validators=[InputRequired("Choose at least one indication.")]
    )
    sessions = IntegerField(
        "Sessions",
        [REQUIRED, NumberRange(1, MAX_SESSIONS, f"Between 1 and {MAX_SESSIONS} sessions.")],
        default=USUAL_SESSIONS,
    )
    interval_days = IntegerField(
        "Days between sessions",
        [REQUIRED, NumberRange(1, MAX_INTERVAL_DAYS, f"Between 1 and {MAX_INTERVAL_DAYS} days.")],
        default=USUAL_INTERVAL_DAYS,
    )
    started_on = DateField("First visit", [REQUIRED])
    views = boxes("Views to photograph", validators=[InputRequired("Choose at least one view.")])
    notes = TextAreaField("Together with", [Length(max=10_000)])

    @classmethod
    def for_region(cls, region: Region, today: date) -> Self:
        """An empty form with what is usual for the region."""
        usual = [view.slug.value for view in proposed_views(region)]
        return cls(started_on=today, views=usual)._offer(region)

    @classmethod
    def for_details(cls, region: Region, details: CourseDetails) -> Self:
        """The form as it was filled in."""
        form = cls(
            indications=details.indications,
            sessions=details.plan.sessions,
            interval_days=details.plan.interval_days,
            started_on=details.started_on,
            views=details.views,
            notes=details.notes,
        )
        return form._offer(region)

    def _offer(self, region: Region) -> Self:
        self.indications.choices = words(VOCABULARY[region].indications)
        self.views.choices = words(view.slug for view in views_of(region))
        together = listed(word.label.lower() for word in VOCABULARY[region].adjuncts)
        self.notes.description = f"Medication and care beside the sessions: {together}."
        return self

    def details(self) -> CourseDetails:
        return CourseDetails(
            indications=_data(self.indications),
            views=_data(self.views),
            plan=Plan(self.sessions.data or 0, self.interval_days.data or 0),
            started_on=self.started_on.data,
            notes=self.notes.data or "",
        )


def _data(field: Any) -> list[str]:
    return list(field.data or [])
