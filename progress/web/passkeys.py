"""Passkeys, by the sign-in library: a device is asked to unlock itself, and nothing is typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask, session
from flask_security import (
    WebAuthnSigninResponseForm,
    WebauthnUtil,
    wan_deleted,
    wan_registered,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from progress.config import Settings
from progress.rules.audit import Event
from progress.services import people

TO_CHOOSE = "choose"
"""Set in the session of somebody who was let in and has not yet chosen how to sign in."""


class DeviceUnlocks(WebauthnUtil):
    """A passkey stands for a password and for the name, so the device has to know its person by
    fingerprint, face or PIN, and to remember whose the passkey is."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED


class PasskeyForm(WebAuthnSigninResponseForm):
    """The library notes that a sign-in was closed, and goes on; here nobody comes in by it."""

    def validate(self, **given: Any) -> bool:
        return bool(super().validate(**given)) and not self.errors


def configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME=settings.clinic_name,
        SECURITY_WAN_REGISTER_URL="/passkeys",
        SECURITY_WAN_DELETE_URL="/passkeys/remove",
        SECURITY_WAN_SIGNIN_URL="/sign-in/passkey",
        SECURITY_WAN_VERIFY_URL="/verify/passkey",
        SECURITY_WAN_SIGNIN_TEMPLATE="security/passkey.html",
        SECURITY_WAN_VERIFY_TEMPLATE="security/passkey.html",
        SECURITY_WAN_POST_REGISTER_VIEW="/passkeys",
        SECURITY_WAN_ALLOW_AS_VERIFY=["first"],
        # With a hint the server would tell which passkeys belong to a name that anybody types.
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_DATETIME_FACTORY=lambda: datetime.now(UTC),
    )


def follow_signals(app: Flask) -> None:
    begin = app.extensions["progress"]

    def added(_app: Flask, user: Any, **_: Any) -> None:
        session.pop(TO_CHOOSE, None)
        people.note_passkey(begin(user.actor), Event.PASSKEY_ADDED)

    def removed(_app: Flask, user: Any, **_: Any) -> None:
        people.note_passkey(begin(user.actor), Event.PASSKEY_REMOVED)

    wan_registered.connect(added, app, weak=False)
    wan_deleted.connect(removed, app, weak=False)
