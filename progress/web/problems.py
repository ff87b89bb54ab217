"""Faults become one sentence for a person, as a page or as JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from progress.errors import ProgressError
from progress.rules.languages import ENGLISH
from progress.rules.words import told
from progress.web import refusals
from progress.web.language import language
from progress.web.on_phone import was_let_in
from progress.web.request import is_for_strangers

SENTENCES = {
    400: told("That did not arrive as it should. Please go back and try again."),
    401: told("Please sign in."),
    403: told("Your sign-in does not allow this."),
    404: told("There is nothing at this address."),
    405: told("This page cannot be opened in that way."),
    409: told("Something changed in the meantime. Please look at the page again."),
    413: told("This is more than Progress takes at once. Please send fewer or smaller files."),
    422: told("That cannot be recorded like this. Please check it and try again."),
    429: told("Too many tries. Please wait a minute."),
    500: told("Something went wrong on our side. Nothing was lost; please try again."),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(ProgressError, _progress_error)
    app.register_error_handler(HTTPException, _http_error)


def wants_json() -> bool:
    """Scripts ask for JSON by name; htmx shows the sentence of a fault itself."""
    if "HX-Request" in request.headers:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _progress_error(error: ProgressError) -> Any:
    refusals.note(error)
    return _answer(error.status, _said(error.sentence, error.status))


def _http_error(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status == 403:
        refusals.note()
    answer, status = _answer(status, _said(SENTENCES.get(status, error.description or ""), status))
    return answer, status


def _said(sentence: str, status: int) -> str:
    """In the reader's language; what nobody has translated is said in general instead."""
    said = _(sentence)
    if said != sentence or language() == ENGLISH:
        return said
    return _(SENTENCES.get(status, SENTENCES[500 if status >= 500 else 400]))


def _answer(status: int, sentence: str) -> Any:
    if wants_json():
        return jsonify(message=sentence), status
    return render_template(_page(status), status=status, sentence=sentence), status


def _page(status: int) -> str:
    if is_for_strangers(request.path):
        return "public_gallery/problem.html"
    to_phone = status in (401, 403) and was_let_in()
    return "errors/phone.html" if to_phone else "errors/problem.html"
