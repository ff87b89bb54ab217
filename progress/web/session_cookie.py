"""The cookie that names a session kept on the server: one by HTTP, another by HTTPS.

Cookies know no ports: `http://localhost:8000` and `https://localhost:8443` share them, and browsers
let no page in the clear replace a cookie that is `Secure`. With a name for each, both ways in work
beside each other, and the one of HTTPS is never sent in the clear. Its prefix has browsers insist
on that (RFC 6265bis, 4.1.3.2).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cachelib import FileSystemCache
from flask import Flask, request

from progress.web.request import is_for_strangers
from progress.web.session_endings import SessionsThatEnd

MOST_SESSIONS = 20_000
SECURE_PREFIX = "__Host-"


class SessionOfScheme(SessionsThatEnd):
    """Sessions in files of `folder`. With SESSION_COOKIE_SECURE every request counts as HTTPS."""

    def __init__(self, app: Flask, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        files = FileSystemCache(str(folder), threshold=MOST_SESSIONS, mode=0o600)
        super().__init__(app, client=files)

    def get_cookie_secure(self, app: Flask) -> bool:
        return bool(app.config["SESSION_COOKIE_SECURE"]) or request.is_secure

    def get_cookie_name(self, app: Flask) -> str:
        name = app.config["SESSION_COOKIE_NAME"]
        return f"{SECURE_PREFIX}{name}" if self.get_cookie_secure(app) else name

    def open_session(self, app: Flask, request: Any) -> Any:
        if is_for_strangers(request.path):
            # The same for everybody, whatever cookie comes along.
            return self.session_class()
        sid = request.cookies.get(self.get_cookie_name(app))
        saved = self._retrieve_session_data(self._get_store_id(sid)) if sid else None
        if saved is None:
            return self.session_class(
                sid=self._generate_sid(self.sid_length), permanent=self.permanent
            )
        return self.session_class(saved, sid=sid)

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        if not is_for_strangers(request.path):
            super().save_session(app, session, response)
