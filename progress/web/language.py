"""Which language a page is in: patients read English or Hindi, the clinic English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale, gettext
from flask_security import current_user

from progress.rules.access import Role

LANGUAGES = {"en": "English", "hi": "हिन्दी"}
ENGLISH = "en"
CHOSEN = "language"
"""Where the session keeps what the reader chose."""

Translate = Callable[..., str]


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals["language"] = language


def language() -> str:
    """The language in which words are put now."""
    return str(get_locale() or ENGLISH)


def chosen() -> str:
    """What the reader chose, else the first language of the browser's that there is."""
    if not has_request_context() or _of_the_clinic():
        return ENGLISH
    said = session.get(CHOSEN)
    if said in LANGUAGES:
        return str(said)
    return request.accept_languages.best_match(list(LANGUAGES)) or ENGLISH


def translator(into: str) -> Translate:
    """`gettext` into a language that need not be the page's: that of a paper, say."""

    def translate(sentence: str, /, **values: Any) -> str:
        with force_locale(into):
            return gettext(sentence, **values)

    return translate


def _of_the_clinic() -> bool:
    return current_user.is_authenticated and current_user.actor.roles != {Role.PATIENT}
