"""How a phone learns to trust this computer: a page, and the certificate that it takes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, url_for

from progress.errors import NotFound
from progress.web import qr
from progress.web.policy import public
from progress.web.request import public_address

MEDIA_TYPE = "application/x-x509-ca-cert"
DEVICES = {
    "iPhone": "iphone",
    "iPad": "iphone",
    "Android": "android",
    "Windows": "windows",
    "Macintosh": "mac",
}
"""By what a browser calls its system. An iPad may say that it is a Mac."""

blueprint = Blueprint("trust", __name__)


@blueprint.get("/trust")
@public
def show() -> str:
    certificate = _certificate()
    address = _for_phones()
    return render_template(
        "trust/show.html",
        name=certificate.name,
        fingerprint=certificate.fingerprint,
        device=_device(),
        address=address,
        code=qr.code(address) if address else None,
        progress=f"{public_address()}/",
    )


@blueprint.get("/trust/progress.crt")
@public
def certificate() -> Response:
    """Not as an attachment: an iPhone takes it for a profile only when it opens it itself."""
    return Response(_certificate().der, mimetype=MEDIA_TYPE)


def _certificate() -> Any:
    found = current_app.extensions["progress.trusted"]()
    if found is None:
        raise NotFound("This clinic's computer has no certificate of its own.")
    return found


def _for_phones() -> str | None:
    """This page, in the clear: a phone that does not trust yet would be warned away from it."""
    address = public_address()
    if not address.startswith("https://"):
        return None
    return f"http://{address.removeprefix('https://')}{url_for('.show')}"


def _device() -> str | None:
    agent = request.user_agent.string
    return next((name for sign, name in DEVICES.items() if sign in agent), None)
