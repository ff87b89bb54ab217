"""The patient's own pages: before and now, visits in plain words, and the way to all the rest."""

from __future__ import annotations

import uuid
from typing import Any

from babel.dates import format_datetime
from flask import Blueprint, render_template

from progress.errors import NotFound
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
    own = courses.overviews(work(), _own())
    return render_template(
        "portal/index.html",
        courses=sorted(own, key=_has_nothing_to_compare),
        running=own_visits.running(work(), _own()),
        requests=consent_requests.open_of(work(), _own()),
        answered=[report for report in reports.of_patient(work(), _own()) if report.seen_at][:1],
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
        visits=own_visits.of_patient(work(), _own()),
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


def _own() -> uuid.UUID:
    patient_id = work().actor.patient_id
    if patient_id is None:
        raise NotFound("This sign-in belongs to no patient.")
    return patient_id
