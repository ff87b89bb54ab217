"""The clinic's tablet in the waiting room: see web/devices.

It shows the gallery until whoever put it there types their password, or until the session is ended
from another computer.
"""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Response, current_app, request
from flask_login import user_logged_out
from flask_security import current_user

from progress.rules.access import Actor, KioskScope
from progress.services import kiosks
from progress.web import devices
from progress.web.request import system_work, work

KIND = "kiosk:"
"""Before the session's id."""
CHANGING_HANDS = ("kiosks.begin", "kiosks.leave")


def init_app(app: Flask) -> None:
    devices.teach(app, KIND, _actor)
    user_logged_out.connect(_finish, app)
    app.after_request(_forget)
    app.jinja_env.globals.update(in_waiting_room=in_waiting_room)


def _actor(session_id: str) -> Actor | None:
    return kiosks.actor_of(system_work(), uuid.UUID(session_id))


def _finish(_app: Flask, user: Any, **_: Any) -> None:
    """Signed out, the tablet is nobody's, and the clinic's list says so."""
    if isinstance(user, devices.Device) and isinstance(user.actor.scope, KioskScope):
        kiosks.leave(current_app.extensions["progress"](user.actor))


def _forget(response: Response) -> Response:
    """What the clinic has looked at before, and what was shown in the waiting room."""
    if request.endpoint in CHANGING_HANDS and response.status_code < 400:
        devices.clear_cache(response)
    return response


def in_waiting_room() -> KioskScope | None:
    """Whether this browser is a tablet in the waiting room."""
    return devices.scope_of(KioskScope)


def begin() -> None:
    """From now on this browser shows the gallery and nothing else."""
    begun = kiosks.begin(work(), current_app.permanent_session_lifetime)
    devices.become(f"{KIND}{begun.id}")


def has_password() -> bool:
    """Whether whoever put the tablet there can take it back so; others sign out on it."""
    opener = kiosks.opener(system_work(), current_user.actor.scope.session_id)
    return bool(opener and opener.password)


def leave(password: str) -> None:
    """Give the browser back to whoever put it there. Raises InvalidInput at a wrong password."""
    session_id = current_user.actor.scope.session_id
    person = devices.known_by(password, kiosks.opener(system_work(), session_id))
    kiosks.leave(work())
    devices.become(person.fs_uniquifier)
