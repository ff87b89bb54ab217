"""Photos arrive, are shown and are corrected."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, jsonify, request

from progress.errors import InvalidInput, NotFound
from progress.rules.access import Action
from progress.services import pixels as door
from progress.services import uploads
from progress.services.photos import Size
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("photos", __name__)


@blueprint.get("/photos/<uuid:photo_id>/<size>")
@allows(Action.SEE_PHOTO)
def pixels(photo_id: uuid.UUID, size: str) -> Response:
    if size not in set(Size):
        raise NotFound("There is nothing at this address.")
    known = frozenset(request.if_none_match.as_set(include_weak=True))
    found = door.open_pixels(work(), photo_id, Size(size), known)
    response = Response(found.jpeg, status=200 if found.jpeg else 304, mimetype="image/jpeg")
    response.set_etag(found.etag)
    # Asked for again each time, so that access which ended has ended at once.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.post("/visits/<uuid:visit_id>/photos")
@allows(Action.ADD_PHOTOS)
def add(visit_id: uuid.UUID) -> Any:
    file = request.files.get("photo")
    if file is None:
        raise InvalidInput("No photo arrived. Please choose it again.")
    added = uploads.add(
        work(),
        visit_id,
        file.read(),
        filename=file.filename or "",
        view=request.form.get("view") or None,
        view_label=request.form.get("view_label", ""),
    )
    answer = {"id": str(added.photo.id), "duplicate": added.duplicate, "note": added.note}
    return jsonify(answer), 200 if added.duplicate else 201
