"""Cases: made, approved, and shown in the clinic."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
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
from progress.rules.treatment import Indication
from progress.rules.views import Region, view
from progress.services import case_pictures, cases, courses, galleries, patients, publishing
from progress.services.galleries import Wanted
from progress.web.flashes import say
from progress.web.forms import refusals_on, render_form
from progress.web.forms.galleries import BackForm, LookForm, PairForm
from progress.web.policy import allows
from progress.web.qr import code
from progress.web.request import work

blueprint = Blueprint("galleries", __name__)
FOUND = 20
SESSIONS = (3, 6, 12)
"""Steps of the filter: at most so many."""


blueprint.add_app_template_filter(interval)


@blueprint.app_template_filter("caption")
def _caption(case: Any) -> str:
    return caption(case.days, case.sessions)


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
    return _jpeg(galleries.preview(work(), case_id, side))


# -- in the clinic ---------------------------------------------------------------------------------


@blueprint.get("/gallery/kiosk")
@allows(Action.SEE_KIOSK)
def kiosk() -> str:
    """Without a name, a date or a way into the record."""
    wanted = Wanted(
        request.args.get("region", type=Region),
        request.args.get("indication", type=Indication),
        request.args.get("sessions", type=int),
    )
    every = galleries.kiosk(work(), Wanted())
    found = list(filter(wanted.fits, every))
    return render_template(
        "galleries/kiosk.html",
        cases=found,
        wanted=wanted,
        regions=[each for each in Region if any(each is case.course.region for case in every)],
        indications=_indications(every),
        steps=SESSIONS,
        **_closing(),
    )


def _closing() -> dict[str, Any]:
    """With what each case and gallery ends; a tablet's reader scans the address."""
    said = publishing.current(work())
    return {"said": said, "code": code(said.appointment_url) if said.appointment_url else None}


def _indications(found: list[Any]) -> list[Indication]:
    named = {slug for case in found for slug in case.course.indications}
    return [each for each in Indication if each in named]


@blueprint.get("/gallery/kiosk/shown")
@allows(Action.SEE_KIOSK)
def shown() -> Response:
    """What may be shown at this moment, for a page that is already open."""
    return jsonify(shown=[case.slug for case in galleries.kiosk(work(), Wanted())])


@blueprint.get("/gallery/kiosk/<slug>")
@allows(Action.SEE_KIOSK)
def case(slug: str) -> str:
    found = galleries.show(work(), slug)
    return render_template("galleries/case.html", case=found, **_closing())


@blueprint.get("/gallery/kiosk/<slug>/<side>")
@allows(Action.SEE_KIOSK)
def picture(slug: str, side: str) -> Response:
    return _jpeg(galleries.picture(work(), slug, side))


def _jpeg(jpeg: bytes) -> Response:
    """Never from a cache, and never in parts: consent is asked at each request."""
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
