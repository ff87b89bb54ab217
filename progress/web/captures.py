"""Guided capture: a visit's code for the phone, the phone's way in, and what its page asks for."""

from __future__ import annotations

import json
import uuid
from typing import Any

from flask import (
    Blueprint,
    current_app,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response

from progress.errors import Conflict, Expired, NotFound
from progress.rules.access import Action
from progress.services import captures, shots
from progress.services.captures import Opened
from progress.web import offline as kept_offline
from progress.web import on_phone, qr
from progress.web.policy import allows, public
from progress.web.request import is_only_here, public_address, work
from progress.web.shots import shots_json, taken_json

REFRESH = json.dumps({"refresh": {"target": "#visit-photos"}})
FINISHED = (
    "That is all. Photos that were sent are at the clinic, and this phone can see them no more."
)

blueprint = Blueprint("captures", __name__)


# -- on the computer -----------------------------------------------------------------------------


@blueprint.post("/visits/<uuid:visit_id>/captures")
@allows(Action.OPEN_CAPTURE)
def open_visit(visit_id: uuid.UUID) -> Any:
    """A code for one phone. It is shown in this answer and never again."""
    opened = captures.open_visit(work(), visit_id)
    template = "captures/_panel.html" if "HX-Request" in request.headers else "captures/code.html"
    return _panel(template, visit_id, opened)


@blueprint.get("/visits/<uuid:visit_id>/captures")
@allows(Action.OPEN_CAPTURE)
def of_visit(visit_id: uuid.UUID) -> Any:
    """How the phones of a visit fare, for a page that is open; `seen` photos are on it already."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("visits.show", visit_id=visit_id))
    return _panel("captures/_phones.html", visit_id)


@blueprint.post("/captures/<uuid:capture_id>/end")
@allows(Action.OPEN_CAPTURE)
def revoke(capture_id: uuid.UUID) -> Any:
    """End a phone's session at once."""
    visit_id = captures.revoke(work(), capture_id).visit_id
    if "HX-Request" in request.headers:
        return _panel("captures/_panel.html", visit_id)
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


def _panel(template: str, visit_id: uuid.UUID, opened: Opened | None = None) -> Response:
    """When photos have come since the page was told last, its photos are asked for again too."""
    address = f"{public_address()}{url_for('.start', token=opened.token)}" if opened else None
    phones = captures.of_visit(work(), visit_id)
    page = render_template(
        template,
        visit_id=visit_id,
        phones=phones,
        opened=opened.session.id if opened else request.args.get("opened", type=uuid.UUID),
        address=address,
        only_here=is_only_here(address or ""),
        trusted=current_app.extensions["progress.trusted"]() is not None,
        code=qr.code(address) if address else None,
    )
    response = make_response(page)
    if request.args.get("seen", type=int) not in (None, sum(each.photos for each in phones)):
        response.headers["HX-Trigger"] = REFRESH
    return response


# -- the phone's way in --------------------------------------------------------------------------


@blueprint.after_request
def _keep_token_out_of_referrers(response: Any) -> Any:
    """Only the origin is told: nothing at all would fail the check of forms sent by HTTPS."""
    if request.endpoint == "captures.start":
        response.headers["Referrer-Policy"] = "strict-origin"
    return response


@blueprint.route("/capture/<token>", methods=["GET", "POST"])
@public
def start(token: str) -> Any:
    """Looking (GET) uses nothing up, since previews and scanners look too; the button (POST) does.
    Whoever is signed in here already photographs under their own name."""
    try:
        visit_id = on_phone.visit_known_here(token)
        if visit_id is None and request.method == "POST":
            visit_id = on_phone.let_in(token)
    except (Conflict, Expired, NotFound) as closed:
        return render_template("captures/closed.html", sentence=closed.sentence), closed.status
    if visit_id:
        return redirect(url_for(".show", visit_id=visit_id), 303)
    return render_template("captures/start.html", token=token)


# -- the camera's page ---------------------------------------------------------------------------


@blueprint.get("/visits/<uuid:visit_id>/capture")
@allows(Action.CAPTURE)
def show(visit_id: uuid.UUID) -> str:
    return render_template("captures/show.html", capture=shots.of_visit(work(), visit_id))


@blueprint.get("/visits/<uuid:visit_id>/capture/shots")
@allows(Action.CAPTURE)
def of_shots(visit_id: uuid.UUID) -> Response:
    return jsonify(shots_json(shots.of_visit(work(), visit_id)))


@blueprint.post("/visits/<uuid:visit_id>/capture/end")
@allows(Action.CAPTURE)
def leave(visit_id: uuid.UUID) -> Any:
    """The phone has finished; a person with a sign-in of their own goes back to the visit."""
    captures.leave(work(), visit_id)
    if on_phone.phone():
        session.clear()
        return render_template("captures/closed.html", title="Finished", sentence=FINISHED)
    return redirect(url_for("visits.show", visit_id=visit_id), 303)


@blueprint.get("/photos/<uuid:photo_id>/verdict")
@allows(Action.CAPTURE)
def verdict(photo_id: uuid.UUID) -> Response:
    return jsonify(taken_json(shots.verdict_of(work(), photo_id)))


# -- without a connection ------------------------------------------------------------------------


@blueprint.get("/offline")
@public
def offline() -> str:
    """What the browser shows by itself while the clinic is out of reach."""
    return render_template("offline/show.html")


@blueprint.get("/offline-worker.js")
@public
def offline_worker() -> Response:
    """The script that keeps that page, asked for anew at each start of the camera's page."""
    version = kept_offline.version()
    script = render_template(
        "offline/worker.js", version=version, addresses=kept_offline.addresses()
    )
    response = make_response(script)
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response
