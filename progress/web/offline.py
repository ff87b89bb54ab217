"""What a phone keeps of Progress for when the clinic is out of reach: one page, and what draws it.
Nothing of it is about anybody."""

from __future__ import annotations

import re
from hashlib import sha256
from posixpath import normpath

from flask import url_for

from progress.config import ROOT
from progress.web import static_files

PAGE = "templates/offline/show.html"
STYLE = "css/app.css"
"""What it draws together from other files is kept too."""
DRAWN_WITH = (
    STYLE,
    *(
        normpath(f"css/{name}")
        for name in re.findall(r'@import url\("(.+?)"\)', (static_files.FOLDER / STYLE).read_text())
    ),
    "vendor/fonts/inter-latin-wght-normal.woff2",
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


def version() -> str:
    """Another one as soon as anything that is kept is another: files say so by their addresses."""
    page = (ROOT / "progress" / PAGE).read_bytes()
    return sha256(page + " ".join(addresses()).encode()).hexdigest()[:16]
