"""What the page may send, so that it need not be told by a refusal."""

from __future__ import annotations

from typing import Any

from flask import current_app

from progress.rules.photos import ACCEPTED, MAX_BYTES
from progress.web.request import ROOM_FOR_FORM_FIELDS


def limits() -> dict[str, Any]:
    """The most bytes that one file may have, and the kinds of file that are taken."""
    most = current_app.config["MAX_CONTENT_LENGTH"] - ROOM_FOR_FORM_FIELDS
    return {"bytes": min(MAX_BYTES, most), "kinds": ACCEPTED}
