"""An administrator decides whether strangers see a gallery, and what stands at its end."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from progress.rules import publishing as rules
from progress.rules.access import Action
from progress.services import publishing
from progress.web.erasures import still_you
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.publishing import OpenForm, WordsForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("publishing", __name__)


@blueprint.route("/gallery/settings", methods=["GET", "POST"])
@allows(Action.EDIT_PUBLISHING)
def show() -> tuple[str, int] | Response:
    form = WordsForm(obj=publishing.current(work()))
    if form.validate_on_submit():
        said = form.words.data, form.appointment_url.data, form.appointment_phone.data
        with refusals_on(form):
            publishing.choose_words(work(), *(each or "" for each in said))
            say("Saved. It stands at the end of each case and gallery now.")
            return redirect(url_for(".show"), 303)
    current, chosen = publishing.current(work()), publishing.settings(work())
    return render_form("publishing/show.html", form, current=current, chosen=chosen)


@blueprint.route("/gallery/settings/open", methods=["GET", "POST"])
@allows(Action.EDIT_PUBLISHING)
@still_you
def open_web() -> tuple[str, int] | Response:
    """The warning; after a fresh sign-in, and once it is read, strangers are let in."""
    form = OpenForm()
    if form.validate_on_submit():
        with refusals_on(form):
            publishing.open_web(work(), form.version.data or "")
            say("The public gallery is switched on.")
            return redirect(url_for(".show"), 303)
    form.version.data = rules.WARNING_VERSION
    return render_form("publishing/open.html", form, warning=rules.WARNING)


@blueprint.post("/gallery/settings/close")
@allows(Action.EDIT_PUBLISHING)
def close_web() -> Response:
    publishing.close_web(work())
    say("The public gallery is switched off. Strangers see none of it any more.")
    return redirect(url_for(".show"), 303)
