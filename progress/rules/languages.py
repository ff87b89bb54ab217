"""The languages that patients read; each is named as its readers call it."""

from __future__ import annotations

from typing import Final

from progress.errors import InvalidInput

ENGLISH: Final = "en"
LANGUAGES: Final = {ENGLISH: "English", "hi": "हिन्दी"}


def known(language: str) -> str:
    """The language, once it is known to be one that there is."""
    if language not in LANGUAGES:
        raise InvalidInput("Choose one of the languages that there are.")
    return language
