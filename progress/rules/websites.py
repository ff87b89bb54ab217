"""Which addresses name a website."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from progress.errors import InvalidInput

LONGEST: Final = 200
MOST: Final = 10
"""They stand in a header of every frame."""
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PLAIN: Final = {"https": 443, "http": 80}


def origin(address: str) -> str:
    """Of any address of a website, its origin as browsers compare it (RFC 6454): scheme, name and
    port, without the usual one. Raises InvalidInput for what names no website."""
    given = address.strip()
    try:
        parts = urlsplit(given if "//" in given else f"https://{given}")
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in _PLAIN or not _HOST.fullmatch(host) or len(given) > LONGEST:
        raise InvalidInput("Please type the address of a website: https://clinic.example")
    shown = f":{port}" if port and port != _PLAIN[parts.scheme] else ""
    return f"{parts.scheme}://{host}{shown}"
