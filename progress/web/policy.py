"""Every route states who may use it; a route that states nothing does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, redirect, request
from flask_security import current_user
from werkzeug.wrappers import Response

from progress.errors import SessionEnded
from progress.rules.access import Action, can
from progress.rules.captures import ENDED
from progress.web.on_kiosk import in_waiting_room
from progress.web.on_phone import was_let_in
from progress.web.on_tablet import handed_over

View = Callable[..., Any]
PUBLIC = "public"
CLOSED = "closed"
"""Answers nobody: a route of a library's that is not wanted here."""
LIBRARY_POLICY: dict[str, Action | str] = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.verify": Action.KEEP_OWN_ACCOUNT,
    "security.change_password": Action.KEEP_OWN_ACCOUNT,
    "security.tf_select": CLOSED,
    "security.wan_signin": PUBLIC,
    "security.wan_signin_response": PUBLIC,
    "security.wan_register": Action.KEEP_OWN_ACCOUNT,
    "security.wan_register_response": Action.KEEP_OWN_ACCOUNT,
    "security.wan_delete": Action.KEEP_OWN_ACCOUNT,
    "security.wan_verify": Action.KEEP_OWN_ACCOUNT,
    "security.wan_verify_response": Action.KEEP_OWN_ACCOUNT,
}
"""Routes that libraries bring; every other route says it beside its view."""


def allows(action: Action) -> Callable[[View], View]:
    """State the action that a view performs."""

    def mark(view: View) -> View:
        view.policy = action  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """State that a view answers anybody."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def policy_of(app: Flask, endpoint: str) -> Action | str | None:
    """What an endpoint demands; None when nobody stated it."""
    stated = getattr(app.view_functions[endpoint], "policy", None)
    return stated or LIBRARY_POLICY.get(endpoint)


def guard(app: Flask) -> None:
    app.before_request(_check)


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy == PUBLIC:
        return None
    if not current_user.is_authenticated:
        if was_let_in():
            raise SessionEnded(ENDED)
        return _ask_to_sign_in()
    if not isinstance(policy, Action) or not can(current_user.actor, policy):
        return _refuse()
    return None


def _refuse() -> Response:
    """A tablet in another's hands leads back to what it is for, whatever was asked for."""
    if scope := handed_over():
        home = current_app.url_for("signing.begin", request_id=scope.request_id)
    elif in_waiting_room():
        home = current_app.url_for("kiosk.index")
    else:
        abort(403)
    return redirect(home, 303)


def _ask_to_sign_in() -> Response:
    if request.method != "GET" or not request.accept_mimetypes.accept_html:
        abort(401)
    return redirect(current_app.url_for("security.login", next=request.full_path.rstrip("?")))
