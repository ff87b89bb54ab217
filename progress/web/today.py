"""The first page: who comes, who is late, what needs a person."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action, can
from progress.services import today
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("today", __name__)


@blueprint.get("/")
@allows(Action.KEEP_OWN_ACCOUNT)
def index() -> str | Response:
    """Clinic people see the day; patients are at home on their own page."""
    if not can(work().actor, Action.SEE_TODAY):
        return redirect(url_for("portal.index"))
    return render_template("today/index.html", today=today.look(work()))
