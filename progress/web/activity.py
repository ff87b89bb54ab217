"""The record of what was done: searched, and verified."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.audit_groups import GROUPS, Group
from progress.services import activity, audit_chain, patients
from progress.services.activity import Wanted
from progress.web.activity_details import address, remarks
from progress.web.activity_words import sentence
from progress.web.forms import refusals_on, render_form
from progress.web.forms.activity import NotedForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("activity", __name__)
PROGRAM = "program"
"""In an address: whatever nobody did but Progress itself."""
YEARS = range(2000, 2200)
"""Of days that are looked for."""


# -- searched --------------------------------------------------------------------------------------


@blueprint.get("/activity")
@allows(Action.SEE_ACTIVITY)
def index() -> str | Response:
    """The latest entries first. `what` is a group of events or one, `by` a person, `patient` whom
    it is about, `since` and `until` days; `name` is looked for among patients."""
    wanted = _wanted()
    named, mine = request.args.get("name", "").strip(), _arguments()
    meant = patients.page(work(), named).rows if named else []
    if len(meant) == 1:
        return redirect(url_for(".index", **mine | {"patient": str(meant[0].id)}))
    found = activity.read(work(), wanted, request.args.get("before", type=int))
    return render_template(
        "activity/index.html",
        activity=found,
        wanted=wanted,
        asked=mine,
        named=named,
        meant=meant,
        doers=activity.doers(work(), wanted),
        groups=GROUPS,
        PROGRAM=PROGRAM,
    )


def _wanted() -> Wanted:
    """What makes no sense is not asked for."""
    args = request.args
    return Wanted(
        group=args.get("what", type=Group),
        event=args.get("what", type=Event),
        person_id=args.get("by", type=uuid.UUID),
        by_program=args.get("by") == PROGRAM,
        patient_id=args.get("patient", type=uuid.UUID),
        since=args.get("since", type=_day),
        until=args.get("until", type=_day),
    )


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError
    return day


def _arguments() -> dict[str, Any]:
    """What is asked for, as it stands in the address; without where a page begins."""
    kept = ("what", "by", "patient", "since", "until")
    return {name: request.args[name] for name in kept if request.args.get(name)}


blueprint.add_app_template_global(sentence, "entry_sentence")
blueprint.add_app_template_global(address, "entry_address")
blueprint.add_app_template_filter(remarks, "entry_remarks")


# -- verified --------------------------------------------------------------------------------------


@blueprint.get("/activity/record")
@allows(Action.SEE_ACTIVITY)
def record() -> str:
    return _page(NotedForm(formdata=None))[0]


@blueprint.post("/activity/record")
@allows(Action.SEE_ACTIVITY)
def verify() -> tuple[str, int] | Response:
    """Begin to verify; a long record goes on in the background while the page looks again."""
    form = NotedForm()
    if form.validate_on_submit():
        with refusals_on(form):
            audit_chain.begin(work(), form.noted.data or "")
            return redirect(url_for(".record"), 303)
    return _page(form)


def _page(form: Any) -> tuple[str, int]:
    return render_form(
        "activity/record.html",
        form,
        tip=audit_chain.tip(work()),
        check=audit_chain.latest(work()),
        now=work().now,
    )


@blueprint.get("/activity/record/check")
@allows(Action.SEE_ACTIVITY)
def check() -> str:
    """How far the latest verification came, for a page that is already open."""
    return render_template("activity/_check.html", check=audit_chain.latest(work()))
