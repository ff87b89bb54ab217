"""A phone that is let in for one visit: see web/devices."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_login import user_logged_out
from flask_security import current_user

from progress.errors import Conflict
from progress.rules.access import Action, Actor, CaptureScope, can
from progress.services import captures
from progress.web import devices
from progress.web.request import system_work

KIND = "capture:"
"""Before the id of the capture session, where a person's session has the person's own mark."""


def init_app(app: Flask) -> None:
    devices.teach(app, KIND, _actor)
    user_logged_out.connect(_finish, app)
    app.after_request(_forget)
    app.jinja_env.globals.update(phone=phone, was_let_in=was_let_in)


def _actor(session_id: str) -> Actor | None:
    return captures.actor_of(system_work(), uuid.UUID(session_id))


def _finish(_app: Flask, user: Any, **_: Any) -> None:
    """Signed out, a phone has finished: its code lets nobody in again, and the computer sees it."""
    scope = user.actor.scope if isinstance(user, devices.Device) else None
    if isinstance(scope, CaptureScope):
        captures.leave(current_app.extensions["progress"](user.actor), scope.visit_id)


def _forget(response: Response) -> Response:
    """What the phone has seen is not kept in its browser beyond its session."""
    if request.endpoint == "captures.leave" or (response.status_code == 401 and was_let_in()):
        devices.clear_cache(response)
    return response


def phone() -> CaptureScope | None:
    """How far this browser may go, if it is a phone that was let in."""
    return devices.scope_of(CaptureScope)


def was_let_in() -> bool:
    """Whether this browser is, or was, a phone in a capture session."""
    return str(session.get(devices.USER, "")).startswith(KIND)


def visit_known_here(token: str) -> uuid.UUID | None:
    """The visit of a code, for a browser that may photograph it already: this phone itself, or
    somebody of the clinic who is signed in and stays so. Raises what is wrong with the code."""
    scope = phone()
    found = captures.find(system_work(), token, scope.session_id if scope else None)
    if scope:
        return found.visit_id if found.id == scope.session_id else None
    if not current_user.is_authenticated:
        return None
    if can(current_user.actor, Action.CAPTURE):
        return found.visit_id
    raise Conflict(f"{current_user.name} is signed in here. Sign out, then scan the code again.")


def let_in(token: str) -> uuid.UUID:
    """Let this phone in, and out of where it was before; returns the visit's id."""
    left = current_user.actor if phone() else None
    entered = captures.connect(system_work(), token, left)
    session.clear()
    devices.become(f"{KIND}{entered.id}")
    return entered.visit_id
