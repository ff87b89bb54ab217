"""Styles, scripts and pictures of the pages: browsers keep each for a year, and never an old one.

Their addresses carry a version, so that whatever changes has another address. Scripts and styles
name each other by relative addresses, which keep the version of the page that began.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

from progress.config import ROOT
from progress.web.policy import public

FOLDER = ROOT / "progress" / "static"
ADDRESS = "/static"
A_DAY = 24 * 3600
A_YEAR = 365 * A_DAY


def version(folder: Path) -> str:
    """Another one as soon as any file is another."""
    digest = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder)} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


@public
def favicon() -> Response:
    """Browsers ask for it beside a picture or a feed that is opened alone. A page that says that it
    is not there would begin a session, and strangers are to have none."""
    return send_from_directory(FOLDER, "img/logo.svg", max_age=A_DAY)


def init_app(app: Flask) -> None:
    now = version(FOLDER)

    def send(version: str, filename: str) -> Response:
        """To a page of another version too, as it is now; but that is not kept."""
        response = send_from_directory(FOLDER, filename)
        if version == now:
            response.cache_control.public = True
            response.cache_control.max_age = A_YEAR
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
        return response

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", now)

    app.add_url_rule(f"{ADDRESS}/<version>/<path:filename>", "static", send)
    app.add_url_rule("/favicon.ico", view_func=favicon)
    app.url_defaults(add_version)
