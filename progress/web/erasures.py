"""A patient asks to be forgotten; an administrator sees who waits, and two people carry it out."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import auth_required
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from progress.rules import erasures as rules
from progress.rules.access import Action, can
from progress.rules.erasures import OPEN, ErasureState, Step
from progress.rules.languages import LANGUAGES
from progress.services import erasure_steps, erasures, outside_copies
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.language import translator
from progress.web.policy import allows
from progress.web.request import work

FRESH = 15
"""Minutes since the patient signed in, at most: who finds a phone must not get far with it."""

blueprint = Blueprint("erasures", __name__)


still_you = auth_required("session", within=FRESH, grace=FRESH)
"""For the clinic's steps as well."""


class ConfirmForm(FlaskForm):
    typed = StringField()


def word() -> str:
    """What is typed to confirm."""
    return _("erase")


# -- the patient ---------------------------------------------------------------------------------


@blueprint.get("/portal/erasure")
@allows(Action.ASK_ERASURE)
def index() -> str:
    asked = erasures.own(work())
    current = asked[0] if asked and asked[0].state in OPEN else None
    copies = outside_copies.there_of(work(), work().own_id)
    return render_template("erasures/index.html", asked=asked, current=current, copies=copies)


@blueprint.route("/portal/erasure/ask", methods=["GET", "POST"])
@allows(Action.ASK_ERASURE)
@still_you
def ask() -> tuple[str, int] | Response:
    """After a fresh sign-in, the word typed: it cannot be undone once it is carried out."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with refusals_on(form):
            rules.check_confirmed(form.typed.data or "", _words())
            erasures.ask(work())
            say(_("Your wish is at the clinic. You can take it back until it is carried out."))
            return redirect(url_for(".index"), 303)
    return render_form("erasures/ask.html", form, word=word())


def _words() -> tuple[str, ...]:
    """In every language: somebody may have changed it meanwhile."""
    return tuple(translator(language)("erase") for language in LANGUAGES)


@blueprint.post("/portal/erasure/<uuid:erasure_id>/take-back")
@allows(Action.ASK_ERASURE)
def take_back(erasure_id: uuid.UUID) -> Response:
    erasures.take_back(work(), erasure_id)
    say(_("You have taken it back. Everything stays as it is."))
    return redirect(url_for(".index"), 303)


# -- the administrator ---------------------------------------------------------------------------


@blueprint.get("/erasures")
@allows(Action.HANDLE_ERASURE)
def pending() -> str:
    return render_template(
        "erasures/pending.html",
        pending=erasures.pending(work()),
        begun=erasure_steps.begun(work()),
        state=ErasureState,
        step=Step,
    )


@blueprint.post("/erasures/<uuid:erasure_id>/take-up")
@allows(Action.HANDLE_ERASURE)
def take_up(erasure_id: uuid.UUID) -> Any:
    erasures.take_up(work(), erasure_id)
    say("The patient reads that it is being handled.")
    return redirect(url_for(".pending"), 303)


@blueprint.post("/erasures/<uuid:erasure_id>/refuse")
@allows(Action.HANDLE_ERASURE)
def refuse(erasure_id: uuid.UUID) -> Any:
    erasures.refuse(work(), erasure_id, request.form.get("reason", ""))
    say("The patient reads the reason.")
    return redirect(url_for(".pending"), 303)


# -- the two people ------------------------------------------------------------------------------


@blueprint.get("/erasures/<uuid:erasure_id>")
@allows(Action.CONFIRM_ERASURE)
@still_you
def show(erasure_id: uuid.UUID) -> Any:
    """How far it is, and the step of whoever looks; in the end, the paper that says it is done."""
    return _page(erasure_id, ConfirmForm())


@blueprint.post("/erasures/<uuid:erasure_id>/begin")
@allows(Action.HANDLE_ERASURE)
@still_you
def begin(erasure_id: uuid.UUID) -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        with refusals_on(form):
            erasure_steps.begin(work(), erasure_id, form.typed.data or "")
            say("Begun. Nothing is erased until a second person confirms it.")
            return redirect(url_for(".show", erasure_id=erasure_id), 303)
    return _page(erasure_id, form)


@blueprint.post("/erasures/<uuid:erasure_id>/confirm")
@allows(Action.CONFIRM_ERASURE)
@still_you
def confirm(erasure_id: uuid.UUID) -> Any:
    form = ConfirmForm()
    if form.validate_on_submit():
        with refusals_on(form):
            erasure_steps.confirm(work(), erasure_id, form.typed.data or "")
            return redirect(url_for(".show", erasure_id=erasure_id), 303)
    return _page(erasure_id, form)


@blueprint.post("/erasures/<uuid:erasure_id>/step-back")
@allows(Action.CONFIRM_ERASURE)
def step_back(erasure_id: uuid.UUID) -> Any:
    erasure_steps.step_back(work(), erasure_id)
    say("Nothing was erased. The wish waits as before.")
    return redirect(url_for("today.index"), 303)


@blueprint.post("/erasures/<uuid:erasure_id>/go-on")
@allows(Action.CONFIRM_ERASURE)
def go_on(erasure_id: uuid.UUID) -> Any:
    erasure_steps.go_on(work(), erasure_id)
    return redirect(url_for(".show", erasure_id=erasure_id), 303)


def _page(erasure_id: uuid.UUID, form: ConfirmForm) -> tuple[str, int]:
    standing = erasure_steps.look(work(), erasure_id)
    is_office = can(work().actor, Action.HANDLE_ERASURE)
    return render_form(
        "erasures/show.html",
        form,
        erasure_id=erasure_id,
        standing=standing,
        step=Step,
        is_office=is_office,
        may_begin=is_office and standing.wish is not None and standing.wish.state in OPEN,
        is_first=standing.erasure is not None and standing.erasure.begun_by_id == work().actor.id,
    )
