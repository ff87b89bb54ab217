"""Side effects: reported by the patient from home, answered by a clinician."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from progress.rules.access import Action
from progress.rules.reports import Call, Complaint, Sign, call_for
from progress.rules.treatment import Severity
from progress.services import reports
from progress.services.home_photos import Offer
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.reports import AnswerForm, ReportForm
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("reports", __name__)


blueprint.add_app_template_global(Call)
blueprint.add_app_template_global(call_for)


@blueprint.app_template_global()
def complaints_of(report: Any) -> list[str]:
    return [Complaint(slug).label for slug in report.complaints]


@blueprint.app_template_global()
def signs_of(report: Any) -> list[str]:
    return [Sign(slug).label for slug in report.signs]


@blueprint.app_template_global()
def strength_of(report: Any) -> str | None:
    return Severity(report.strength).label if report.strength else None


# -- the patient ---------------------------------------------------------------------------------


@blueprint.route("/portal/report-side-effect", methods=["GET", "POST"])
@allows(Action.REPORT_SIDE_EFFECT)
def new() -> tuple[str, int] | Response:
    form = ReportForm.on(work().today)
    if form.validate_on_submit():
        with refusals_on(form):
            sent = reports.send(work(), form.said, _photo(form.photo.data))
            say(_("Your report is at the clinic."))
            if sent.photo_fault:
                say(_("Its photo was not kept:") + " " + _(sent.photo_fault))
            return redirect(url_for(".own"), 303)
    return render_form("reports/new.html", form, call=call_for(form.signs.data or []))


def _photo(file: FileStorage | None) -> Offer | None:
    return Offer(file.read(), file.filename) if file and file.filename else None


@blueprint.get("/portal/reports")
@allows(Action.REPORT_SIDE_EFFECT)
def own() -> str:
    found = reports.of_patient(work(), work().own_id)
    return render_template("reports/own.html", reports=found)


# -- the clinic ----------------------------------------------------------------------------------


@blueprint.get("/reports/<uuid:report_id>")
@allows(Action.SEE_PATIENT)
def show(report_id: uuid.UUID) -> tuple[str, int]:
    report = reports.find(work(), report_id)
    return _page(report, AnswerForm(answer=report.answer))


@blueprint.post("/reports/<uuid:report_id>/answer")
@allows(Action.ANSWER_REPORT)
def answer(report_id: uuid.UUID) -> tuple[str, int] | Response:
    """Without words it says that somebody has seen it."""
    report, form = reports.find(work(), report_id, Action.ANSWER_REPORT), AnswerForm()
    if form.validate_on_submit():
        with refusals_on(form):
            reports.answer(work(), report_id, form.answer.data or "")
            say("The patient reads your answer in the portal.")
            return redirect(url_for(".show", report_id=report_id), 303)
    return _page(report, form)


@blueprint.post("/reports/<uuid:report_id>/take-over")
@allows(Action.ANSWER_REPORT)
def take_over(report_id: uuid.UUID) -> Response:
    reports.take_over(work(), report_id)
    say("Noted on the session, as seen later.")
    return redirect(url_for(".show", report_id=report_id), 303)


def _page(report: Any, form: AnswerForm) -> tuple[str, int]:
    return render_form("reports/show.html", form, report=report, patient=report.patient)
