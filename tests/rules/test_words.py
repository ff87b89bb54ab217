import pytest

from progress.rules.words import Word, listed


class Weather(Word):
    DRY_SEASON = "dry-season", "Dry season"


def test_a_word_is_its_slug_and_carries_its_label() -> None:
    assert Weather("dry-season") is Weather.DRY_SEASON
    assert f"{Weather.DRY_SEASON}" == "dry-season"
    assert Weather.DRY_SEASON.label == "Dry season"


def test_an_unknown_word_is_not_found() -> None:
    with pytest.raises(ValueError, match="monsoon"):
        Weather("monsoon")


@pytest.mark.parametrize(
    ("phrases", "sentence"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_phrases_are_listed_as_a_person_writes_them(phrases: list[str], sentence: str) -> None:
    assert listed(phrases) == sentence


def test_the_joiner_can_be_another() -> None:
    assert listed(["a", "b"], "or") == "a or b"
