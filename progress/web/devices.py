"""Devices that act for a person: sign-ins of other kinds beside that of persons.

A phone that photographs a visit, a tablet in a patient's hands, one in the waiting room. The
session on the server names the kind and what it is for, so that nothing else answers, whatever
address is tried, and it is asked about at every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, current_app, session
from flask_babel import gettext as _
from flask_login import UserMixin
from flask_security import current_user

from progress.errors import InvalidInput
from progress.rules.access import Actor
from progress.services import people
from progress.web.request import system_work

USER = "_user_id"
"""Where Flask-Login keeps who is signed in."""
FORGOTTEN = ("language", "signing", "_flashes")
"""What one reader's session has no business telling the next."""
ScopeT = TypeVar("ScopeT")


@dataclass(frozen=True)
class Device(UserMixin):
    """What the sign-in library and the templates ask of somebody who is signed in."""

    actor: Actor
    user_id: str
    """As the session names it: the kind, and what it is for."""
    roles = ()

    @property
    def id(self) -> Any:
        return self.actor.id

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def fs_uniquifier(self) -> str:
        return self.user_id

    def get_id(self) -> str:
        return self.user_id


def teach(app: Flask, kind: str, actor_of: Callable[[str], Actor | None]) -> None:
    """Teach the sign-in library a kind; of all others it asks what it asked before. `actor_of` is
    given what stands after the kind in a session, and says None once that is over."""
    manager = app.login_manager  # type: ignore[attr-defined]
    of_others = manager._user_callback

    def load(user_id: str) -> Any:
        if not user_id.startswith(kind):
            return of_others(user_id)
        actor = actor_of(user_id.removeprefix(kind))
        return Device(actor, user_id) if actor else None

    manager.user_loader(load)


def scope_of(kind: type[ScopeT]) -> ScopeT | None:
    """How far this browser may go, if it is a device of this kind."""
    scope = current_user.actor.scope if current_user.is_authenticated else None
    return scope if isinstance(scope, kind) else None


def become(user_id: str) -> None:
    """From now on the browser is signed in as this."""
    for name in FORGOTTEN:
        session.pop(name, None)
    session[USER] = user_id
    # A session id known before must not become one that may do more, or less.
    current_app.session_interface.regenerate(session)  # type: ignore[attr-defined]


def known_by(password: str, person: Any) -> Any:
    """The person who handed a device over. Raises InvalidInput at a password that is not theirs,
    which counts as one at the sign-in does."""
    if person is None or person.rests:
        raise InvalidInput(_("This sign-in rests for a while. Please sign out."))
    if not (person.password and person.verify_and_update_password(password)):
        people.note_failed_sign_in(system_work(), person)
        raise InvalidInput(_("That is not the password of %(name)s.", name=person.name))
    return person


def clear_cache(response: Response) -> None:
    """What one reader has looked at stays in no browser's cache for the next."""
    response.headers["Clear-Site-Data"] = '"cache"'
