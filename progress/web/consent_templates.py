"""The texts that patients sign, written and published by an administrator."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from progress.errors import InvalidInput
from progress.rules import signing
from progress.rules.access import Action
from progress.rules.consents import Scope
from progress.rules.languages import ENGLISH, LANGUAGES
from progress.services import consent_templates
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.consent_templates import NameForm, form_for
from progress.web.language import translator
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("consent_templates", __name__, url_prefix="/consent-texts")


@blueprint.get("/")
@allows(Action.EDIT_CONSENT_TEXTS)
def index() -> str:
    templates = consent_templates.every(work())
    return render_template("consent_templates/index.html", templates=templates)


@blueprint.route("/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONSENT_TEXTS)
def new() -> tuple[str, int] | Response:
    form = NameForm()
    if form.validate_on_submit():
        with refusals_on(form):
            draft = consent_templates.create(work(), form.name.data or "")
            return redirect(url_for(".edit", version_id=draft.id), 303)
    return render_form("consent_templates/new.html", form)


@blueprint.route("/versions/<uuid:version_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONSENT_TEXTS)
def edit(version_id: uuid.UUID) -> tuple[str, int] | Response:
    """A draft; a published version is only read."""
    version = consent_templates.version(work(), version_id)
    if version.published_at is not None:
        return redirect(url_for(".preview", version_id=version_id))
    form = form_for(consent_templates.wording(version))
    if form.validate_on_submit():
        with refusals_on(form):
            consent_templates.save(work(), version_id, form.wording())
            return redirect(url_for(".preview", version_id=version_id), 303)
    return render_form("consent_templates/edit.html", form, version=version)


@blueprint.get("/versions/<uuid:version_id>")
@allows(Action.EDIT_CONSENT_TEXTS)
def preview(version_id: uuid.UUID) -> str:
    """As a patient reads it, in the language `in`."""
    version = consent_templates.version(work(), version_id)
    wanted = request.args.get("in", ENGLISH)
    language = wanted if wanted in version.texts else next(iter(version.texts), ENGLISH)
    return render_template(
        "consent_templates/preview.html",
        version=version,
        reading=language,
        languages={each: LANGUAGES[each] for each in version.texts},
        words=version.texts[language],
        told=translator(language),
        ends_on=signing.ends_on(work().today, version.valid_months, None, by_guardian=False),
        asks_disguise=any(Scope(slug).is_disguisable for slug in version.scopes),
        read=consent_templates.wording(version).fingerprint,
        gaps=_gaps(version_id),
        left_behind=[LANGUAGES[each] for each in consent_templates.left_behind(version)],
    )


def _gaps(version_id: uuid.UUID) -> str | None:
    """What must be written before it can be published."""
    try:
        consent_templates.check(work(), version_id)
    except InvalidInput as refusal:
        return refusal.sentence
    return None


@blueprint.post("/versions/<uuid:version_id>/publish")
@allows(Action.EDIT_CONSENT_TEXTS)
def publish(version_id: uuid.UUID) -> Response:
    """What was read on its page, word by word."""
    read = request.form.get("read", "")
    version = consent_templates.publish(work(), version_id, read)
    say(f"Published. From now on patients are asked version {version.number}.")
    return redirect(url_for(".index"), 303)


@blueprint.post("/versions/<uuid:version_id>/discard")
@allows(Action.EDIT_CONSENT_TEXTS)
def discard(version_id: uuid.UUID) -> Response:
    consent_templates.discard(work(), version_id)
    say("The draft was thrown away.")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<uuid:template_id>/revise")
@allows(Action.EDIT_CONSENT_TEXTS)
def revise(template_id: uuid.UUID) -> Response:
    draft = consent_templates.revise(work(), template_id)
    return redirect(url_for(".edit", version_id=draft.id), 303)


@blueprint.post("/<uuid:template_id>/retire")
@allows(Action.EDIT_CONSENT_TEXTS)
def retire(template_id: uuid.UUID) -> Response:
    consent_templates.retire(work(), template_id)
    undo = url_for(".use_again", template_id=template_id)
    say("Nobody is asked this any more. What was signed stays as it is.", undo)
    return redirect(url_for(".index"), 303)


@blueprint.post("/<uuid:template_id>/use-again")
@allows(Action.EDIT_CONSENT_TEXTS)
def use_again(template_id: uuid.UUID) -> Response:
    consent_templates.retire(work(), template_id, retired=False)
    say("Patients can be asked this again.")
    return redirect(url_for(".index"), 303)
