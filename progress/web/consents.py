"""What patients allowed: their own page of it, the clinic's, asking, and taking back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.rules.consents import EVERYTHING, Extent, Scope
from progress.services import (
    consent_requests,
    consent_templates,
    consents,
    courses,
    outside_copies,
    patients,
)
from progress.services.consents import Held
from progress.web.consent_words import (
    disguise_words,
    extent_words,
    pulled_words,
    relation_label,
    scope_words,
)
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.consents import PHOTOS, AskForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("consents", __name__)
for helper in (disguise_words, pulled_words, relation_label, scope_words):
    blueprint.add_app_template_global(helper)
blueprint.add_app_template_filter(scope_words, "scope_label")


@blueprint.app_template_global()
def extent_of(row: Any) -> str:
    """Which photos a row speaks of, in the language of the page."""
    course = courses.find(work(), row.course_id) if row.course_id else None
    return extent_words(row, course)


# -- the patient ---------------------------------------------------------------------------------


@blueprint.get("/portal/consents")
@allows(Action.SEE_PORTAL)
def own() -> str:
    return render_template("consents/own.html", **_everything_of(work().own_id))


def _everything_of(patient_id: uuid.UUID) -> dict[str, Any]:
    """Open questions, and each consent that was given, those that hold apart."""
    held = consents.of_patient(work(), patient_id)
    return {
        "open": consent_requests.open_of(work(), patient_id),
        "live": [each for each in held if each.standing.state.is_live],
        "over": [each for each in held if not each.standing.state.is_live],
        "withdrawals": consents.withdrawals(work(), patient_id),
        "copies": outside_copies.of_patient(work(), patient_id),
        "patient_id": patient_id,
    }


# -- taking back, by the patient or for them -----------------------------------------------------


@blueprint.route("/consents/<uuid:consent_id>/withdraw", methods=["GET", "POST"])
@allows(Action.WITHDRAW_CONSENT)
def withdraw(consent_id: uuid.UUID) -> str | Response:
    """All that a consent allows, or one purpose of it (`scope`): told first, done by the button."""
    held = consents.find(work(), consent_id)
    wanted = request.values.get("scope", type=Scope)
    scopes = [wanted] if wanted else held.standing.in_order
    extent = consent_requests.extent(held.consent)
    if request.method == "POST":
        taken_scopes = scopes if wanted else None
        return _take_back(held.consent.patient_id, extent, taken_scopes)
    return _confirm(held.consent.patient_id, [held], scopes, wanted)


@blueprint.route("/patients/<uuid:patient_id>/consents/withdraw", methods=["GET", "POST"])
@allows(Action.WITHDRAW_CONSENT)
def withdraw_everything(patient_id: uuid.UUID) -> str | Response:
    """Whatever was allowed, for all photos."""
    held = [each for each in consents.of_patient(work(), patient_id) if each.standing.scopes]
    if request.method == "POST":
        return _take_back(patient_id, EVERYTHING, None)
    allowed = {scope for each in held for scope in each.standing.scopes}
    return _confirm(patient_id, held, [scope for scope in Scope if scope in allowed], None)


def _take_back(patient_id: uuid.UUID, extent: Extent, scopes: Iterable[Scope] | None) -> Response:
    chosen = None if scopes is None else list(scopes)
    taken = consents.withdraw(work(), patient_id, extent, chosen)
    return redirect(url_for(".receipt", withdrawal_id=taken.id), 303)


def _confirm(
    patient_id: uuid.UUID, held: list[Held], scopes: list[Scope], wanted: Scope | None
) -> str:
    return render_template(
        "consents/withdraw.html",
        extents=dict.fromkeys(extent_of(each.consent) for each in held),
        scopes=scopes,
        wanted=wanted,
        outside=[scope for scope in scopes if scope.is_copied_outside],
        back=_list_of(patient_id),
    )


@blueprint.get("/withdrawals/<uuid:withdrawal_id>")
@allows(Action.SEE_CONSENTS)
def receipt(withdrawal_id: uuid.UUID) -> str:
    """What was taken back, when, and which copies a person must ask for."""
    taken = consents.receipt(work(), withdrawal_id)
    named = {each["id"] for each in taken.receipt.get("copies", [])}
    known = outside_copies.of_patient(work(), taken.patient_id)
    copies = [each for each in known if str(each.copy.id) in named]
    noted = {each.copy.scope for each in copies}
    return render_template(
        "consents/receipt.html",
        taken=taken,
        copies=copies,
        elsewhere=[each for each in taken.receipt["outside"] if each not in noted],
        back=_list_of(taken.patient_id),
    )


def _list_of(patient_id: uuid.UUID) -> str:
    if work().actor.patient_id is not None:
        return url_for("consents.own")
    return url_for("consents.of_patient", patient_id=patient_id)


# -- the clinic ----------------------------------------------------------------------------------


@blueprint.get("/patients/<uuid:patient_id>/consents")
@allows(Action.ASK_CONSENT)
def of_patient(patient_id: uuid.UUID) -> str:
    patient = patients.find(work(), patient_id)
    return render_template(
        "consents/of_patient.html",
        patient=patient,
        courses=[each.course for each in courses.overviews(work(), patient_id)],
        **_everything_of(patient_id),
    )


@blueprint.route("/courses/<uuid:course_id>/consents/new", methods=["GET", "POST"])
@allows(Action.ASK_CONSENT)
def ask(course_id: uuid.UUID) -> tuple[str, int] | Response:
    overview = courses.overview(work(), course_id)
    versions = consent_templates.offered(work())
    form = AskForm.for_course(overview.course, versions)
    if form.validate_on_submit():
        with refusals_on(form):
            photos = form.chosen_photos if form.extent.data == PHOTOS else []
            asked = (course_id, form.version_id, form.chosen_view, photos)
            consent_requests.ask(work(), *asked)
            say("The question is open: hand over the tablet, or the patient answers at home.")
            return redirect(url_for(".of_patient", patient_id=overview.patient.id), 303)
    return render_form(
        "consents/ask.html", form, overview=overview, patient=overview.patient, versions=versions
    )


@blueprint.post("/consent-requests/<uuid:request_id>/cancel")
@allows(Action.ASK_CONSENT)
def cancel(request_id: uuid.UUID) -> Response:
    cancelled = consent_requests.cancel(work(), request_id)
    say("The question is not open any more.")
    return redirect(url_for(".of_patient", patient_id=cancelled.patient_id), 303)
