"""Patients: the list that is searched as one types, and each one's page."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.services import consents, courses, home_decisions, invitations, patients, reports
from progress.services.patients import ProbableDuplicate
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.patients import PatientForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("patients", __name__)
FOUND_IN_PALETTE = 8


@blueprint.get("/patients")
@allows(Action.FIND_PATIENTS)
def index() -> str:
    """All patients, or those that match `q`; for a page that is already open, only the rows."""
    wanted = request.args.get("q", "")
    page = patients.page(work(), wanted, request.args.get("after", type=uuid.UUID))
    rows_only = "HX-Request" in request.headers
    template = "patients/_rows.html" if rows_only else "patients/index.html"
    return render_template(template, page=page, wanted=wanted, today=work().today)


@blueprint.get("/patients/search")
@allows(Action.FIND_PATIENTS)
def search() -> str:
    """The first few patients that match `q`, for the palette."""
    wanted = request.args.get("q", "")
    found = patients.page(work(), wanted).rows[:FOUND_IN_PALETTE] if wanted.strip() else []
    return render_template("patients/_found.html", patients=found, today=work().today)


@blueprint.route("/patients/new", methods=["GET", "POST"])
@allows(Action.EDIT_PATIENT)
def new() -> tuple[str, int] | Response:
    form = PatientForm()
    alike: list[Any] = []
    if form.validate_on_submit():
        with refusals_on(form):
            try:
                patient = patients.add(work(), form.details(), knowingly=form.knowingly.data)
                say(f"{patient.name} was added.")
                return redirect(url_for(".show", patient_id=patient.id), 303)
            except ProbableDuplicate as duplicate:
                alike = duplicate.patients
                raise
    return render_form("patients/new.html", form, alike=alike, today=work().today)


@blueprint.get("/patients/<uuid:patient_id>")
@allows(Action.SEE_PATIENT)
def show(patient_id: uuid.UUID) -> str:
    patient = patients.find(work(), patient_id)
    overviews = courses.overviews(work(), patient_id)
    held = consents.of_courses(work(), patient_id, [each.course.id for each in overviews])
    return render_template(
        "patients/show.html",
        patient=patient,
        courses=overviews,
        consents=held,
        access=invitations.access_of(work(), patient_id),
        reports=reports.of_patient(work(), patient_id),
        photos_from_home=home_decisions.count_of(work(), patient_id),
        today=work().today,
    )


@blueprint.route("/patients/<uuid:patient_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_PATIENT)
def edit(patient_id: uuid.UUID) -> tuple[str, int] | Response:
    patient = patients.find(work(), patient_id)
    form = PatientForm(obj=patient)
    if form.validate_on_submit():
        with refusals_on(form):
            patients.change(work(), patient_id, form.details())
            say("Saved.")
            return redirect(url_for(".show", patient_id=patient_id), 303)
    return render_form("patients/edit.html", form, patient=patient)
