"""A phone that is let in for one visit: a sign-in of its own kind, beside that of persons.

The session on the server names the capture session and nobody else, so that the two kinds never
mix: whoever is signed in stays who they are, and a phone is asked about at every request.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_login import UserMixin, user_logged_out
from flask_security import current_user

from progress.errors import Conflict
from progress.rules.access import Action, Actor, CaptureScope, can
from progress.services import captures
from progress.web.request import system_work

KIND = "capture:"
"""Before the id of the capture session, where a person's session has the person's own mark."""
USER = "_user_id"
"""Where Flask-Login keeps who is signed in."""


@dataclass(frozen=True)
class Phone(UserMixin):
    """What the sign-in library and the templates ask of somebody who is signed in."""

    actor: Actor
    roles = ()

    @property
    def id(self) -> uuid.UUID | None:
        return self.actor.id

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def fs_uniquifier(self) -> str:
        assert isinstance(self.actor.scope, CaptureScope)
        return f"{KIND}{self.actor.scope.session_id}"

    def get_id(self) -> str:
        return self.fs_uniquifier


def init_app(app: Flask) -> None:
    """Teach the sign-in library the second kind; of persons it asks what it asked before."""
    manager = app.login_manager  # type: ignore[attr-defined]
    of_person = manager._user_callback

    def load(user_id: str) -> Any:
        return _load(user_id) if user_id.startswith(KIND) else of_person(user_id)

    manager.user_loader(load)
    user_logged_out.connect(_finish, app)
    app.after_request(_forget)
    app.jinja_env.globals.update(phone=phone, was_let_in=was_let_in)


def _load(user_id: str) -> Phone | None:
    actor = captures.actor_of(system_work(), uuid.UUID(user_id.removeprefix(KIND)))
    return Phone(actor) if actor else None


def _finish(_app: Flask, user: Any, **_: Any) -> None:
    """Signed out, a phone has finished: its code lets nobody in again, and the computer sees it."""
    if isinstance(user, Phone) and isinstance(user.actor.scope, CaptureScope):
        begun = current_app.extensions["progress"](user.actor)
        captures.leave(begun, user.actor.scope.visit_id)


def _forget(response: Response) -> Response:
    """What the phone has seen is not kept in its browser beyond its session."""
    if request.endpoint == "captures.leave" or (response.status_code == 401 and was_let_in()):
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def phone() -> CaptureScope | None:
    """How far this browser may go, if it is a phone that was let in."""
    scope = current_user.actor.scope if current_user.is_authenticated else None
    return scope if isinstance(scope, CaptureScope) else None


def was_let_in() -> bool:
    """Whether this browser is, or was, a phone in a capture session."""
    return str(session.get(USER, "")).startswith(KIND)


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
    session[USER] = f"{KIND}{entered.id}"
    # A session id known before must not become one that is let in.
    current_app.session_interface.regenerate(session)  # type: ignore[attr-defined]
    return entered.visit_id
