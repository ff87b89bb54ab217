"""Cases: made and approved. Where they are shown: web/showings."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from progress.rules.access import Action
from progress.rules.galleries import (
    Audience,
    CaseState,
    Obstacle,
    caption,
    interval,
    may_approve,
)
from progress.rules.views import view
from progress.services import (
    case_pictures,
    case_sessions,
    cases,
    courses,
    galleries,
    patients,
    publishing,
)
from progress.web import case_words
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.galleries import BackForm, LookForm, PairForm
from progress.web.policy import allows
from progress.web.request import work
from progress.web.showings import jpeg_answer

blueprint = Blueprint("galleries", __name__)
FOUND = 20


blueprint.add_app_template_filter(interval)


@blueprint.app_template_filter("caption")
def _caption(case: Any) -> str:
    return caption(case.days, case.sessions)


blueprint.add_app_template_filter(case_words.shape, "case_shape")


@blueprint.app_template_filter("view_label")
def _view_label(slug: str) -> str:
    """Never what somebody wrote of a close-up: it may name the patient."""
    return view(slug).name


# -- made and approved -----------------------------------------------------------------------------


@blueprint.get("/gallery")
@allows(Action.SEE_GALLERY)
def index() -> str:
    """By state: what waits for somebody first."""
    order = (CaseState.WAITING, CaseState.DRAFT, CaseState.PUBLISHED, CaseState.PULLED)
    groups = [(state, _with_obstacles(state)) for state in order]
    return render_template("galleries/index.html", groups=groups, audiences=cases.audiences(work()))


def _with_obstacles(state: CaseState) -> list[tuple[Any, list[Obstacle]]]:
    found = cases.of_state(work(), state)
    against = {} if state is CaseState.PULLED else cases.obstacles_of_all(work(), found)
    return [(case, against.get(case.id, [])) for case in found]


@blueprint.get("/gallery/new")
@allows(Action.EDIT_GALLERY)
def new() -> str:
    wanted = request.args.get("q", "")
    found = patients.page(work(), wanted).rows[:FOUND] if wanted.strip() else []
    return render_template("galleries/new.html", wanted=wanted, patients=found)


@blueprint.route("/patients/<uuid:patient_id>/cases/new", methods=["GET", "POST"])
@allows(Action.EDIT_GALLERY)
def choose(patient_id: uuid.UUID) -> tuple[str, int] | Answer:
    """A pair of the patient's: those that may be shown, and why the others may not."""
    patient = patients.find(work(), patient_id)
    form = PairForm(audience=_audience().value)
    if form.validate_on_submit():
        with refusals_on(form):
            case = cases.draft(work(), *form.photos, Audience(form.audience.data))
            return redirect(url_for(".show", case_id=case.id), 303)
    audience = _audience()
    found = [
        (each.course, galleries.offers(work(), each.course.id, audience))
        for each in courses.overviews(work(), patient_id)
    ]
    return render_form(
        "galleries/choose.html",
        form,
        patient=patient,
        found=found,
        audience=audience,
        audiences=cases.audiences(work()),
    )


def _audience() -> Audience:
    asked = request.values.get("audience", type=Audience)
    return asked if asked in cases.audiences(work()) else Audience.CLINIC


@blueprint.get("/gallery/cases/<uuid:case_id>")
@allows(Action.SEE_GALLERY)
def show(case_id: uuid.UUID) -> str:
    look = cases.find(work(), case_id).look
    return _page(case_id, LookForm.of(look), BackForm())[0]


def _page(case_id: uuid.UUID, form: Any, back: Any) -> tuple[str, int]:
    case = cases.find(work(), case_id)
    return render_form(
        "galleries/show.html",
        form,
        back=back,
        case=case,
        patient=case.course.patient,
        obstacles=[] if case.state is CaseState.PULLED else cases.obstacles(work(), case),
        allowed=cases.allowed_disguise(work(), case),
        is_open=case.audience in cases.audiences(work()),
        own=not may_approve(case.made_by_id, work().actor.id),
        seen=case_pictures.fingerprint(case),
        credentials=case_pictures.credentials_of(work(), case),
        words=case_words,
        done=case_sessions.done(work(), [case])[case.id],
        closing=publishing.current(work()),
    )


@blueprint.post("/gallery/cases/<uuid:case_id>/look")
@allows(Action.EDIT_GALLERY)
def choose_look(case_id: uuid.UUID) -> tuple[str, int] | Answer:
    cases.find(work(), case_id)
    form = LookForm()
    if form.validate_on_submit():
        with refusals_on(form):
            cases.choose_look(work(), case_id, form.look)
            say("The pictures are made. Look at them: just these would be shown.")
            return redirect(url_for(".show", case_id=case_id, _anchor="pictures"), 303)
    return _page(case_id, form, BackForm(formdata=None))


@blueprint.post("/gallery/cases/<uuid:case_id>/submit")
@allows(Action.EDIT_GALLERY)
def submit(case_id: uuid.UUID) -> Answer:
    cases.submit(work(), case_id)
    say("The case waits for a second person to approve it.")
    return redirect(url_for(".show", case_id=case_id), 303)


@blueprint.post("/gallery/cases/<uuid:case_id>/approve")
@allows(Action.APPROVE_CASE)
def approve(case_id: uuid.UUID) -> Answer:
    """`seen`: the fingerprint of the pictures that were on the page."""
    cases.approve(work(), case_id, request.form.get("seen", ""))
    say("The case is published.")
    return redirect(url_for(".show", case_id=case_id), 303)


@blueprint.post("/gallery/cases/<uuid:case_id>/back")
@allows(Action.EDIT_GALLERY)
def send_back(case_id: uuid.UUID) -> tuple[str, int] | Answer:
    case = cases.find(work(), case_id)
    form = BackForm()
    if form.validate_on_submit():
        with refusals_on(form):
            cases.send_back(work(), case_id, form.why.data or "")
            say("The case is sent back.")
            return redirect(url_for(".show", case_id=case_id), 303)
    page, _ = _page(case_id, LookForm.of(case.look), form)
    return page, 422


@blueprint.post("/gallery/cases/<uuid:case_id>/pull")
@allows(Action.EDIT_GALLERY)
def pull(case_id: uuid.UUID) -> Answer:
    cases.pull(work(), case_id)
    say("The case is withdrawn. Nobody sees it any more.")
    return redirect(url_for(".index"), 303)


@blueprint.get("/gallery/cases/<uuid:case_id>/<side>")
@allows(Action.SEE_GALLERY)
def preview(case_id: uuid.UUID, side: str) -> Response:
    return jpeg_answer(galleries.preview(work(), case_id, side))
