"""How a request begins: what may arrive, and the errand that it runs."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from flask import Flask, Request, abort, current_app, request
from flask_security import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from progress.config import Settings
from progress.rules.access import SYSTEM, Actor
from progress.services.work import Work

ROOM_FOR_FORM_FIELDS = 1 << 20
STRANGERS = "/cases"
"""Where the gallery on the web lies: what is below is the same for everybody."""
STRANGER = Actor(id=None, name="Somebody on the web", roles=frozenset())


class MemoryRequest(Request):
    """Keeps uploaded photos in memory: a spool file would be an unencrypted copy on disk."""

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        return BytesIO()


def init_app(app: Flask, settings: Settings) -> None:
    app.request_class = MemoryRequest
    if settings.https == "proxy":
        # Whatever else stands in these headers, each proxy appends: the last word is the nearest's.
        believed = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
        app.wsgi_app = believed  # type: ignore[method-assign]
    app.config["PUBLIC_URL"] = settings.public_url
    app.config["CLINIC_NAME"] = settings.clinic_name
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_mb * (1 << 20) + ROOM_FOR_FORM_FIELDS


def check_texts() -> None:
    """Nobody types a zero byte, and a database takes it for the end of a text."""
    given = (text for _, texts in request.values.lists() for text in texts)
    if "\0" in request.path or any("\0" in text for text in given):
        abort(HTTPStatus.BAD_REQUEST)


def work() -> Work:
    """The errand of the person who is signed in."""
    begun: Work = current_app.extensions["progress"](current_user.actor)
    return begun


def system_work() -> Work:
    """The errand of the program itself, before it is known who asks."""
    begun: Work = current_app.extensions["progress"](SYSTEM)
    return begun


def strangers_work() -> Work:
    """The errand of somebody on the web, who may do nothing that asks for a right."""
    begun: Work = current_app.extensions["progress"](STRANGER)
    return begun


def is_for_strangers(path: str) -> bool:
    """Whether an address lies in the gallery on the web, where nobody is signed in."""
    return path == STRANGERS or path.startswith(f"{STRANGERS}/")


def public_address() -> str:
    """Where other devices find Progress, without a slash at the end."""
    return (current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/")


def is_only_here(address: str) -> bool:
    """Whether an address leads every device to itself."""
    host = urlsplit(address).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"
