"""Headers that every answer carries."""

from __future__ import annotations

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex",
}
CAMERA_PAGES = frozenset({"captures.show", "home_photos.camera"})
"""The only ones that may ask for the camera."""


def init_app(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    if request.endpoint in CAMERA_PAGES:
        policy = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
        response.headers["Permissions-Policy"] = policy
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    # Pages about patients must not stay behind on a shared computer.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
