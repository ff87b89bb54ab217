"""A text that a patient is asked says everything, in each of its languages, or is not published."""

from __future__ import annotations

import json
from typing import Any

import pytest

from progress.errors import InvalidInput
from progress.rules.consent_texts import (
    DEFAULTS,
    DISGUISES,
    MOST_MONTHS,
    REMINDERS,
    SCOPES,
    VALID_MONTHS,
    check,
    plain,
)
from progress.rules.consents import Disguise, Scope
from progress.rules.languages import LANGUAGES


@pytest.fixture
def texts() -> dict[str, Any]:
    """The first draft, as it is stored; a test may cross out what it likes."""
    return json.loads(json.dumps(plain(DEFAULTS)))


def test_the_first_draft_asks_every_question_in_every_language(texts: dict[str, Any]) -> None:
    assert set(texts) == set(REMINDERS) == set(LANGUAGES)
    check(texts, list(Scope), list(Disguise), VALID_MONTHS)


def test_what_is_stored_is_what_was_written(texts: dict[str, Any]) -> None:
    assert texts == plain(DEFAULTS)
    assert texts["en"]["scopes"]["website"] == DEFAULTS["en"]["scopes"][Scope.WEBSITE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_says_the_day_and_nothing_of_a_treatment(language: str) -> None:
    said = REMINDERS[language]["text"].format(ends_on="2.1.2027")
    assert "2.1.2027" in said
    assert not any(word in said.casefold() for word in ("treatment", "clinic", "इलाज", "क्लिनिक"))


@pytest.mark.parametrize("part", ["title", "body", "withdrawing"])
@pytest.mark.parametrize("nothing", ["", " \n"])
def test_a_part_left_blank_is_named_with_its_language(
    texts: dict[str, Any], part: str, nothing: str
) -> None:
    texts["hi"][part] = nothing
    with pytest.raises(InvalidInput, match="Still to be written in हिन्दी: "):
        check(texts, SCOPES, DISGUISES, VALID_MONTHS)


def test_every_gap_is_named_at_once(texts: dict[str, Any]) -> None:
    del texts["en"]["title"], texts["en"]["scopes"]["website"]
    texts["en"]["disguises"]["recognisable"] = " "
    gaps = f"Title, {Scope.WEBSITE.label}, {Disguise.RECOGNISABLE.label}."
    with pytest.raises(InvalidInput) as refused:
        check(texts, SCOPES, DISGUISES, VALID_MONTHS)
    assert str(refused.value) == f"Still to be written in English: {gaps}"


def test_only_what_is_asked_needs_words(texts: dict[str, Any]) -> None:
    texts["en"]["scopes"] = {"website": "May we?"}
    texts["en"]["disguises"] = {"recognisable": "As I am."}
    del texts["hi"]
    check(texts, ["website"], ["recognisable"], VALID_MONTHS)


@pytest.mark.parametrize(("scopes", "disguises"), [((), DISGUISES), (SCOPES, ())])
def test_a_text_asks_and_offers_something(
    texts: dict[str, Any], scopes: tuple[str, ...], disguises: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput, match="at least one question"):
        check(texts, scopes, disguises, VALID_MONTHS)


@pytest.mark.parametrize("months", [-1, 0, MOST_MONTHS + 1])
def test_no_consent_holds_for_ever_or_for_nothing(texts: dict[str, Any], months: int) -> None:
    with pytest.raises(InvalidInput, match="1 to 120 months"):
        check(texts, SCOPES, DISGUISES, months)
    for allowed in (1, MOST_MONTHS):
        check(texts, SCOPES, DISGUISES, allowed)


@pytest.mark.parametrize("written", [{}, {"xx": plain(DEFAULTS)["en"]}])
def test_a_text_is_in_languages_that_there_are(written: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="at least one of the languages"):
        check(written, SCOPES, DISGUISES, VALID_MONTHS)
