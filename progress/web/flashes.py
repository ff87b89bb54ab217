"""What the next page says about what was just done."""

from __future__ import annotations

from typing import Any

from flask import flash


def say(sentence: str, undo: str | None = None) -> None:
    """Show a sentence; with the address that takes it back, offer to undo it."""
    message: Any = {"text": sentence, "undo": undo} if undo else sentence
    flash(message)
