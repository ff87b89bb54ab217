"""Invitations: the clinic makes a link, and a patient opens it and chooses how to sign in."""

from __future__ import annotations

import uuid
from typing import Any

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user, hash_password, login_user
from werkzeug.wrappers import Response

from progress.errors import InvalidInput, NotFound
from progress.rules.access import Action
from progress.rules.invitations import typed_code
from progress.rules.languages import ENGLISH
from progress.services import invitations, letters, patients, people
from progress.services.invitations import Made
from progress.web import qr
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.invitations import FORMS, ChoosePasswordForm, CodeForm, LanguageForm
from progress.web.language import translator
from progress.web.passkeys import TO_CHOOSE
from progress.web.policy import allows, public
from progress.web.request import is_only_here, public_address, system_work, work

blueprint = Blueprint("invitations", __name__)
TOLD = ("invitations.open_link", "invitations.type_code")
FIRST_PAGES = ("portal.index", "today.index")


# -- the clinic ----------------------------------------------------------------------------------


@blueprint.get("/patients/<uuid:patient_id>/invitation")
@allows(Action.INVITE_PATIENT)
def show(patient_id: uuid.UUID) -> str:
    """How the patient stands with signing in, and the button that invites."""
    access = invitations.access_of(work(), patient_id)
    patient = patients.find(work(), patient_id)
    return render_template("invitations/show.html", patient=patient, access=access)


@blueprint.post("/patients/<uuid:patient_id>/invitation")
@allows(Action.INVITE_PATIENT)
def invite(patient_id: uuid.UUID) -> str:
    """Make the link. It is shown in this answer and never again."""
    return _made_page(patient_id, invitations.invite(work(), patient_id))


def _made_page(patient_id: uuid.UUID, made: Made) -> str:
    address = _address(made.token)
    patient = patients.find(work(), patient_id)
    return render_template(
        "invitations/made.html",
        patient=patient,
        made=made,
        address=address,
        code=qr.code(address),
        only_here=is_only_here(address),
        form=LanguageForm(token=made.token, language=patient.language or ENGLISH),
        mail_ready=work().post is not None,
    )


def _address(token: str) -> str:
    return f"{public_address()}{url_for('.open_link', token=token)}"


@blueprint.post("/patients/<uuid:patient_id>/invitation/letter")
@allows(Action.INVITE_PATIENT)
def letter(patient_id: uuid.UUID) -> Response:
    """The invitation that was just made, to print."""
    made, into = _chosen(patient_id)
    pdf = letters.invitation(
        work(),
        made,
        clinic=current_app.config["CLINIC_NAME"],
        address=f"{public_address()}{url_for('.type_code')}",
        link=_address(made.token),
        language=into,
        translate=translator(into),
    )
    answer = make_response(pdf)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


@blueprint.post("/patients/<uuid:patient_id>/invitation/mail")
@allows(Action.INVITE_PATIENT)
def mail(patient_id: uuid.UUID) -> Response:
    made, into = _chosen(patient_id)
    _ = translator(into)
    clinic = current_app.config["CLINIC_NAME"]
    queued = letters.mail(
        work(),
        made,
        subject=_("%(clinic)s invites you", clinic=clinic),
        text=_(
            "Hello,\n\n%(clinic)s invites you to its page for patients. Open this link on your "
            "phone. It works once, for 14 days, and asks for one thing that you know.\n\n%(link)s"
            "\n\nPlease pass it on to nobody.\n",
            clinic=clinic,
            link=_address(made.token),
        ),
    )
    say(f"A mail is on its way to {queued.receiver}.")
    return redirect(url_for(".show", patient_id=patient_id), 303)


def _chosen(patient_id: uuid.UUID) -> tuple[Made, str]:
    form = LanguageForm()
    if not form.validate():
        raise InvalidInput("Please go back and make the invitation once more.")
    return invitations.waiting_of(work(), patient_id, form.token.data or ""), form.language.data


@blueprint.post("/invitations/<uuid:invitation_id>/revoke")
@allows(Action.INVITE_PATIENT)
def revoke(invitation_id: uuid.UUID) -> Response:
    patient_id = invitations.revoke(work(), invitation_id).patient_id
    say("The invitation was ended. Its link opens nothing any more.")
    return redirect(url_for(".show", patient_id=patient_id), 303)


# -- whoever opens the link ----------------------------------------------------------------------


@blueprint.after_request
def _keep_token_out_of_referrers(response: Any) -> Any:
    """Only the origin is told: nothing at all would fail the check of forms sent by HTTPS."""
    if request.endpoint in TOLD:
        response.headers["Referrer-Policy"] = "strict-origin"
    return response


@blueprint.route("/welcome", methods=["GET", "POST"])
@public
def type_code() -> Any:
    """For those who type the code of a letter."""
    form = CodeForm()
    if form.validate_on_submit():
        token = typed_code(form.code.data or "") or "-"
        return redirect(url_for(".open_link", token=token), 303)
    return render_form("invitations/code.html", form)


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> Any:
    """Looking (GET) changes nothing, since scanners of mail look too; the answer (POST) does. Every
    link that opens nothing is answered alike."""
    if current_user.is_authenticated:
        return render_template("invitations/somebody.html"), 409
    try:
        opened = invitations.find(system_work(), token)
        form = FORMS[opened.question]()
        if form.validate_on_submit():
            with refusals_on(form):
                return _let_in(token, form.answer)
    except NotFound as closed:
        return render_template("invitations/closed.html", sentence=closed.sentence), 404
    return render_form("invitations/question.html", form, question=opened.question)


def _let_in(token: str, answer: str) -> Response:
    country = current_app.config["COUNTRY_CODE"]
    person = invitations.accept(system_work(), token, answer, country)
    login_user(person, remember=False, authn_via=["invitation"])
    session[TO_CHOOSE] = True
    return redirect(url_for(".choose"), 303)


@blueprint.route("/welcome/sign-in", methods=["GET", "POST"])
@allows(Action.KEEP_OWN_ACCOUNT)
def choose() -> Any:
    """How somebody who was just let in signs in from now on: a passkey is added by its script."""
    form = ChoosePasswordForm()
    if current_user.can_sign_in_again:
        return redirect("/", 303)
    if form.validate_on_submit():
        people.choose_password(work(), hash_password(form.password.data))
        session.pop(TO_CHOOSE, None)
        say(_("You sign in as %(name)s from now on.", name=current_user.sign_in_name))
        return redirect("/", 303)
    return render_form("invitations/choose.html", form)


@blueprint.before_app_request
def _choose_first() -> Response | None:
    """Whoever has not chosen yet would stand outside once the session is over."""
    if request.endpoint in FIRST_PAGES and session.get(TO_CHOOSE):
        return redirect(url_for("invitations.choose"), 303)
    return None
