"""Uploads that go on after a cut: the tus protocol, version 1.0.0 (https://tus.io/protocols/
resumable-upload), with its extensions creation, expiration, checksum and termination.

    POST   /visits/<id>/transfers    room for a file         201, Location
    HEAD   /transfers/<id>           how much is here?       200, Upload-Offset
    PATCH  /transfers/<id>           the next bytes          204, Upload-Offset
    DELETE /transfers/<id>           forget it               204
    POST   /transfers/<id>/photo     beyond tus: what became of it, answered as the form's upload is

tus speaks of bytes alone, so that a last PATCH is answered with 204 even if what arrived is no
photo; the photo's fate is asked for in a request of its own, as often as a connection is cut.
"""

from __future__ import annotations

import binascii
import uuid
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from progress.errors import ProgressError, UnusablePhoto
from progress.rules import transfers as rules
from progress.rules.access import Action
from progress.services import transfers
from progress.services.transfers import Announced, Checksum
from progress.web.photos import outcome
from progress.web.policy import allows
from progress.web.request import work
from progress.web.upload_limits import limits

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,checksum,termination"
ALGORITHMS = ("sha1", "sha256")
PIECE_TYPE = "application/offset+octet-stream"
BLOCK_BYTES = 1 << 14
"""What is read at once; no more than this is lost with a connection that breaks."""

blueprint = Blueprint("transfers", __name__)


@blueprint.before_request
def _same_version() -> Any:
    if request.method == "OPTIONS" or request.endpoint == "transfers.photo":
        return None
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return "", 412, {"Tus-Version": VERSION}


@blueprint.after_request
def _say_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    return response


@blueprint.route("/visits/<uuid:visit_id>/transfers", methods=["OPTIONS"])
@allows(Action.ADD_PHOTOS)
def abilities(visit_id: uuid.UUID) -> Any:
    """What this end of the protocol can do."""
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        "Tus-Max-Size": str(limits()["bytes"]),
    }
    return "", 204, headers


@blueprint.post("/visits/<uuid:visit_id>/transfers")
@allows(Action.ADD_PHOTOS)
def begin(visit_id: uuid.UUID) -> Any:
    errand = work()
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    announced = Announced(
        length=_number("Upload-Length"),
        filename=told.get("filename", ""),
        view=told.get("view"),
        view_label=told.get("view_label", ""),
        taken_at=rules.moment_of(told.get("taken_at", ""), errand.now),
        sha256=told.get("sha256"),
    )
    transfer = transfers.begin(errand, visit_id, announced, limits()["bytes"])
    headers = _expiry(transfer.expires_at)
    headers["Location"] = url_for(".piece", transfer_id=transfer.id)
    return "", 201, headers


@blueprint.route("/transfers/<uuid:transfer_id>", methods=["HEAD"])
@allows(Action.ADD_PHOTOS)
def standing(transfer_id: uuid.UUID) -> Any:
    transfer = transfers.find(work(), transfer_id)
    headers = {"Upload-Offset": str(transfer.arrived), "Upload-Length": str(transfer.length)}
    return "", 200, headers | _expiry(transfer.expires_at)


@blueprint.patch("/transfers/<uuid:transfer_id>")
@allows(Action.ADD_PHOTOS)
def piece(transfer_id: uuid.UUID) -> Any:
    if request.mimetype != PIECE_TYPE:
        return "", 415
    offset, size, checksum = _number("Upload-Offset"), request.content_length, _checksum()
    try:
        transfer = transfers.append(work(), transfer_id, offset, _blocks(), checksum, size)
    except UnusablePhoto:
        transfer = transfers.find(work(), transfer_id)
    return "", 204, {"Upload-Offset": str(transfer.arrived)} | _expiry(transfer.expires_at)


@blueprint.delete("/transfers/<uuid:transfer_id>")
@allows(Action.ADD_PHOTOS)
def forget(transfer_id: uuid.UUID) -> Any:
    transfers.remove(work(), transfer_id)
    return "", 204


@blueprint.post("/transfers/<uuid:transfer_id>")
@allows(Action.ADD_PHOTOS)
def in_disguise(transfer_id: uuid.UUID) -> Any:
    """Where only GET and POST get through, tus names the method that is meant in a header."""
    views = {"PATCH": piece, "DELETE": forget}
    meant = request.headers.get("X-HTTP-Method-Override", "")
    return views[meant](transfer_id) if meant in views else ("", 405)


@blueprint.post("/transfers/<uuid:transfer_id>/photo")
@allows(Action.ADD_PHOTOS)
def photo(transfer_id: uuid.UUID) -> Any:
    return outcome(transfers.take_in(work(), transfer_id))


# -- the headers of tus --------------------------------------------------------------------------


def _expiry(moment: datetime) -> dict[str, str]:
    return {"Upload-Expires": http_date(moment)}


def _number(name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdecimal()):
        raise ProgressError(f"The upload needs a header {name} with a number.")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """Names with values in base64, as in `filename dmVydGV4LmpwZw==,view dmVydGV4`."""
    pairs = [pair.strip().partition(" ") for pair in header.split(",") if pair.strip()]
    try:
        return {name: b64decode(value, validate=True).decode() for name, _, value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        raise ProgressError("The upload's header Upload-Metadata makes no sense.") from None


def _checksum() -> Checksum | None:
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, digest = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise ProgressError(f"A checksum may be one of {', '.join(ALGORITHMS)}.")
    try:
        return Checksum(algorithm, b64decode(digest, validate=True))
    except binascii.Error:
        raise ProgressError("The upload's header Upload-Checksum makes no sense.") from None


def _blocks() -> Iterator[bytes]:
    """The body as it comes; when the connection breaks, what had come."""
    try:
        while block := request.stream.read(BLOCK_BYTES):
            yield block
    except ClientDisconnected:
        return
