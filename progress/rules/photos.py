"""What may happen to a photo: its states, its limits, what it is compared with."""

from __future__ import annotations

from progress.rules.words import Word


class PhotoState(Word):
    """Where a photo stands between its arrival and its place over the baseline."""

    RECEIVED = "received", "Received"
    READY = "ready", "Ready to align"
    ALIGNED = "aligned", "Aligned"
    NEEDS_REVIEW = "needs-review", "Needs review"
    REFUSED = "refused", "Not comparable"
    UNREADABLE = "unreadable", "Unreadable"


class PhotoFormat(Word):
    """The kinds of file that are taken, known by their content and never by their name."""

    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    HEIC = "heic", "HEIC (iPhone)"
