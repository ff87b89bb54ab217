"""Icons drawn into the page itself: no request, no late picture, the colour of the text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor" / "icons"


@cache
def icon_shapes(name: str) -> Markup:
    """What stands inside the `<svg>` of an icon; FileNotFoundError names one that is missing."""
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    start = drawing.index(">", drawing.index("<svg")) + 1
    return Markup(drawing[start : drawing.rindex("</svg>")].strip())  # noqa: S704  our own package's file
