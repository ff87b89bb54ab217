import re
from itertools import chain

import pytest

from progress.rules import treatment, views
from progress.rules.treatment import (
    VOCABULARY,
    Adjunct,
    Anaesthesia,
    Delivery,
    Indication,
    Solution,
    Vocabulary,
)
from progress.rules.views import Region
from progress.rules.words import Word

WORDS = [
    kind
    for module in (treatment, views)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word
]


def labels(words: tuple[Word, ...]) -> list[str]:
    return [word.label for word in words]


def test_scalp_courses_are_named_as_the_clinic_names_them() -> None:
    scalp = VOCABULARY[Region.SCALP]
    assert labels(scalp.indications) == [
        "Chronic hair loss",
        "Thinning",
        "Androgenetic alopecia, male pattern",
        "Androgenetic alopecia, female pattern",
        "Telogen effluvium",
        "Upkeep after a hair transplant",
    ]
    assert labels(scalp.deliveries) == ["Fine meso syringe into the scalp’s mesoderm"]
    assert labels(scalp.adjuncts) == [
        "Supplements",
        "Minoxidil serum",
        "Procapil serum",
        "Other medication",
    ]
    assert scalp.anaesthesias[0] is Anaesthesia.AS_NEEDED
    assert scalp.afterwards == "Usually you go on with your day as before."


def test_face_courses_are_named_as_the_clinic_names_them() -> None:
    face = VOCABULARY[Region.FACE]
    assert labels(face.indications) == [
        "Dullness",
        "Superficial scars",
        "Early fine lines",
        "Pigmentation",
        "Uneven skin tone",
        "Pre-bridal glow",
        "Prevention of early ageing",
    ]
    assert face.deliveries == (Delivery.MESO_NEEDLE, Delivery.DERMAROLLER)
    assert face.adjuncts == (Adjunct.PRESCRIPTION_BEFOREHAND,)
    assert face.anaesthesias[0] is Anaesthesia.NUMBING_CREAM
    assert "24 to 48 hours" in face.afterwards


def test_no_word_is_left_without_a_region() -> None:
    both = VOCABULARY.values()
    assert set(chain.from_iterable(each.indications for each in both)) == set(Indication)
    assert set(chain.from_iterable(each.solutions for each in both)) == set(Solution)
    assert set(chain.from_iterable(each.deliveries for each in both)) == set(Delivery)
    assert set(chain.from_iterable(each.anaesthesias for each in both)) == set(Anaesthesia)
    assert set(chain.from_iterable(each.adjuncts for each in both)) == set(Adjunct)


def test_an_indication_belongs_to_one_region() -> None:
    scalp, face = VOCABULARY[Region.SCALP], VOCABULARY[Region.FACE]
    assert set(scalp.indications).isdisjoint(face.indications)


@pytest.mark.parametrize("vocabulary", VOCABULARY.values(), ids=list(VOCABULARY))
def test_no_improvement_is_promised(vocabulary: Vocabulary) -> None:
    assert "for some nothing changes" in vocabulary.response.lower()
    assert not re.search(r"improve|better|success|will ", vocabulary.response, re.IGNORECASE)


def test_a_response_on_the_scalp_is_expected_after_four_to_eight_weeks() -> None:
    assert "4 to 8 weeks" in VOCABULARY[Region.SCALP].response


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_every_word_is_stored_as_a_slug_and_read_as_a_label(kind: type[Word]) -> None:
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) for word in kind)
    assert all(word.label[0].isupper() or word.label[0].isdigit() for word in kind)
    assert len({word.label for word in kind}) == len(kind)
    assert max(map(len, kind)) <= 40, "models keep slugs in columns of 40 characters"
