"""What a patient reads of two photos: how far they may be compared, and what differs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from progress.rules.plain_reasons import BOTH_STAND, in_plain_words, verdict
from progress.services.comparisons import Comparison, Pair, what_differs


def of_pair(comparison: Comparison, pair: Pair) -> dict[str, Any]:
    """In place of grade, reasons, pose and message, which speak to people of the clinic."""
    said = _(verdict(pair.aligned, pair.grade))
    reasons = [_(each) for each in in_plain_words(what_differs(comparison, pair))]
    return {
        "verdict": None if pair.waiting else said,
        "grade": None,
        "reasons": reasons,
        "pose": [],
        "error_px": None,
        "message": None if pair.aligned else _message(pair, said, reasons),
    }


def _message(pair: Pair, said: str, reasons: list[str]) -> str:
    if pair.waiting and pair.message:
        return _(pair.message)
    return " ".join([said, *reasons, _(BOTH_STAND)])
