"""Photos arrive, are shown and are corrected."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from progress.errors import InvalidInput, NotFound, ProgressError
from progress.rules.access import Action
from progress.rules.views import views_of
from progress.services import photos, shots, uploads, visit_photos
from progress.services import pixels as door
from progress.services.photos import Size
from progress.web.on_phone import phone
from progress.web.policy import allows
from progress.web.problems import wants_json
from progress.web.request import work
from progress.web.shots import taken_json

blueprint = Blueprint("photos", __name__)
blueprint.add_app_template_global(views_of)


@blueprint.get("/photos/<uuid:photo_id>/<size>")
@allows(Action.SEE_PHOTO)
def pixels(photo_id: uuid.UUID, size: str) -> Response:
    if size not in set(Size):
        raise NotFound()
    known = frozenset(request.if_none_match.as_set(include_weak=True))
    return jpeg_answer(door.open_pixels(work(), photo_id, Size(size), known))


def jpeg_answer(found: door.Pixels) -> Response:
    """Pixels as a browser takes them."""
    response = Response(found.jpeg, status=200 if found.jpeg else 304, mimetype="image/jpeg")
    response.set_etag(found.etag)
    # Asked for again each time, so that access which ended has ended at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


# -- arriving ------------------------------------------------------------------------------------


@blueprint.post("/visits/<uuid:visit_id>/photos")
@allows(Action.ADD_PHOTOS)
def add(visit_id: uuid.UUID) -> Any:
    """One file from the page's script, answered as JSON; or a whole form of them."""
    files = [file for file in request.files.getlist("photo") if file.filename]
    if not files:
        raise InvalidInput("No photo arrived. Please choose it again.")
    if wants_json():
        added = _keep(visit_id, files[0])
        return outcome(added)
    for fate in [_fate(visit_id, file) for file in files]:
        flash(fate.sentence, "message" if fate.kept else "error")
    page = "captures.show" if phone() else "visits.show"
    return redirect(url_for(page, visit_id=visit_id), 303)


def _keep(visit_id: uuid.UUID, file: FileStorage) -> uploads.Added:
    return uploads.add(
        work(),
        visit_id,
        file.read(),
        filename=file.filename or "",
        view=request.form.get("view") or None,
        view_label=request.form.get("view_label", ""),
    )


def outcome(added: uploads.Added) -> tuple[Response, int]:
    """What the page's script shows of a file that was sent, however it came."""
    answer = jsonify(
        id=str(added.photo.id),
        duplicate=added.duplicate,
        note=added.note,
        message=added.note or "Kept.",
        thumb=url_for("photos.pixels", photo_id=added.photo.id, size=Size.THUMB.value),
    )
    return answer, 200 if added.duplicate else 201


@dataclass(frozen=True)
class Fate:
    """What became of one of several files."""

    kept: bool
    sentence: str


def _fate(visit_id: uuid.UUID, file: FileStorage) -> Fate:
    name = file.filename or "A photo"
    try:
        added = _keep(visit_id, file)
        return Fate(True, f"{name}: {added.note or 'kept.'}")
    except ProgressError as error:
        return Fate(False, f"{name}: {error.sentence}")


# -- shown on the page of their visit --------------------------------------------------------------


@blueprint.get("/visits/<uuid:visit_id>/photos")
@allows(Action.SEE_VISIT)
def of_visit(visit_id: uuid.UUID) -> Any:
    """For a page that is already open, only its photos."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("visits.show", visit_id=visit_id))
    return _fragment(visit_id)


def _fragment(visit_id: uuid.UUID) -> str:
    found = visit_photos.of_visit(work(), visit_id)
    return render_template("photos/_of_visit.html", photos=found, visit=found.visit)


def answer(photo: Any, said: dict[str, str] | None = None) -> Any:
    """What follows a change to a photo: the page of its visit, and a sentence with its undo."""
    return _on_page(photo.id, photo.visit_id, said)


def _on_page(photo_id: uuid.UUID, visit_id: uuid.UUID, said: dict[str, str] | None) -> Any:
    """The photos of the visit as they are now, or the way back to its page."""
    if "HX-Request" in request.headers:
        triggers = {"HX-Trigger": json.dumps({"toast": said})} if said else {}
        return _fragment(visit_id), 200, triggers
    if said:
        message: Any = said if "undo" in said else said["text"]
        flash(message)
    address = url_for("visits.show", visit_id=visit_id, _anchor=f"photo-{photo_id}")
    return redirect(address, 303)


# -- corrected -----------------------------------------------------------------------------------


@blueprint.post("/photos/<uuid:photo_id>/place")
@allows(Action.EDIT_PHOTO)
def place(photo_id: uuid.UUID) -> Any:
    """Confirm or correct the view: `view`, and `view_label` for a close-up."""
    view = request.form.get("view", "")
    return answer(photos.place(work(), photo_id, view, request.form.get("view_label", "")))


@blueprint.post("/visits/<uuid:visit_id>/photos/confirm")
@allows(Action.EDIT_PHOTO)
def confirm(visit_id: uuid.UUID) -> Any:
    """Every proposed view of the visit is right."""
    count = visit_photos.confirm(work(), visit_id)
    if "HX-Request" in request.headers:
        return _fragment(visit_id)
    flash("1 view is confirmed." if count == 1 else f"{count} views are confirmed.")
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


@blueprint.post("/photos/<uuid:photo_id>/date")
@allows(Action.EDIT_PHOTO)
def date_by_hand(photo_id: uuid.UUID) -> Any:
    try:
        day = date.fromisoformat(request.form.get("taken_on", ""))
    except ValueError:
        raise InvalidInput("Please choose the day on which the photo was taken.") from None
    return answer(photos.date_by_hand(work(), photo_id, day))


@blueprint.post("/photos/<uuid:photo_id>/move/<uuid:visit_id>")
@allows(Action.EDIT_PHOTO)
def move(photo_id: uuid.UUID, visit_id: uuid.UUID) -> Any:
    """To another visit; the page of the visit that it left goes on."""
    left = photos.find(work(), photo_id).visit_id
    photos.move_to_visit(work(), photo_id, visit_id)
    undo = url_for(".move", photo_id=photo_id, visit_id=left)
    return _on_page(photo_id, left, {"text": "The photo is filed under its visit.", "undo": undo})


@blueprint.post("/photos/<uuid:photo_id>/baseline")
@allows(Action.EDIT_PHOTO)
def choose_baseline(photo_id: uuid.UUID) -> Any:
    said = {"text": "The other photos of this view are now laid over this one."}
    return answer(photos.choose_baseline(work(), photo_id), said)


@blueprint.post("/photos/<uuid:photo_id>/choose")
@allows(Action.CAPTURE)
def choose(photo_id: uuid.UUID) -> Any:
    """Of several photos of a view at a visit, let this one stand. The camera reads JSON."""
    photo = photos.choose(work(), photo_id)
    if phone() or (wants_json() and "HX-Request" not in request.headers):
        return jsonify(taken_json(shots.verdict_of(work(), photo_id)))
    return answer(photo, {"text": "This photo now stands for its view."})


@blueprint.post("/photos/<uuid:photo_id>/set-aside")
@allows(Action.EDIT_PHOTO)
def set_aside(photo_id: uuid.UUID) -> Any:
    undo = url_for(".restore", photo_id=photo_id)
    return answer(
        photos.set_aside(work(), photo_id), {"text": "The photo is set aside.", "undo": undo}
    )


@blueprint.post("/photos/<uuid:photo_id>/restore")
@allows(Action.EDIT_PHOTO)
def restore(photo_id: uuid.UUID) -> Any:
    return answer(photos.restore(work(), photo_id))


@blueprint.post("/photos/<uuid:photo_id>/again")
@allows(Action.EDIT_PHOTO)
def try_again(photo_id: uuid.UUID) -> Any:
    return answer(photos.try_again(work(), photo_id))
