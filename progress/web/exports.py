"""Everything of a patient's to take along: announced, then sent."""

from __future__ import annotations

import uuid
from threading import BoundedSemaphore

from flask import Blueprint, Response, current_app, render_template
from flask.sansio.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_security import auth_required

from progress.errors import Busy
from progress.rules.access import Action
from progress.services import everything, exports
from progress.web.archive_page import readable
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("exports", __name__)
AT_ONCE = 3
"""Downloads. Each holds a thread for as long as a slow phone takes."""
MINUTES_FRESH = 15
"""Since the password: a phone that lies on a table must not give everything away."""
still_you = auth_required("session", within=MINUTES_FRESH, grace=MINUTES_FRESH)


@blueprint.get("/portal/download")
@allows(Action.SEE_PORTAL)
@still_you
def index() -> str:
    return _page(work().own_id)


@blueprint.post("/portal/download")
@allows(Action.SEE_PORTAL)
@still_you
def download() -> Response:
    return _zip(work().own_id)


@blueprint.get("/patients/<uuid:patient_id>/download")
@allows(Action.DOWNLOAD_EVERYTHING)
@still_you
def of_patient(patient_id: uuid.UUID) -> str:
    return _page(patient_id)


@blueprint.post("/patients/<uuid:patient_id>/download")
@allows(Action.DOWNLOAD_EVERYTHING)
@still_you
def download_of_patient(patient_id: uuid.UUID) -> Response:
    return _zip(patient_id)


@blueprint.post("/patients/<uuid:patient_id>/treatment-record")
@allows(Action.HANDLE_ERASURE)
@still_you
def treatment_record(patient_id: uuid.UUID) -> Response:
    """To be filed outside of Progress before everything is erased: no photos."""
    return _zip(patient_id, with_photos=False)


def _page(patient_id: uuid.UUID) -> str:
    announced = everything.announce(work(), patient_id)
    return render_template("exports/index.html", announced=announced, patient=announced.patient)


@blueprint.record_once
def _make_room(state: BlueprintSetupState) -> None:
    state.app.extensions["progress.downloads"] = BoundedSemaphore(AT_ONCE)


def _zip(patient_id: uuid.UUID, with_photos: bool = True) -> Response:
    room: BoundedSemaphore = current_app.extensions["progress.downloads"]
    if not room.acquire(blocking=False):
        raise Busy(_("Others are downloading just now. Please try again in a few minutes."))
    try:
        response = _begun(patient_id, with_photos)
    except BaseException:
        room.release()
        raise
    response.call_on_close(room.release)
    return response


def _begun(patient_id: uuid.UUID, with_photos: bool) -> Response:
    errand = work()
    found = everything.gather(errand, patient_id)
    if not with_photos:
        found = everything.without_photos(found)
    response = Response(exports.send(errand, found, readable(found)), mimetype="application/zip")
    name = _("my-photos") if with_photos else "treatment-record"
    filename = f"{name}-{errand.today}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


@blueprint.app_template_filter("file_size")
def file_size(size: int) -> str:
    """ "3 MB", "1.2 GB": as far as it matters before a download."""
    if size >= 1 << 30:
        return f"{size / (1 << 30):.1f} GB"
    return f"{max(1, round(size / (1 << 20)))} MB"
