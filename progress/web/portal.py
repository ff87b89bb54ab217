"""The patient's own pages: before and now, visits in plain words, and the way to all the rest."""

from __future__ import annotations

import uuid
from typing import Any

from babel.dates import format_datetime
from flask import Blueprint, render_template

from progress.rules import aftercare
from progress.rules.access import Action
from progress.rules.treatment import VisitKind
from progress.services import consent_requests, courses, own_visits, reports
from progress.web.language import language
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("portal", __name__)
blueprint.add_app_template_global(aftercare.advice, "aftercare_advice")


@blueprint.get("/portal")
@allows(Action.SEE_PORTAL)
def index() -> str:
    own_id = work().own_id
    own = courses.overviews(work(), own_id)
    answered = [report for report in reports.of_patient(work(), own_id) if report.seen_at]
    return render_template(
        "portal/index.html",
        courses=sorted(own, key=_has_nothing_to_compare),
        running=own_visits.running(work(), own_id),
        requests=consent_requests.open_of(work(), own_id),
        answered=answered[:1],
    )


def _has_nothing_to_compare(overview: courses.Overview) -> bool:
    return overview.main is None


@blueprint.get("/portal/courses/<uuid:course_id>")
@allows(Action.SEE_PORTAL)
def course(course_id: uuid.UUID) -> str:
    overview = courses.overview(work(), course_id)
    return render_template("portal/course.html", overview=overview, patient=overview.patient)


@blueprint.get("/portal/visits")
@allows(Action.SEE_PORTAL)
def visits() -> str:
    return render_template(
        "portal/visits.html",
        visits=own_visits.of_patient(work(), work().own_id),
        today=work().today,
        VisitKind=VisitKind,
    )


@blueprint.get("/portal/more")
@allows(Action.SEE_PORTAL)
def more() -> str:
    return render_template("portal/more.html")


@blueprint.app_template_filter("until")
def until(at: Any) -> str:
    """ "Wednesday, 25 Nov, 14:00", by the clinic's clock."""
    return format_datetime(at, "EEEE, d MMM, HH:mm", locale=language())
