"""A QR code as one SVG path: a unit is a module, and the quiet zone is part of the picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET_ZONE = 4
"""Modules of white on each side, as ISO/IEC 18004 asks."""


@dataclass(frozen=True)
class Code:
    """`path` draws the dark modules in a square of `side` units."""

    side: int
    path: str


def code(text: str) -> Code:
    """Error correction M: a screen is neither torn nor dirty, and fewer modules are read sooner."""
    matrix = segno.make_qr(text, error="m").matrix
    rows = (run for y, row in enumerate(matrix, QUIET_ZONE) for run in _runs(row, y))
    return Code(len(matrix) + 2 * QUIET_ZONE, "".join(rows))


def _runs(row: bytearray, y: int) -> list[str]:
    """Each run of dark modules as one bar."""
    bars, x = [], QUIET_ZONE
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return bars
