"""Photos from home: sent by the patient, decided upon by a clinician."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from progress.errors import InvalidInput, NotFound
from progress.rules import transfers as clock
from progress.rules import views
from progress.rules.access import Action
from progress.rules.home_photos import Declined
from progress.services import home_decisions, home_photos, patients, pixels
from progress.services.home_photos import Offer, Sent
from progress.services.photos import Size
from progress.web.flashes import say
from progress.web.photos import jpeg_answer
from progress.web.policy import allows
from progress.web.problems import wants_json
from progress.web.request import work

blueprint = Blueprint("home_photos", __name__)
blueprint.add_app_template_global(Declined)
blueprint.add_app_template_global(views.view, "view_named")


# -- the patient ---------------------------------------------------------------------------------


@blueprint.get("/portal/send-photo")
@allows(Action.SEND_HOME_PHOTO)
def index() -> str:
    """Which view to photograph, and what became of the photos that were sent."""
    patient_id = work().own_id
    return render_template(
        "home_photos/index.html",
        choices=home_photos.choices(work(), patient_id),
        sent=home_photos.of_patient(work(), patient_id),
    )


@blueprint.get("/portal/send-photo/<uuid:course_id>/<view>")
@allows(Action.SEND_HOME_PHOTO)
def camera(course_id: uuid.UUID, view: str) -> str:
    choice = home_photos.choice(work(), course_id, view)
    return render_template("home_photos/camera.html", choice=choice)


@blueprint.post("/portal/send-photo/<uuid:course_id>/<view>")
@allows(Action.SEND_HOME_PHOTO)
def send(course_id: uuid.UUID, view: str) -> Any:
    """One photo; the page's script is answered as JSON."""
    file = request.files.get("photo")
    if not file or not file.filename:
        raise InvalidInput("No photo arrived. Please choose it again.")
    told = clock.moment_of(request.form.get("taken_at", ""), work().now)
    sent = home_photos.send(work(), course_id, view, Offer(file.read(), file.filename, told))
    if wants_json():
        return jsonify(message=_sentence(sent)), 200 if sent.known else 201
    say(_sentence(sent))
    return redirect(url_for(".index"), 303)


def _sentence(sent: Sent) -> str:
    if sent.known:
        return _(home_photos.SENT_ALREADY)
    return _("Your photo is at the clinic. It waits for somebody to look at it.")


@blueprint.get("/home-photos/<uuid:home_photo_id>/<size>")
@allows(Action.SEE_HOME_PHOTO)
def show_pixels(home_photo_id: uuid.UUID, size: str) -> Any:
    if size not in (Size.THUMB, Size.VIEW):
        raise NotFound()
    known = frozenset(request.if_none_match.as_set(include_weak=True))
    return jpeg_answer(pixels.open_from_home(work(), home_photo_id, Size(size), known))


# -- the clinic ----------------------------------------------------------------------------------


@blueprint.get("/patients/<uuid:patient_id>/home-photos")
@allows(Action.SEE_PATIENT)
def of_patient(patient_id: uuid.UUID) -> str:
    return render_template(
        "home_photos/of_patient.html",
        patient=patients.find(work(), patient_id),
        found=home_decisions.of_patient(work(), patient_id),
    )


@blueprint.post("/home-photos/<uuid:home_photo_id>/accept")
@allows(Action.DECIDE_HOME_PHOTO)
def accept(home_photo_id: uuid.UUID) -> Response:
    photo = home_decisions.accept(work(), home_photo_id)
    say("The photo is in the course, marked as from home. The program lays it over the baseline.")
    return redirect(url_for(".of_patient", patient_id=photo.patient_id), 303)


@blueprint.post("/home-photos/<uuid:home_photo_id>/decline")
@allows(Action.DECIDE_HOME_PHOTO)
def decline(home_photo_id: uuid.UUID) -> Response:
    """`reason`, a slug of rules.home_photos.Declined, and `note` in the clinician's own words."""
    said = request.form.get("reason", ""), request.form.get("note", "")
    photo = home_decisions.decline(work(), home_photo_id, *said)
    say("The patient reads the reason in the portal.")
    return redirect(url_for(".of_patient", patient_id=photo.patient_id), 303)
