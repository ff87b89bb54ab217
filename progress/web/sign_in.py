"""Signing in and out: Flask-Security, sessions kept on the server, and a limit to guessing.
Passkeys: web/passkeys.py."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask_babel import gettext, lazy_gettext
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    Security,
    current_user,
    password_changed,
    user_failed_authn,
)
from flask_security.utils import get_message
from flask_wtf import CSRFProtect
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from progress.config import Settings
from progress.rules import sign_in_names
from progress.rules.access import SYSTEM
from progress.services import people
from progress.web import passkeys
from progress.web.flashes import say
from progress.web.session_cookie import SessionOfScheme

csrf = CSRFProtect()
ASKED = ("security.login", "mails.ask")
"""Where every try counts against the limit to guessing."""
ONE_CONNECTION = 64
"""Bits of an IPv6 address that all who share a connection have in common (RFC 6177)."""
FRESH = timedelta(minutes=30)
"""How long after signing in a passkey may be added or removed without being asked again."""
REFUSED = (
    "captures.start",
    "invitations.open_link",
    "invitations.type_code",
    "kiosks.leave",
    "security.wan_signin_response",
    "signing.take_back",
)
"""Where only wrong ones do."""


def _normal(typed: str | None) -> str:
    return sign_in_names.normal(typed or "", current_app.config["COUNTRY_CODE"])


class SignInForm(LoginForm):
    """Without "remember me": a cookie that outlives the session could not be revoked. The library
    asks for an e-mail address; here a phone number is as good."""

    remember = None
    email = StringField(
        lazy_gettext("E-mail or phone number"), [InputRequired()], filters=[_normal]
    )
    password = PasswordField(lazy_gettext("Password"), [InputRequired()])


class NewPasswordForm(ChangePasswordForm):
    """With the password until now, which is guessed here no more often than at the sign-in."""

    def validate(self, **given: Any) -> bool:
        is_right = bool(super().validate(**given))
        wrong = get_message("INVALID_PASSWORD")[0]
        if current_user.rests:
            self.password.errors, self.new_password.errors = [wrong], []
        if wrong in self.password.errors:
            current_user.track_failed_authn("password")
        return is_right and not current_user.rests


def init_app(app: Flask, settings: Settings) -> None:
    _configure(app, settings)
    app.session_interface = SessionOfScheme(app, settings.data_dir / "sessions")
    csrf.init_app(app)
    security = Security(
        app,
        app.extensions["progress.people"],
        login_form=SignInForm,
        change_password_form=NewPasswordForm,
        webauthn_util_cls=passkeys.DeviceUnlocks,
        wan_signin_response_form=passkeys.PasskeyForm,
    )
    # A passkey is a way in of its own, not a second step after the password.
    security.support_mfa = False
    # A page has some thirty scripts and styles: for none of them is looked up who is signed in.
    security.principal.skip_static = True
    # The library also accepts tokens that sign-out does not revoke; only sessions may count.
    security.login_manager.request_loader(lambda _request: None)
    _follow_signals(app)


def limit_guesses(app: Flask, settings: Settings) -> None:
    """Of passwords, and of codes, links and passkeys, of which only wrong ones count. The routes
    must be there already."""
    # One for each app: shared, it would hold every app to the strictest limit of all.
    limiter = Limiter(_neighbourhood, app=app, storage_uri="memory://")
    asked = limiter.limit(settings.sign_in_limit, methods=["POST"])
    refused = limiter.limit(settings.sign_in_limit, deduct_when=_was_refused)
    limits: dict[str, Any] = dict.fromkeys(ASKED, asked) | dict.fromkeys(REFUSED, refused)
    for endpoint, limit in limits.items():
        app.view_functions[endpoint] = limit(app.view_functions[endpoint])


def _neighbourhood() -> str:
    """Where a try comes from: whoever has one address of IPv6 has all of its network."""
    said = get_remote_address()
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv4Address) or address.ipv4_mapped:
        return said
    return str(ip_network((address, ONE_CONNECTION), strict=False))


def _was_refused(response: Response) -> bool:
    return response.status_code >= 400


def _configure(app: Flask, settings: Settings) -> None:
    passkeys.configure(app, settings)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_LENGTH_MIN=people.SHORTEST_PASSWORD,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_CHANGE_URL="/password",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_LOGOUT_CSRF=True,
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_STATIC_FOLDER=None,
        # The library would write "private=True"; the pages' own header says more.
        SECURITY_CACHE_CONTROL={},
        # Written only when it changes: a long upload would bring back a session that has ended.
        SESSION_REFRESH_EACH_REQUEST=False,
        COUNTRY_CODE=settings.country_code,
        SECURITY_FRESHNESS=FRESH,
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(0),
        # The library's sentences are not in the reader's language; ours are.
        SECURITY_FLASH_MESSAGES=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_COOKIE_NAME="progress",
        SESSION_COOKIE_SECURE=settings.https == "proxy",
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
    )


def _follow_signals(app: Flask) -> None:
    begin = app.extensions["progress"]

    def signed_in(_app: Flask, user: Any, **_: Any) -> None:
        # A session id known before sign-in must not become a signed-in one.
        app.session_interface.regenerate(session)  # type: ignore[attr-defined]
        # Whatever a form of the library's asks for, there is no cookie that outlives the session.
        session.pop("_remember", None)
        people.note_sign_in(begin(user.actor), user)

    def failed(_app: Flask, user: Any, **_: Any) -> None:
        people.note_failed_sign_in(begin(SYSTEM), user)

    def signed_out(_app: Flask, user: Any, **_: Any) -> None:
        session.clear()
        if user.is_authenticated:
            people.note_sign_out(begin(user.actor))

    def changed_password(_app: Flask, **_: Any) -> None:
        say(gettext("Your password was changed."))

    password_changed.connect(changed_password, app, weak=False)
    user_logged_in.connect(signed_in, app, weak=False)
    user_failed_authn.connect(failed, app, weak=False)
    user_logged_out.connect(signed_out, app, weak=False)
    passkeys.follow_signals(app)
    app.after_request(_forget_on_sign_out)


def _forget_on_sign_out(response: Response) -> Response:
    if request.endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache"'
    return response
