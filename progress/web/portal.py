"""The patient's own page: before and now, sessions done and to come."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template

from progress.errors import NotFound
from progress.rules.access import Action
from progress.services import courses
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("portal", __name__)


@blueprint.get("/portal")
@allows(Action.SEE_PORTAL)
def index() -> str:
    patient_id = work().actor.patient_id
    if patient_id is None:
        raise NotFound("This sign-in belongs to no patient.")
    own = courses.overviews(work(), patient_id)
    return render_template("portal/index.html", courses=sorted(own, key=_has_nothing_to_compare))


def _has_nothing_to_compare(overview: courses.Overview) -> bool:
    return overview.main is None


@blueprint.get("/portal/courses/<uuid:course_id>")
@allows(Action.SEE_PORTAL)
def course(course_id: uuid.UUID) -> str:
    overview = courses.overview(work(), course_id)
    return render_template("portal/course.html", overview=overview, patient=overview.patient)
