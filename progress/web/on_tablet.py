"""The clinic's tablet in a patient's hands: see web/devices.

While it is handed over, the session on the server names the person who did it together with one
question. The person's own sign-in comes back with their password.
"""

from __future__ import annotations

import uuid

from flask import Flask, Response, request
from flask_security import current_user

from progress.rules.access import Actor, ConsentScope
from progress.services import tablets
from progress.web import devices
from progress.web.request import system_work, work

KIND = "tablet:"
"""Before the question's id and what the person's own session knows them by."""
CHANGING_HANDS = ("signing.hand_over", "signing.take_back")


def init_app(app: Flask) -> None:
    devices.teach(app, KIND, _actor)
    app.after_request(_forget)
    app.jinja_env.globals.update(handed_over=handed_over)


def _actor(named: str) -> Actor | None:
    request_id, mark = named.split(":", 1)
    return tablets.actor_of(system_work(), uuid.UUID(request_id), mark)


def _forget(response: Response) -> Response:
    """What the clinic has looked at, and what the patient answered."""
    if request.endpoint in CHANGING_HANDS and response.status_code < 400:
        devices.clear_cache(response)
    return response


def handed_over() -> ConsentScope | None:
    """What this browser may answer, if it is a tablet in a patient's hands."""
    return devices.scope_of(ConsentScope)


def hand_over(request_id: uuid.UUID) -> None:
    """From now on this browser answers one question and nothing else."""
    tablets.hand_over(work(), request_id)
    devices.become(f"{KIND}{request_id}:{current_user.fs_uniquifier}")


def has_password() -> bool:
    """Whether whoever handed it over can take it back so; others sign out on it."""
    _, _, mark = current_user.user_id.split(":", 2)
    person = tablets.by_mark(system_work(), mark)
    return bool(person and person.password)


def take_back(password: str) -> uuid.UUID:
    """Give the browser back to whoever handed it over; returns the patient's id. Raises
    InvalidInput at a wrong password."""
    _, request_id, mark = current_user.user_id.split(":", 2)
    asked = tablets.asked(work(), uuid.UUID(request_id)).request
    person = devices.known_by(password, tablets.by_mark(system_work(), mark))
    patient_id = asked.patient_id
    tablets.take_back(work(), asked.id)
    devices.become(person.fs_uniquifier)
    return patient_id
