"""Whose photo it is, answered by a person."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, url_for

from progress.rules.access import Action
from progress.services import identity
from progress.web.photos import answer
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("identity", __name__)
ELSEWHERE = "The photo is set aside. If you know whose it is, add it on that patient’s own visit."


@blueprint.post("/photos/<uuid:photo_id>/identity/confirm")
@allows(Action.EDIT_PHOTO)
def confirm(photo_id: uuid.UUID) -> Any:
    photo = identity.confirm(work(), photo_id)
    said = f"Noted: it is {photo.visit.course.patient.name}."
    return answer(photo, {"text": said, "undo": url_for(".reopen", photo_id=photo_id)})


@blueprint.post("/photos/<uuid:photo_id>/identity/deny")
@allows(Action.EDIT_PHOTO)
def deny(photo_id: uuid.UUID) -> Any:
    undo = url_for("photos.restore", photo_id=photo_id)
    return answer(identity.deny(work(), photo_id), {"text": ELSEWHERE, "undo": undo})


@blueprint.post("/photos/<uuid:photo_id>/identity/reopen")
@allows(Action.EDIT_PHOTO)
def reopen(photo_id: uuid.UUID) -> Any:
    return answer(identity.reopen(work(), photo_id))
