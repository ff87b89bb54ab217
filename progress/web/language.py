"""Which language a page is in: patients read English or Hindi, the clinic English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, has_request_context, redirect, request, session
from flask_babel import Babel, force_locale, get_locale, gettext
from flask_login import user_logged_in
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from progress.rules.access import Role
from progress.rules.languages import ENGLISH, LANGUAGES, known
from progress.services import languages
from progress.web.on_kiosk import in_waiting_room
from progress.web.on_tablet import handed_over
from progress.web.policy import public
from progress.web.request import is_for_strangers, work

CHOSEN = "language"
"""Where the session keeps what the reader chose."""

Translate = Callable[..., str]
blueprint = Blueprint("language", __name__)


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES, language=language, in_english=in_english, this_page=this_page
    )
    app.after_request(_say_which)
    _follow_signals(app)


@blueprint.post("/language")
@public
def choose() -> Answer:
    """`language`, and `back`: the page that asked, to be read in it."""
    session[CHOSEN] = known(request.form.get("language", ""))
    if current_user.is_authenticated:
        languages.choose(work(), session[CHOSEN])
    return redirect(_local(request.form.get("back", "")), 303)


def language() -> str:
    """The language in which words are put now."""
    return str(get_locale() or ENGLISH)


def chosen() -> str:
    """What the reader chose, else the first language of the browser's that there is. `?lang=` in an
    address says it for one page: a letter's address is read before anybody chose."""
    if not has_request_context() or in_english():
        return ENGLISH
    for said in (request.args.get("lang"), session.get(CHOSEN)):
        if said in LANGUAGES:
            return str(said)
    return request.accept_languages.best_match(list(LANGUAGES)) or ENGLISH


def in_english() -> bool:
    """Whether whoever reads is of the clinic, whose pages are in English alone."""
    if not current_user.is_authenticated or handed_over() or in_waiting_room():
        return False
    return bool(current_user.actor.roles != {Role.PATIENT})


def this_page() -> str:
    """Where to return to once another language is chosen."""
    if request.method != "GET" and not _can_be_opened():
        return "/"
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _can_be_opened() -> bool:
    """Whether a form that came back with mistakes stands at an address that can be asked for."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def translator(into: str) -> Translate:
    """`gettext` into a language that need not be the page's: that of a paper, say."""

    def translate(sentence: str, /, **values: Any) -> str:
        with force_locale(into):
            return gettext(sentence, **values)

    return translate


def _local(path: str) -> str:
    """Only an address of this program: anything else would lead a reader astray. Browsers drop tabs
    and line breaks before they read an address."""
    led_astray = path[1:2] in ("/", "\\") or not path.isprintable()
    return path if path.startswith("/") and not led_astray else "/"


def _say_which(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Content-Language"] = language()
        response.vary.add("Accept-Language")
        if not is_for_strangers(request.path):
            response.vary.add("Cookie")
    return response


def _follow_signals(app: Flask) -> None:
    begin = app.extensions["progress"]

    def signed_in(_app: Flask, user: Any, **_: Any) -> None:
        """A choice made on the way in is kept; without one, the patient's own holds."""
        errand = begin(user.actor)
        said = session.get(CHOSEN)
        if said in LANGUAGES:
            languages.choose(errand, said)
        elif own := languages.chosen(errand):
            session[CHOSEN] = own

    user_logged_in.connect(signed_in, app, weak=False)
