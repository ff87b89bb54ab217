"""The catalogues of what patients read are whole: nothing missing, guessed or lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog

from progress.config import ROOT
from progress.rules.languages import ENGLISH, LANGUAGES
from progress.web.script_words import SENTENCES
from tools import translations

PLACE = re.compile(r"%\((\w+)\)s")
SCRIPT_SENTENCE = re.compile(r'(?<![\w.])_\(\s*"((?:[^"\\]|\\.)+)"')
PATHS = [pytest.param(path, id=path.parts[-3]) for path in translations.catalogues()]


@pytest.fixture(scope="module")
def said() -> Catalog:
    return translations.gathered()


def both(message: Any) -> tuple[list[str], list[str]]:
    """The forms of a sentence, and those of its translation."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return list(ids), list(strings)


def test_every_language_but_english_has_a_catalogue() -> None:
    found = {path.parts[-3] for path in translations.catalogues()}
    assert found == LANGUAGES.keys() - {ENGLISH}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_missing_or_guessed(path: Path) -> None:
    left = translations.missing(translations.read(path))
    assert not left, f"Translate these in {path.relative_to(ROOT)}: {left}"


@pytest.mark.parametrize("path", PATHS)
def test_the_catalogue_holds_what_is_said(path: Path, said: Catalog) -> None:
    kept = {message.id for message in translations.read(path) if message.id}
    now = {message.id for message in said if message.id}
    assert kept == now, "Run: make translations"


@pytest.mark.parametrize("path", PATHS)
def test_places_for_values_agree(path: Path) -> None:
    wrong = [message.id for message in translations.read(path) if message.id and astray(message)]
    assert not wrong


def astray(message: Any) -> bool:
    """Whether a translation names other values than its sentence, or has a stray %. The form for
    one may leave the number out where English does."""
    ids, strings = both(message)
    wanted = [set(PLACE.findall(each)) for each in ids]
    named = [set(PLACE.findall(string)) for string in strings]
    stray = any(wanted) and any("%" in PLACE.sub("", string) for string in strings)
    return bool(stray) or any(
        found != wanted[min(form, len(wanted) - 1)] for form, found in enumerate(named)
    )


def test_scripts_say_what_pages_bring_along() -> None:
    scripts = (ROOT / "progress" / "static" / "js").rglob("*.js")
    used = {
        sentence.replace('\\"', '"')
        for path in scripts
        if "words.js" in (text := path.read_text(encoding="utf-8"))
        for sentence in SCRIPT_SENTENCE.findall(text)
    }
    assert used == set(SENTENCES), "Bring progress/web/script_words.py and the scripts together."


def test_a_lost_sentence_would_be_seen() -> None:
    catalog = Catalog()
    catalog.add("Sentence.", "")
    catalog.add(("%(num)s photo", "%(num)s photos"), ("%(num)s फ़ोटो", ""))
    catalog.add("Guessed.", "अंदाज़ा", flags=["fuzzy"])
    catalog.add("Said.", "कहा।")
    assert len(translations.missing(catalog)) == 3
