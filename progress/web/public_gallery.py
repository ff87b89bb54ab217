"""The gallery on the web: pages, pictures, a feed and frames for anybody, the same for everybody.

Whoever asks is nobody here: no session is looked for, and no cookie set (web/session_cookie.py).
"""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    jsonify,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as Answer

from progress.config import Settings
from progress.rules.languages import LANGUAGES
from progress.services import case_sessions, public_gallery, publishing, websites
from progress.web import case_filters, case_words, static_files
from progress.web.headers import CONTENT_SECURITY_POLICY
from progress.web.language import language
from progress.web.policy import public
from progress.web.request import STRANGERS, public_address, strangers_work

blueprint = Blueprint("public_gallery", __name__, url_prefix=STRANGERS)
SCRIPT = "js/public/embed.js"
FEED = "application/feed+json"
FEED_VERSION = "https://jsonfeed.org/version/1.1"
KEPT = "public, max-age=4, must-revalidate"
"""How long anybody may keep an answer, in seconds: after 5, what was withdrawn is gone everywhere,
and the answer was on its way for a moment too."""
PAGES = ("public_gallery.index", "public_gallery.show")
IN_WORDS = (*PAGES, "public_gallery.embed", "public_gallery.feed")
ROBOTS = "noimageindex, noarchive, max-image-preview:none"
"""Search engines may lead to the pages. Copies of patients' photos they may not keep: nobody could
call those back."""


def limit_looks(app: Flask, settings: Settings) -> None:
    """Of one address, whatever it looks at: the computer that answers has a clinic to serve."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    shared = limiter.shared_limit(settings.look_limit, scope=blueprint.name)
    views: dict[str, Any] = app.view_functions
    ours = [name for name in views if name.startswith(f"{blueprint.name}.")]
    views.update((name, shared(views[name])) for name in ours)


# -- what is shown ---------------------------------------------------------------------------------


@blueprint.get("")
@public
def index() -> Answer:
    """`region`, `indication` and `sessions` (at most) narrow it; `after` is where a page begins."""
    wanted = case_filters.wanted()
    page = public_gallery.page(strangers_work(), wanted, request.args.get("after"))
    regions, indications = public_gallery.kinds(strangers_work())
    return _page(
        "index",
        page=page,
        wanted=wanted,
        regions=regions,
        indications=indications,
        steps=case_filters.SESSIONS,
        older=url_for(".index", after=page.after, **case_filters.asked()) if page.after else None,
    )


@blueprint.get("/<web_slug>")
@public
def show(web_slug: str) -> Answer:
    return _case("show", web_slug)


@blueprint.get("/<web_slug>/embed")
@public
def embed(web_slug: str) -> Answer:
    """The case alone, to stand in a page of the clinic's website."""
    return _case("embed", web_slug)


def _case(template: str, slug: str) -> Answer:
    case = public_gallery.show(strangers_work(), slug)
    done = case_sessions.done(strangers_work(), [case])[case.id]
    return _page(template, case=case, done=done)


def _page(template: str, **values: Any) -> Answer:
    closing = publishing.current(strangers_work())
    html = render_template(
        f"public_gallery/{template}.html", words=case_words, closing=closing, **values
    )
    return _kept(Response(html, mimetype="text/html"))


@blueprint.get("/<web_slug>/<side>.jpg")
@public
def picture(web_slug: str, side: str) -> Answer:
    jpeg = public_gallery.picture(strangers_work(), web_slug, side)
    return _kept(Response(jpeg, mimetype="image/jpeg"))


@blueprint.get("/shown.json")
@public
def shown() -> Response:
    """Which of the cases `of` are shown at this moment, for pages that are open."""
    slugs = request.args.getlist("of")[: public_gallery.PAGE]
    return jsonify(shown=public_gallery.still_shown(strangers_work(), slugs))


def _kept(response: Response) -> Answer:
    """Consent was asked before: it is what decides, whatever a browser has kept. Never in parts."""
    response.headers["Cache-Control"] = KEPT
    response.add_etag()
    return response.make_conditional(request)


# -- for websites ----------------------------------------------------------------------------------


@blueprint.get("/feed.json")
@public
def feed() -> Answer:
    """JSON Feed 1.1. Without pictures: readers keep what they are given, and what a patient takes
    back must be gone. Those stand in the frame at `_progress.embed`, which closes by itself."""
    page = public_gallery.page(strangers_work(), case_filters.wanted(), request.args.get("after"))
    done = case_sessions.done(strangers_work(), page.cases)
    found = {
        "version": FEED_VERSION,
        "title": _("Before and after: %(clinic)s", clinic=current_app.config["CLINIC_NAME"]),
        "home_page_url": _whole(url_for(".index")),
        "feed_url": _whole(url_for(".feed", **case_filters.asked())),
        "language": language(),
        "items": [_item(case, done[case.id]) for case in page.cases],
    }
    if page.after:
        found["next_url"] = _whole(url_for(".feed", after=page.after, **case_filters.asked()))
    return _kept(Response(current_app.json.dumps(found), mimetype=FEED))


def _item(case: Any, done: case_sessions.Done) -> dict[str, Any]:
    """Without a date: with the interval it would say when somebody was a patient."""
    address = _whole(url_for(".show", web_slug=case.slug))
    words = case_words
    said = [
        words.caption(case),
        *(f"{term}: {value}" for term, value in words.given(done)),
        words.comparable(case),
        words.retouching(case),
    ]
    return {
        "id": case.slug,
        "url": address,
        "title": f"{words.view_name(case)}: {words.caption(case)}",
        "content_text": "\n".join(said),
        "tags": [_(case.course.region.label), *words.indications(case)],
        "_progress": {
            "about": _whole(url_for(".index")),
            "embed": _whole(url_for(".embed", web_slug=case.slug)),
            "region": case.course.region,
            "indications": case.course.indications,
            "days": case.days,
            "sessions": case.sessions,
            "grade": case.grade,
        },
    }


def _whole(path: str) -> str:
    return f"{public_address()}{path}"


@blueprint.get("/embed.js")
@public
def script() -> Answer:
    """What a website includes; the file is the same for everybody, and nobody's."""
    return _kept(send_from_directory(static_files.FOLDER, SCRIPT))


# -- how it is answered ----------------------------------------------------------------------------


@blueprint.url_defaults
def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """Without a cookie, a language that was chosen stands in the address."""
    chosen = request.args.get("lang") if request else None
    if chosen in LANGUAGES and endpoint in IN_WORDS:
        values.setdefault("lang", chosen)


@blueprint.after_request
def _say_to_whom(response: Response) -> Response:
    """To whom an answer may be shown, by whom kept, and in which page it may stand."""
    headers, endpoint = response.headers, request.endpoint
    if response.status_code < 400 and endpoint in PAGES:
        headers["X-Robots-Tag"] = ROBOTS
    if endpoint == "public_gallery.embed":
        headers["Content-Security-Policy"] = _framed_by_the_clinic()
    if endpoint == "public_gallery.feed":
        headers["Access-Control-Allow-Origin"] = "*"
        response.vary.add("Accept-Language")
    if endpoint == "public_gallery.script":
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _framed_by_the_clinic() -> str:
    """Patients allowed the clinic's website, and no other one."""
    ours = " ".join(("'self'", *websites.origins(strangers_work())))
    return CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ours}")
