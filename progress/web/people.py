"""People who sign in: added, given a new password, shut out and let in again."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import hash_password
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.services import patients, people
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.people import PasswordForm, PatientSignInForm, PersonForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
@allows(Action.MANAGE_PEOPLE)
def index() -> str:
    return render_template("people/index.html", people=people.everyone(work()))


@blueprint.route("/people/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PEOPLE)
def new() -> tuple[str, int] | Response:
    """Somebody of the clinic; with `patient` in the address, that patient."""
    patient_id = request.args.get("patient", type=uuid.UUID)
    patient = patients.find(work(), patient_id) if patient_id else None
    form = PatientSignInForm(obj=patient) if patient else PersonForm()
    if form.validate_on_submit():
        with refusals_on(form):
            person = people.add(
                work(),
                email=form.email.data or "",
                name=form.name.data or "",
                roles=form.chosen_roles,
                password_hash=hash_password(form.password.data),
                patient_id=patient_id,
            )
            say(f"{person.name} can sign in as {person.email}.")
            return redirect(url_for(".index"), 303)
    return render_form("people/new.html", form, patient=patient)


@blueprint.route("/people/<uuid:person_id>/password", methods=["GET", "POST"])
@allows(Action.MANAGE_PEOPLE)
def password(person_id: uuid.UUID) -> tuple[str, int] | Response:
    person = people.find(work(), person_id)
    form = PasswordForm()
    if form.validate_on_submit():
        people.set_password(work(), person_id, hash_password(form.password.data))
        say(f"{person.name} has a new password.")
        return redirect(url_for(".index"), 303)
    return render_form("people/password.html", form, person=person)


@blueprint.post("/people/<uuid:person_id>/close")
@allows(Action.MANAGE_PEOPLE)
def close(person_id: uuid.UUID) -> Response:
    person = people.set_active(work(), person_id, False)
    undo = url_for(".open_again", person_id=person_id)
    say(f"{person.name} can no longer sign in.", undo)
    return redirect(url_for(".index"), 303)


@blueprint.post("/people/<uuid:person_id>/open")
@allows(Action.MANAGE_PEOPLE)
def open_again(person_id: uuid.UUID) -> Response:
    person = people.set_active(work(), person_id, True)
    say(f"{person.name} can sign in again.")
    return redirect(url_for(".index"), 303)
