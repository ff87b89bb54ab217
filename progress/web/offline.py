"""What a phone keeps of Progress for when the clinic is out of reach: one page, and what draws it.
Nothing of it is about anybody."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

PAGE = "templates/offline/show.html"
DRAWN_WITH = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/buttons.css",
    "css/components.css",
    "js/theme.js",
    "js/offline.js",
    "js/upload/store.js",
    "vendor/idb/index.js",
)


def addresses() -> list[str]:
    """Of everything that is kept, the page first."""
    return [
        url_for("captures.offline"),
        *(url_for("static", filename=name) for name in DRAWN_WITH),
    ]


def version(app: Flask) -> str:
    """Another one as soon as anything that is kept is another."""
    root = Path(app.root_path)
    digest = sha256((root / PAGE).read_bytes())
    for name in DRAWN_WITH:
        digest.update((root / "static" / name).read_bytes())
    return digest.hexdigest()[:16]
