"""The comparison page, and alignment by hand."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for

from progress.errors import InvalidInput
from progress.models import Photo
from progress.rules.access import Action
from progress.services import alignments, comparisons
from progress.services.comparisons import Comparison, Pair
from progress.web.policy import allows
from progress.web.request import work
from progress.web.templating import may

blueprint = Blueprint("comparisons", __name__)


@blueprint.get("/courses/<uuid:course_id>/compare/<view>")
@allows(Action.COMPARE)
def show(course_id: uuid.UUID, view: str) -> str:
    comparison = _compare(course_id, view)
    return render_template(
        "comparisons/show.html",
        comparison=comparison,
        data=_as_json(comparison),
        simple=not may(Action.SEE_PATIENT),
    )


@blueprint.get("/courses/<uuid:course_id>/compare/<view>/pair")
@allows(Action.COMPARE)
def pair(course_id: uuid.UUID, view: str) -> Any:
    return jsonify(_pair_as_json(_compare(course_id, view).pair))


@blueprint.post("/alignments")
@allows(Action.ALIGN_BY_HAND)
def align() -> Any:
    sent = request.get_json()
    try:
        points = [(_point(each["reference"]), _point(each["moving"])) for each in sent["points"]]
        reference, moving = uuid.UUID(sent["reference"]), uuid.UUID(sent["moving"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("The points did not arrive as they should. Please set them again.") from error
    row = alignments.align_by_hand(work(), reference, moving, points)
    return jsonify(id=str(row.id)), 201


@blueprint.post("/alignments/<uuid:alignment_id>/undo")
@allows(Action.ALIGN_BY_HAND)
def undo(alignment_id: uuid.UUID) -> Any:
    alignments.undo(work(), alignment_id)
    return "", 204


def _compare(course_id: uuid.UUID, view: str) -> Comparison:
    return comparisons.compare(
        work(),
        course_id,
        view,
        label=request.args.get("label", ""),
        left=request.args.get("left", type=uuid.UUID),
        right=request.args.get("right", type=uuid.UUID),
    )


def _point(values: Any) -> tuple[float, float]:
    x, y = values
    return float(x), float(y)


def _as_json(comparison: Comparison) -> dict[str, Any]:
    """What the page's script needs; templates/comparisons/show.html embeds it as data."""
    course, view = comparison.course, comparison.view
    place = {"course_id": course.id, "view": view.slug, "label": comparison.label or None}
    return {
        "course": {"id": str(course.id)},
        "view": {"slug": view.slug, "name": comparison.label or view.name},
        "patient": {"name": comparison.patient.name, "is_demo": comparison.patient.is_demo},
        "baseline_id": str(comparison.baseline_id) if comparison.baseline_id else None,
        "photos": [_photo_as_json(photo, comparison) for photo in comparison.photos],
        "pair": _pair_as_json(comparison.pair),
        "can": {"align": may(Action.ALIGN_BY_HAND)},
        "urls": {
            "pair": url_for(".pair", **place),
            "align": url_for(".align"),
            "undo": url_for(".undo", alignment_id=uuid.UUID(int=0)),
        },
    }


def _photo_as_json(photo: Photo, comparison: Comparison) -> dict[str, Any]:
    return {
        "id": str(photo.id),
        "date": photo.taken_at.date().isoformat(),
        "label": comparison.titles[photo.visit_id],
        "width": photo.width,
        "height": photo.height,
        "status": photo.state,
        "urls": {
            size: url_for("photos.pixels", photo_id=photo.id, size=size)
            for size in ("thumb", "view", "full")
        },
    }


def _pair_as_json(pair: Pair | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    return {
        "left": str(pair.left),
        "right": str(pair.right),
        "aligned": pair.aligned,
        "how": pair.how,
        "matrix": pair.matrix,
        "error_px": pair.error_px,
        "grade": pair.grade,
        "reasons": pair.reasons,
        "message": pair.message,
        "alignment_id": str(pair.alignment_id) if pair.alignment_id else None,
    }
