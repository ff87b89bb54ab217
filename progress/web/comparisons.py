"""Any two photos of a view over each other, and lining them up by hand."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from progress.errors import InvalidInput, NotFound
from progress.rules.access import Action, can
from progress.rules.identity import in_question
from progress.services import alignments, comparisons, marks, photos, tones
from progress.services.comparisons import Comparison, Pair
from progress.services.marks import Mark, Point
from progress.web import plain_words
from progress.web.names import called, visit_name
from progress.web.policy import allows
from progress.web.request import work
from progress.web.words import short_date

blueprint = Blueprint("comparisons", __name__)
GONE = "There are not two photos of this view any more."
SIZES = ("thumb", "view", "full")


@blueprint.get("/courses/<uuid:course_id>/compare")
@allows(Action.COMPARE)
def pick(course_id: uuid.UUID) -> Response:
    """Two cells of the course's grid, as `photo` twice; the earlier one lies on the left."""
    chosen = [
        photos.find(work(), photo_id) for photo_id in request.args.getlist("photo", uuid.UUID)
    ]
    if len(chosen) != 2 or chosen[0].view != chosen[1].view:
        raise InvalidInput("Pick two photos of the same view.")
    left, right = sorted(chosen, key=lambda photo: photo.taken_at)
    label = left.view_label or None
    return redirect(
        url_for(
            ".show", course_id=course_id, view=left.view, label=label, left=left.id, right=right.id
        )
    )


@blueprint.get("/courses/<uuid:course_id>/compare/<view>")
@allows(Action.COMPARE)
def show(course_id: uuid.UUID, view: str) -> str:
    comparison = _asked_for(course_id, view)
    back = url_for("courses.show", course_id=course_id)
    if comparison.pair is None:
        return render_template("comparisons/single.html", comparison=comparison, back=back)
    data = _data(comparison, comparison.pair)
    by_id = {photo["id"]: photo for photo in data["photos"]}
    return render_template(
        "comparisons/show.html",
        data=data,
        patient=comparison.patient,
        left=by_id[data["pair"]["left"]],
        right=by_id[data["pair"]["right"]],
        back=back,
        simple=_simple(),
    )


@blueprint.get("/courses/<uuid:course_id>/compare/<view>/pair")
@allows(Action.COMPARE)
def pair(course_id: uuid.UUID, view: str) -> Response:
    """How two photos lie over each other, for the page that is already open."""
    return jsonify(_pair(*_two_asked_for(course_id, view)))


@blueprint.get("/courses/<uuid:course_id>/compare/<view>/light")
@allows(Action.COMPARE)
def light(course_id: uuid.UUID, view: str) -> Response:
    """What brings the right photo to the left one's light; asked for when somebody wants it."""
    two = _two_asked_for(course_id, view)[1]
    found = tones.match(work(), two)
    return jsonify(gains=found.gains, message=found.message)


@blueprint.post("/alignments")
@allows(Action.ALIGN_BY_HAND)
def align() -> tuple[Response, int]:
    """`{reference, moving, points: [{reference: [x, y], moving: [x, y], matched: false}]}`, in
    full-size pixels; `matched` tells a point that `refine` moved."""
    sent = request.get_json()
    alignments.align_by_hand(work(), *_two_photos(sent), _marks(sent))
    return jsonify(), 201


@blueprint.post("/alignments/foresee")
@allows(Action.ALIGN_BY_HAND)
def foresee() -> Response:
    """What `align` would keep of the same marks."""
    sent = request.get_json()
    answer = marks.foresee(work(), *_two_photos(sent), _marks(sent))
    return jsonify(matrix=answer.matrix.tolist(), error_px=round(answer.error_px, 2))


@blueprint.post("/alignments/refine")
@allows(Action.ALIGN_BY_HAND)
def refine() -> Response:
    """As for `align`, but `points` are the other places, and `mark` is the one whose `moving` is
    asked for: the answer says where it belongs, or null when nobody can tell."""
    sent = request.get_json()
    spot = marks.refine(work(), *_two_photos(sent), _mark(sent), _marks(sent))
    return jsonify(moving=spot)


@blueprint.post("/alignments/<uuid:alignment_id>/undo")
@allows(Action.ALIGN_BY_HAND)
def undo(alignment_id: uuid.UUID) -> Response:
    alignments.undo(work(), alignment_id)
    return jsonify()


def _asked_for(course_id: uuid.UUID, view: str) -> Comparison:
    ask = request.args
    return comparisons.compare(
        work(),
        course_id,
        view,
        ask.get("label", ""),
        left=ask.get("left", type=uuid.UUID),
        right=ask.get("right", type=uuid.UUID),
    )


def _two_asked_for(course_id: uuid.UUID, view: str) -> tuple[Comparison, Pair]:
    comparison = _asked_for(course_id, view)
    if comparison.pair is None:
        raise NotFound(GONE)
    return comparison, comparison.pair


def _two_photos(sent: Any) -> tuple[uuid.UUID, uuid.UUID]:
    with _as_agreed():
        return uuid.UUID(sent["reference"]), uuid.UUID(sent["moving"])


def _mark(sent: Any) -> Mark:
    with _as_agreed():
        return _place(sent["mark"])


def _marks(sent: Any) -> list[Mark]:
    with _as_agreed():
        return [_place(each) for each in sent["points"]]


@contextmanager
def _as_agreed() -> Iterator[None]:
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InvalidInput(
            "The marked places did not arrive as they should. Please mark them again."
        ) from None


def _place(sent: Any) -> Mark:
    matched = sent.get("matched", False) is True
    return Mark(_point(sent["reference"]), _point(sent["moving"]), matched)


def _point(sent: Any) -> Point:
    x, y = (float(value) for value in sent)
    if not (isfinite(x) and isfinite(y)):
        raise ValueError("not a place")
    return x, y


def _data(comparison: Comparison, pair: Pair) -> dict[str, Any]:
    """What the page is told once; see static/js/compare/main.js."""
    course, view = comparison.course, comparison.view
    place: dict[str, Any] = {
        "course_id": course.id,
        "view": view.slug,
        "label": comparison.label or None,
    }
    return {
        "course": {"id": str(course.id), "title": _(course.region.label)},
        "view": {"slug": view.slug, "name": comparison.label or called(view.slug)},
        "patient": {"name": comparison.patient.name, "is_demo": comparison.patient.is_demo},
        "baseline_id": str(comparison.baseline_id),
        "photos": [_photo(comparison, photo) for photo in comparison.photos],
        "pair": _pair(comparison, pair),
        "can": {"align": can(work().actor, Action.ALIGN_BY_HAND)},
        "urls": {
            "pair": url_for(".pair", **place),
            "light": url_for(".light", **place),
            "align": url_for(".align"),
            "foresee": url_for(".foresee"),
            "refine": url_for(".refine"),
        },
    }


def _photo(comparison: Comparison, photo: Any) -> dict[str, Any]:
    day = photo.taken_at.date()
    return {
        "id": str(photo.id),
        "date": day.isoformat(),
        "when": short_date(day),
        "label": visit_name(comparison.titles[photo.visit_id]),
        "width": photo.width,
        "height": photo.height,
        "urls": {size: url_for("photos.pixels", photo_id=photo.id, size=size) for size in SIZES},
        "status": photo.state,
        "whose": _question(photo) if in_question(photo) else None,
    }


def _question(photo: Any) -> str:
    """Where it is answered whose photo it is."""
    return url_for("visits.show", visit_id=photo.visit_id, _anchor=f"photo-{photo.id}")


def _simple() -> bool:
    """Whether a patient looks, in whose dress the page has fewer tools and plain words."""
    return not can(work().actor, Action.SEE_PATIENT)


def _pair(comparison: Comparison, pair: Pair) -> dict[str, Any]:
    found = _in_full(pair)
    return found | plain_words.of_pair(comparison, pair) if _simple() else found


def _in_full(pair: Pair) -> dict[str, Any]:
    undo = pair.alignment_id and url_for(".undo", alignment_id=pair.alignment_id)
    return {
        "left": str(pair.left),
        "right": str(pair.right),
        "aligned": pair.aligned,
        "how": pair.how,
        "matrix": pair.matrix,
        "error_px": pair.error_px,
        "grade": pair.grade,
        "reasons": pair.reasons,
        "pose": pair.pose,
        "message": pair.message,
        "waiting": pair.waiting,
        "undo": undo,
    }
