"""What the clinic's network may ask for without encryption: how to trust this computer, no more.

A browser that is given `192.168.1.5:8443` tries HTTP first, and a phone that does not trust this
computer yet would be warned away from the very page that says how. So requests in the clear are
understood on the port for HTTPS; all but that page are sent on to HTTPS, and no cookie that is
worth anything travels with them (`Secure`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Request, redirect

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]
PAGE = "/trust"
PARTS = ("/trust/", "/static/")


def only_trust_in_the_clear(app: App, port: int) -> App:
    """`app`, with requests in the clear that came by `port` sent on to HTTPS."""

    def guarded(environ: Environ, start_response: Any) -> Iterable[bytes]:
        in_the_clear = environ["wsgi.url_scheme"] == "http"
        if in_the_clear and environ["SERVER_PORT"] == str(port) and not _allowed(environ):
            url = Request(environ).url
            return redirect(f"https:{url.partition(':')[2]}", 303)(environ, start_response)
        return app(environ, start_response)

    return guarded


def _allowed(environ: Environ) -> bool:
    path = str(environ["PATH_INFO"])
    return path == PAGE or path.startswith(PARTS)
