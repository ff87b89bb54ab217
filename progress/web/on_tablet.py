"""The clinic's tablet in a patient's hands: a sign-in of its own kind, as a phone's is.

While it is handed over, the session on the server names the person who did it together with one
question, so that nothing else answers, whatever address is tried. The person's own sign-in comes
back with their password.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_babel import gettext as _
from flask_login import UserMixin
from flask_security import current_user

from progress.errors import InvalidInput
from progress.rules.access import Actor, ConsentScope
from progress.services import people, tablets
from progress.web.request import system_work, work

KIND = "tablet:"
"""Before the question's id and what the person's own session knows them by."""
USER = "_user_id"
"""Where Flask-Login keeps who is signed in."""
CHANGING_HANDS = ("signing.hand_over", "signing.take_back")
FORGOTTEN = ("language", "signing", "_flashes")
"""What one reader's session has no business telling the next."""


@dataclass(frozen=True)
class Tablet(UserMixin):
    """What the sign-in library and the templates ask of somebody who is signed in."""

    actor: Actor
    mark: str
    """What the session of whoever handed it over knows them by."""
    roles = ()

    @property
    def id(self) -> uuid.UUID | None:
        return self.actor.id

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def scope(self) -> ConsentScope:
        assert isinstance(self.actor.scope, ConsentScope)
        return self.actor.scope

    @property
    def fs_uniquifier(self) -> str:
        return f"{KIND}{self.scope.request_id}:{self.mark}"

    def get_id(self) -> str:
        return self.fs_uniquifier


def init_app(app: Flask) -> None:
    """Teach the sign-in library this kind; of others it asks what it asked before."""
    manager = app.login_manager  # type: ignore[attr-defined]
    of_others = manager._user_callback

    def load(user_id: str) -> Any:
        return _load(user_id) if user_id.startswith(KIND) else of_others(user_id)

    manager.user_loader(load)
    app.after_request(_forget)
    app.jinja_env.globals.update(handed_over=handed_over)


def _load(user_id: str) -> Tablet | None:
    request_id, mark = user_id.removeprefix(KIND).split(":", 1)
    actor = tablets.actor_of(system_work(), uuid.UUID(request_id), mark)
    return Tablet(actor, mark) if actor else None


def _forget(response: Response) -> Response:
    """What the clinic has looked at, and what the patient answered, stays in no browser's cache."""
    if request.endpoint in CHANGING_HANDS and response.status_code < 400:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def handed_over() -> ConsentScope | None:
    """What this browser may answer, if it is a tablet in a patient's hands."""
    scope = current_user.actor.scope if current_user.is_authenticated else None
    return scope if isinstance(scope, ConsentScope) else None


def hand_over(request_id: uuid.UUID) -> None:
    """From now on this browser answers one question and nothing else."""
    tablets.hand_over(work(), request_id)
    _become(f"{KIND}{request_id}:{current_user.fs_uniquifier}")


def take_back(password: str) -> uuid.UUID:
    """Give the browser back to whoever handed it over; returns the patient's id. Raises
    InvalidInput at a wrong password."""
    asked = tablets.asked(work(), current_user.scope.request_id)
    person = tablets.by_mark(system_work(), current_user.mark)
    if person is None or person.is_locked():
        raise InvalidInput(_("This sign-in rests for a while. Please sign out."))
    if not (person.password and person.verify_and_update_password(password)):
        people.note_failed_sign_in(system_work(), person)
        raise InvalidInput(_("That is not the password of %(name)s.", name=person.name))
    patient_id = asked.request.patient_id
    tablets.take_back(work(), asked.request.id)
    _become(person.fs_uniquifier)
    return patient_id


def _become(user_id: str) -> None:
    for name in FORGOTTEN:
        session.pop(name, None)
    session[USER] = user_id
    # A session id known before must not become one that may do more, or less.
    current_app.session_interface.regenerate(session)  # type: ignore[attr-defined]
