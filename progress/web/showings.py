"""Cases as they are shown: to patients in the clinic, and to colleagues who learn.

Both are the same pages for another audience: no name, no date, no way into the record.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from progress.rules.access import Action
from progress.rules.galleries import Audience
from progress.rules.treatment import Indication
from progress.rules.views import Region
from progress.services import case_sessions, galleries, publishing
from progress.services.galleries import Wanted
from progress.web import case_filters, case_words
from progress.web.policy import allows
from progress.web.qr import code
from progress.web.request import work


def _showing(name: str, audience: Audience, action: Action) -> Blueprint:
    """The pages for one audience, below /gallery/<name>."""
    blueprint = Blueprint(name, __name__, url_prefix=f"/gallery/{name}")

    @blueprint.get("")
    @allows(action)
    def index() -> str:
        return render_template("showings/index.html", **_list(audience), **_closing())

    @blueprint.get("/shown")
    @allows(action)
    def shown() -> Response:
        """What may be shown at this moment, for a page that is already open."""
        found = galleries.shown(work(), audience, Wanted())
        return jsonify(shown=[case.slug for case in found])

    @blueprint.get("/<slug>")
    @allows(action)
    def case(slug: str) -> str:
        found = galleries.show(work(), slug, audience)
        return render_template("showings/case.html", **_one(found, audience), **_closing())

    @blueprint.get("/<slug>/<side>")
    @allows(action)
    def picture(slug: str, side: str) -> Response:
        return jpeg_answer(galleries.picture(work(), slug, side, audience))

    return blueprint


kiosk = _showing("kiosk", Audience.CLINIC, Action.SEE_KIOSK)
teaching = _showing("teaching", Audience.TEACHING, Action.SEE_TEACHING)


def jpeg_answer(jpeg: bytes) -> Response:
    """Never from a cache, and never in parts: consent is asked at each request."""
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _list(audience: Audience) -> dict[str, Any]:
    wanted = case_filters.wanted()
    every = galleries.shown(work(), audience, Wanted())
    return {
        "cases": list(filter(wanted.fits, every)),
        "wanted": wanted,
        "asked": case_filters.asked(),
        "regions": [each for each in Region if any(each is case.course.region for case in every)],
        "indications": _indications(every),
        "steps": case_filters.SESSIONS,
        "words": case_words,
    }


def _one(case: Any, audience: Audience) -> dict[str, Any]:
    """With its neighbours among those that are looked for, to show one after the other."""
    slugs = [each.slug for each in galleries.shown(work(), audience, case_filters.wanted())]
    at = slugs.index(case.slug) if case.slug in slugs else -1
    return {
        "case": case,
        "asked": case_filters.asked(),
        "before": slugs[at - 1] if at > 0 else None,
        "after": slugs[at + 1] if 0 <= at < len(slugs) - 1 else None,
        "done": case_sessions.done(work(), [case])[case.id],
        "words": case_words,
    }


def _indications(found: list[Any]) -> list[Indication]:
    named = {slug for case in found for slug in case.course.indications}
    return [each for each in Indication if each in named]


def _closing() -> dict[str, Any]:
    """With what each case and gallery ends; a tablet's reader scans the address."""
    said = publishing.current(work())
    return {"said": said, "code": code(said.appointment_url) if said.appointment_url else None}
