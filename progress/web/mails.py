"""Mail: for administrators whether it works; for everybody, the way back in by a link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.services import mails, resets
from progress.web.flashes import say
from progress.web.forms import render_form
from progress.web.forms.invitations import HelpForm
from progress.web.policy import allows, public
from progress.web.request import public_address, system_work, work

blueprint = Blueprint("mails", __name__)
TEST = "This mail shows that Progress can send mail. Nothing needs to be done.\n"


@blueprint.get("/mail")
@allows(Action.MANAGE_PEOPLE)
def index() -> str:
    ready = work().post is not None
    return render_template("mails/index.html", mails=mails.latest(work()), ready=ready)


@blueprint.post("/mail/test")
@allows(Action.MANAGE_PEOPLE)
def send_test() -> Response:
    clinic = current_app.config["CLINIC_NAME"]
    sent = mails.send_test(work(), f"Test mail of {clinic}", TEST)
    say(f"A test mail is on its way to {sent.receiver}.")
    return redirect(url_for(".index"), 303)


@blueprint.route("/sign-in/help", methods=["GET", "POST"])
@public
def ask() -> Any:
    """The answer is the same whoever is meant; the worker finds out whether it is anybody."""
    form = HelpForm()
    ready = system_work().post is not None
    if ready and form.validate_on_submit():
        clinic = current_app.config["CLINIC_NAME"]
        link = f"{url_for('invitations.type_code')}/{resets.LINK_END}"
        resets.ask(
            system_work(),
            form.name.data or "",
            current_app.config["COUNTRY_CODE"],
            subject=_("Signing in at %(clinic)s", clinic=clinic),
            text=_(
                "Hello,\n\nsomebody, probably you, asked for a new way to sign in at %(clinic)s. "
                "Open this link within an hour:\n\n%(link)s\n\nIf it was not you, do nothing: "
                "without this link nothing changes.\n",
                clinic=clinic,
                link=f"{public_address()}{link}",
            ),
        )
        return render_template("mails/asked.html")
    return render_form("mails/ask.html", form, ready=ready)
