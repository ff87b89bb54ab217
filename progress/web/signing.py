"""Signing a consent, one question a page: at home, or on the clinic's tablet."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from progress.errors import Conflict, NotFound
from progress.rules.access import Action
from progress.rules.consents import Scope
from progress.rules.languages import LANGUAGES
from progress.services import consents, signatures, tablets
from progress.services import pixels as door
from progress.web import on_tablet, signing_steps
from progress.web.forms import refusals_on, render_form
from progress.web.forms.devices import TakeBackForm
from progress.web.forms.signing import (
    AnswerForm,
    ReadForm,
    SignerForm,
    SignForm,
    choices,
)
from progress.web.language import CHOSEN
from progress.web.photos import jpeg_answer
from progress.web.policy import allows
from progress.web.request import work
from progress.web.signing_steps import (
    DISGUISE,
    LANGUAGE,
    NO,
    READ,
    REVIEW,
    SIGN,
    SIGNER,
    TEXT,
    YES,
    Signing,
)

blueprint = Blueprint("signing", __name__)
TEMPLATES = {TEXT: "text", SIGNER: "signer", REVIEW: "review"}
"""Every other step is a choice among a few answers."""
NO_TO_ALL = "no-to-all"


# -- the way to a signature ----------------------------------------------------------------------


@blueprint.get("/portal/consents/<uuid:request_id>")
@allows(Action.SIGN_CONSENT)
def begin(request_id: uuid.UUID) -> Response:
    """To the first question without an answer, or to what came of it."""
    asked = tablets.asked(work(), request_id)
    if asked.request.answered_at is not None:
        return redirect(url_for(".done", request_id=request_id))
    return _on(_open(request_id))


@blueprint.route("/portal/consents/<uuid:request_id>/<step>", methods=["GET", "POST"])
@allows(Action.SIGN_CONSENT)
def answer(request_id: uuid.UUID, step: str) -> tuple[str, int] | Response:
    """One step; who comes too early is led to the first that has no answer."""
    signing = _open(request_id)
    if step == SIGN or not signing.reaches(step):
        return _on(signing)
    form = _form(signing, step)
    if form.validate_on_submit():
        _keep(signing, step, form)
        return redirect(_address(signing, TEXT)) if step == LANGUAGE else _on(signing)
    template = f"consents/{TEMPLATES.get(step, 'choose')}.html"
    return render_form(template, form, signing=signing, step=step, Scope=Scope)


@blueprint.route("/portal/consents/<uuid:request_id>/sign", methods=["GET", "POST"])
@allows(Action.SIGN_CONSENT)
def sign(request_id: uuid.UUID) -> tuple[str, int] | Response:
    signing = _open(request_id)
    if not signing.reaches(SIGN):
        return _on(signing)
    form = SignForm()
    if form.validate_on_submit():
        with refusals_on(form):
            said = signing.answers(
                form.kind, form.drawing.data or "", form.typed.data or "", form.witness.data or ""
            )
            signatures.sign(work(), request_id, said, signing.shown)
            signing_steps.forget()
            return redirect(url_for(".done", request_id=request_id), 303)
    return render_form("consents/sign.html", form, signing=signing, step=SIGN)


@blueprint.get("/portal/consents/<uuid:request_id>/photos/<uuid:photo_id>")
@allows(Action.SIGN_CONSENT)
def named_photo(request_id: uuid.UUID, photo_id: uuid.UUID) -> Response:
    """One of the photos that the question is about, small."""
    known = frozenset(request.if_none_match.as_set(include_weak=True))
    return jpeg_answer(door.open_named(work(), request_id, photo_id, known))


@blueprint.get("/portal/consents/<uuid:request_id>/done")
@allows(Action.SIGN_CONSENT)
def done(request_id: uuid.UUID) -> str | Response:
    """Thanks; on the clinic's tablet, the way back to the clinic."""
    asked = tablets.asked(work(), request_id)
    if asked.request.answered_at is None:
        return redirect(url_for(".begin", request_id=request_id))
    signed = None if on_tablet.handed_over() else consents.signed_under(work(), request_id)
    return render_template("consents/done.html", signed=signed)


def _open(request_id: uuid.UUID) -> Signing:
    asked = tablets.asked(work(), request_id)
    if not asked.request.is_open:
        raise Conflict(signatures.NOT_OPEN)
    return signing_steps.begun(asked, work().today)


def _on(signing: Signing) -> Response:
    return redirect(_address(signing, signing.next_step), 303)


def _address(signing: Signing, step: str) -> str:
    if step == SIGN:
        return url_for(".sign", request_id=signing.request_id)
    return url_for(".answer", request_id=signing.request_id, step=step)


@blueprint.app_template_global()
def step_address(signing: Signing, step: str) -> str:
    return _address(signing, step)


def _form(signing: Signing, step: str) -> FlaskForm:
    if step == SIGNER:
        return SignerForm(signer=signing.said.get(SIGNER), relation=signing.said.get("relation"))
    if step in (TEXT, REVIEW):
        return ReadForm()
    return AnswerForm.of(*_question(signing, step), signing.said.get(step))


def _question(signing: Signing, step: str) -> tuple[str, list[tuple[str, str]]]:
    """What a step asks, and its answers."""
    words = signing.words
    if step == LANGUAGE:
        spoken = [(each, LANGUAGES[each]) for each in signing.version.texts]
        return _("In which language would you like to read this?"), spoken
    if step == DISGUISE:
        asked = _("How recognisable may you be in these photos?")
        return asked, choices(words["disguises"], signing.version.disguises)
    return words["scopes"][step], [(YES, _("Yes")), (NO, _("No"))]


def _keep(signing: Signing, step: str, form: Any) -> None:
    if step == TEXT and form.answer.data == NO_TO_ALL:
        signing.refuse_all()
    elif step in (TEXT, REVIEW):
        signing.keep(**{step: READ})
    elif step == SIGNER:
        signing.keep(signer=form.signer.data.strip(), relation=form.relation.data)
    else:
        if step == LANGUAGE:
            session[CHOSEN] = form.answer.data
        signing.keep(**{step: form.answer.data})


# -- the clinic's tablet -------------------------------------------------------------------------


@blueprint.post("/consent-requests/<uuid:request_id>/hand-over")
@allows(Action.ASK_CONSENT)
def hand_over(request_id: uuid.UUID) -> Response:
    """This browser is the patient's until somebody of the clinic takes it back."""
    on_tablet.hand_over(request_id)
    return redirect(url_for(".begin", request_id=request_id), 303)


@blueprint.route("/tablet", methods=["GET", "POST"])
@allows(Action.SIGN_CONSENT)
def take_back() -> tuple[str, int] | Response:
    """The password of whoever handed it over."""
    if on_tablet.handed_over() is None:
        raise NotFound()
    form = TakeBackForm()
    if form.validate_on_submit():
        with refusals_on(form):
            patient_id = on_tablet.take_back(form.password.data or "")
            return redirect(url_for("consents.of_patient", patient_id=patient_id), 303)
    return render_form("consents/take_back.html", form, has_password=on_tablet.has_password())
