import pytest

from progress.errors import InvalidInput
from progress.rules.languages import LANGUAGES, known


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_there_is_stays_as_it_is(language: str) -> None:
    assert known(language) == language


@pytest.mark.parametrize("language", ["", "xx", "EN", "English"])
def test_another_is_refused_with_a_sentence(language: str) -> None:
    with pytest.raises(InvalidInput, match="one of the languages"):
        known(language)
