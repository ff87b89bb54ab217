"""What the camera's page is told, as JSON."""

from __future__ import annotations

from typing import Any

from flask import url_for

from progress.rules.treatment import VisitKind
from progress.services.photos import Size
from progress.services.shots import Ghost, Shot, Shots, Taken


def shots_json(told: Shots) -> dict[str, Any]:
    visit = told.visit
    return {
        "visit": {"id": str(visit.id), "title": told.title, "on": visit.on.isoformat()},
        "patient": told.calls,
        "ends_at": told.ends_at.isoformat() if told.ends_at else None,
        "shots": [_shot(shot) for shot in told.shots],
    }


def _shot(shot: Shot) -> dict[str, Any]:
    view = shot.view
    return {
        "view": view.slug,
        "view_label": shot.label,
        "label": shot.label or view.name,
        "instructions": [view.instruction],
        "silhouette": url_for("static", filename=f"img/silhouettes/{view.slug}.svg"),
        "advice": shot.advice,
        "ghosts": [_ghost(ghost) for ghost in shot.ghosts],
        "taken": [taken_json(taken) for taken in shot.taken],
    }


def _ghost(ghost: Ghost) -> dict[str, Any]:
    title = ghost.title
    if ghost.is_baseline and title != VisitKind.BASELINE.label:
        title = f"Baseline ({title})"
    return _picture(ghost.photo) | {
        "label": f"{title}, {ghost.on.day} {ghost.on:%B %Y}",
        "matrix": ghost.matrix,
        "baseline": ghost.is_baseline,
    }


def taken_json(taken: Taken) -> dict[str, Any]:
    """`matrix`: full-size pixels of the photo to those of `reference`, row by row."""
    return _picture(taken.photo) | {
        "view": taken.photo.view,
        "state": taken.verdict,
        "chosen": taken.chosen,
        "message": taken.message,
        "grade": taken.grade,
        "reasons": taken.reasons,
        "retake": taken.retake,
        "matrix": taken.matrix,
        "reference": str(taken.reference.id) if taken.reference else None,
    }


def _picture(photo: Any) -> dict[str, Any]:
    address = {
        name: url_for("photos.pixels", photo_id=photo.id, size=size)
        for name, size in (("url", Size.VIEW), ("thumb", Size.THUMB))
    }
    return {"photo": str(photo.id), "width": photo.width, "height": photo.height} | address
