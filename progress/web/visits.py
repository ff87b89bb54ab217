"""Visits: opened, looked at, and what was done written down."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.rules.treatment import Moment
from progress.services import captures, courses, reports, treatments, visit_photos, visits
from progress.web.forms import refusals_on, render_form
from progress.web.forms.treatments import SideEffectsForm, TreatmentForm
from progress.web.forms.visits import FORMS, new_form
from progress.web.policy import allows
from progress.web.record import condition_facts, effects_sentence, treatment_facts
from progress.web.request import work
from progress.web.upload_limits import limits

blueprint = Blueprint("visits", __name__)


@blueprint.route("/courses/<uuid:course_id>/visits/new", methods=["GET", "POST"])
@allows(Action.EDIT_VISIT)
def new(course_id: uuid.UUID) -> tuple[str, int] | Response:
    course = courses.find(work(), course_id, Action.EDIT_VISIT)
    form = new_form(course.region, work().today, visits.propose_kind(work(), course))
    if form.validate_on_submit():
        with refusals_on(form):
            visit = visits.add(work(), course_id, **form.asked)
            return redirect(url_for(".show", visit_id=visit.id), 303)
    return render_form("visits/new.html", form, course=course, patient=course.patient)


@blueprint.get("/visits/<uuid:visit_id>")
@allows(Action.SEE_VISIT)
def show(visit_id: uuid.UUID) -> str:
    photos = visit_photos.of_visit(work(), visit_id)
    visit = photos.visit
    return render_template(
        "visits/show.html",
        visit=visit,
        title=visits.title(work(), visit),
        patient=visit.course.patient,
        photos=photos,
        condition=condition_facts(visit),
        treatment=treatment_facts(visit.treatment) if visit.treatment else [],
        effects=effects_sentence,
        upload_limits=limits(),
        reports=reports.of_visit(work(), visit),
        phones=captures.of_visit(work(), visit_id),
        today=work().today,
    )


@blueprint.route("/visits/<uuid:visit_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_VISIT)
def edit(visit_id: uuid.UUID) -> tuple[str, int] | Response:
    visit = visits.find(work(), visit_id, Action.EDIT_VISIT)
    form = FORMS[visit.course.region].for_visit(visit)
    if form.validate_on_submit():
        with refusals_on(form):
            visits.change(work(), visit_id, **form.asked)
            flash("Saved.")
            return redirect(url_for(".show", visit_id=visit_id), 303)
    return _form_page("visits/edit.html", form, visit)


@blueprint.post("/visits/<uuid:visit_id>/remove")
@allows(Action.EDIT_VISIT)
def remove(visit_id: uuid.UUID) -> Response:
    course = visits.remove(work(), visit_id)
    flash("The visit was taken away.")
    return redirect(url_for("courses.show", course_id=course.id), 303)


@blueprint.route("/visits/<uuid:visit_id>/treatment", methods=["GET", "POST"])
@allows(Action.RECORD_TREATMENT)
def treatment(visit_id: uuid.UUID) -> tuple[str, int] | Response:
    """An unsafe answer brings the form back as it was filled in, with the reasons beside the
    questions, until a clinician overrides it."""
    visit = visits.find(work(), visit_id, Action.RECORD_TREATMENT)
    form = TreatmentForm.for_visit(visit, work().actor)
    stops: dict[str, str] = {}
    if form.validate_on_submit():
        with refusals_on(form):
            try:
                treatments.record(work(), visit_id, form.details, form.override(work().actor))
                flash("The treatment is recorded.")
                return redirect(url_for(".show", visit_id=visit_id), 303)
            except treatments.Stopped:
                form.explain_stop(work().actor)
                stops = form.show_stops()
    elif form.is_submitted():
        treatments.note_stop(work(), visit, form.checklist)
        stops = form.show_stops()
    page, status = _form_page("visits/treatment.html", form, visit, stops=stops)
    return page, 422 if stops else status


@blueprint.route("/visits/<uuid:visit_id>/side-effects/<moment>", methods=["GET", "POST"])
@allows(Action.EDIT_VISIT)
def side_effects(visit_id: uuid.UUID, moment: str) -> tuple[str, int] | Response:
    visit = visits.find(work(), visit_id, Action.EDIT_VISIT)
    when, noted = treatments.side_effects_of(visit, moment)
    form = SideEffectsForm.noted(noted)
    if form.validate_on_submit():
        with refusals_on(form):
            treatments.note_side_effects(work(), visit_id, when, form.found)
            flash("Side effects are noted.")
            return redirect(url_for(".show", visit_id=visit_id), 303)
    return _form_page("visits/side_effects.html", form, visit, moment=when, later=Moment.LATER)


def _form_page(template: str, form: Any, visit: Any, **given: Any) -> tuple[str, int]:
    patient = visit.course.patient
    title = visits.title(work(), visit)
    return render_form(template, form, visit=visit, patient=patient, title=title, **given)
