"""A session that has ended stays so, whatever was under way when it did.

A request carries the session that it began with, and writes it back when it ends. Meanwhile the
browser may have been signed out, or handed to somebody who may do less: written back, the old
session would stand there again, and its cookie with it.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from flask import Flask
from flask_session.base import ServerSideSession
from flask_session.cachelib import CacheLibSessionInterface


class KnownSession(ServerSideSession):
    """Knows whether it was found in the store, and under which id."""

    def __init__(self, initial: Any = None, sid: str | None = None, permanent: Any = None) -> None:
        super().__init__(initial, sid, permanent)
        self.found_as = None if initial is None else sid


class SessionsThatEnd(CacheLibSessionInterface):
    """What was found under an id is changed only while it is still there. The lock holds within
    one process, which is what serves."""

    session_class = KnownSession

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._one_at_a_time = Lock()

    def regenerate(self, session: KnownSession) -> None:
        with self._one_at_a_time:
            if not self._has_ended(session):
                super().regenerate(session)
                session.found_as = None

    def save_session(self, app: Flask, session: KnownSession, response: Any) -> None:
        with self._one_at_a_time:
            if not (session.modified and self._has_ended(session)):
                super().save_session(app, session, response)

    def _has_ended(self, session: KnownSession) -> bool:
        if session.found_as is None:
            return False
        return self._retrieve_session_data(self._get_store_id(session.found_as)) is None
