"""A tablet is put into the waiting room, taken back, or ended from another computer."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from progress.errors import NotFound
from progress.rules.access import Action
from progress.services import kiosks
from progress.web import on_kiosk
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.devices import TakeBackForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("kiosks", __name__)


@blueprint.get("/waiting-room")
@allows(Action.OPEN_KIOSK)
def index() -> str:
    """How it is done, and the tablets that are there."""
    return render_template("kiosks/index.html", live=kiosks.live(work()))


@blueprint.post("/waiting-room")
@allows(Action.OPEN_KIOSK)
def begin() -> Response:
    """This very browser shows the gallery until somebody of the clinic takes it back."""
    on_kiosk.begin()
    return redirect(url_for("kiosk.index"), 303)


@blueprint.route("/waiting-room/leave", methods=["GET", "POST"])
@allows(Action.SEE_KIOSK)
def leave() -> tuple[str, int] | Response:
    """The password of whoever put the tablet there."""
    if on_kiosk.in_waiting_room() is None:
        raise NotFound()
    form = TakeBackForm()
    if form.validate_on_submit():
        with refusals_on(form):
            on_kiosk.leave(form.password.data or "")
            return redirect(url_for("galleries.index"), 303)
    return render_form("kiosks/leave.html", form, has_password=on_kiosk.has_password())


@blueprint.post("/waiting-room/<uuid:kiosk_id>/end")
@allows(Action.OPEN_KIOSK)
def end(kiosk_id: uuid.UUID) -> Response:
    kiosks.end(work(), kiosk_id)
    say("Ended. That tablet shows the sign-in page now.")
    return redirect(url_for(".index"), 303)
