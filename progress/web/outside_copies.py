"""Pictures of a case that are taken elsewhere, and the list of those to take down again."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from progress.rules.access import Action
from progress.services import cases, outside_copies
from progress.services.outside_copies import Standing
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.outside_copies import AddressForm, TakeForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("outside_copies", __name__)


@blueprint.app_template_global()
def copies_of_case(case: Any) -> list[Standing]:
    return outside_copies.of_case(work(), case)


@blueprint.app_template_global()
def copies_of_patient(patient_id: uuid.UUID) -> list[Standing]:
    return outside_copies.of_patient(work(), patient_id)


# -- taken -----------------------------------------------------------------------------------------


@blueprint.route("/gallery/cases/<uuid:case_id>/elsewhere", methods=["GET", "POST"])
@allows(Action.EXPORT_CASE)
def take(case_id: uuid.UUID) -> tuple[str, int] | Answer:
    """Where both pictures go; only where consent covers it."""
    case = cases.find(work(), case_id, Action.EXPORT_CASE)
    channels = outside_copies.channels(work(), case)
    form = TakeForm.among([each for each, found in channels.items() if not found])
    if form.validate_on_submit():
        with refusals_on(form):
            said = (form.scope, form.place.data or "", form.address.data or "")
            copy = outside_copies.take(work(), case_id, *said)
            say("Noted. Now take the two pictures.")
            return redirect(url_for(".show", copy_id=copy.id), 303)
    closed = {each: found for each, found in channels.items() if found}
    return render_form(
        "outside_copies/take.html", form, case=case, patient=case.course.patient, closed=closed
    )


@blueprint.get("/outside-copies/<uuid:copy_id>/<side>")
@allows(Action.EXPORT_CASE)
def picture(copy_id: uuid.UUID, side: str) -> Response:
    """To keep as a file, whose name says nothing of whom."""
    jpeg = outside_copies.picture(work(), copy_id, side)
    kept = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{side}.jpg"',
    }
    return Response(jpeg, mimetype="image/jpeg", headers=kept)


# -- chased ----------------------------------------------------------------------------------------


@blueprint.get("/outside-copies")
@allows(Action.CHASE_COPIES)
def index() -> str:
    return render_template("outside_copies/index.html", copies=outside_copies.every(work()))


@blueprint.get("/outside-copies/<uuid:copy_id>")
@allows(Action.CHASE_COPIES)
def show(copy_id: uuid.UUID) -> str:
    standing = outside_copies.find(work(), copy_id)
    return _page(standing, AddressForm(address=standing.copy.address))[0]


def _page(standing: Standing, form: AddressForm) -> tuple[str, int]:
    return render_form("outside_copies/show.html", form, standing=standing)


@blueprint.post("/outside-copies/<uuid:copy_id>/address")
@allows(Action.CHASE_COPIES)
def write_address(copy_id: uuid.UUID) -> tuple[str, int] | Answer:
    standing, form = outside_copies.find(work(), copy_id), AddressForm()
    if form.validate_on_submit():
        with refusals_on(form):
            outside_copies.write_address(work(), copy_id, form.address.data or "")
            say("The address is kept.")
            return redirect(url_for(".show", copy_id=copy_id), 303)
    return _page(standing, form)


@blueprint.post("/outside-copies/<uuid:copy_id>/taken-down")
@allows(Action.CHASE_COPIES)
def take_down(copy_id: uuid.UUID) -> Answer:
    outside_copies.take_down(work(), copy_id)
    say("Checked off.", undo=url_for(".put_back", copy_id=copy_id))
    return redirect(url_for(".index"), 303)


@blueprint.post("/outside-copies/<uuid:copy_id>/put-back")
@allows(Action.CHASE_COPIES)
def put_back(copy_id: uuid.UUID) -> Answer:
    outside_copies.put_back(work(), copy_id)
    say("It is on the list again.")
    return redirect(url_for(".index"), 303)
