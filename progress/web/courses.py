"""Courses: the grid of views and visits, and what was decided."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action, can
from progress.rules.views import Region
from progress.services import advice, consents, courses, patients
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.courses import CourseForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("courses", __name__)


@blueprint.route("/patients/<uuid:patient_id>/courses/new", methods=["GET", "POST"])
@allows(Action.EDIT_COURSE)
def new(patient_id: uuid.UUID) -> tuple[str, int] | Response:
    """`region` in the address chooses what the form offers."""
    patient = patients.find(work(), patient_id, Action.EDIT_COURSE)
    region = request.args.get("region", Region.SCALP, type=Region)
    form = CourseForm.for_region(region, work().today)
    if form.validate_on_submit():
        with refusals_on(form):
            course = courses.add(work(), patient_id, region, form.details())
            say("The course is open. Its first visit can begin.")
            return redirect(url_for(".show", course_id=course.id), 303)
    return render_form("courses/new.html", form, patient=patient, region=region, regions=Region)


@blueprint.get("/courses/<uuid:course_id>")
@allows(Action.SEE_COURSE)
def show(course_id: uuid.UUID) -> str | Response:
    """The clinic's page of a course; a patient has a page of their own for it."""
    courses.find(work(), course_id)
    if not can(work().actor, Action.SEE_PATIENT):
        return redirect(url_for("portal.course", course_id=course_id))
    overview = courses.overview(work(), course_id)
    template = "courses/_photos.html" if "HX-Request" in request.headers else "courses/show.html"
    return render_template(
        template,
        overview=overview,
        patient=overview.patient,
        next_time=advice.for_course(overview.grid, work().today),
        consent=consents.of_course(work(), overview.course),
        today=work().today,
    )


@blueprint.route("/courses/<uuid:course_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_COURSE)
def edit(course_id: uuid.UUID) -> tuple[str, int] | Response:
    course = courses.find(work(), course_id, Action.EDIT_COURSE)
    form = CourseForm.for_details(course.region, courses.details(course))
    if form.validate_on_submit():
        with refusals_on(form):
            courses.change(work(), course_id, form.details())
            say("Saved.")
            return redirect(url_for(".show", course_id=course_id), 303)
    return render_form("courses/edit.html", form, course=course, patient=course.patient)


@blueprint.post("/courses/<uuid:course_id>/close")
@allows(Action.EDIT_COURSE)
def close(course_id: uuid.UUID) -> Response:
    courses.close(work(), course_id)
    undo = url_for(".reopen", course_id=course_id)
    say("The course is closed. Nothing is due any more.", undo)
    return redirect(url_for(".show", course_id=course_id), 303)


@blueprint.post("/courses/<uuid:course_id>/reopen")
@allows(Action.EDIT_COURSE)
def reopen(course_id: uuid.UUID) -> Response:
    courses.reopen(work(), course_id)
    say("The course goes on.")
    return redirect(url_for(".show", course_id=course_id), 303)
