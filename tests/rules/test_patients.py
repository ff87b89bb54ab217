from datetime import date

import pytest

from progress.errors import InvalidInput
from progress.rules.patients import PatientDetails, age, check

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (PatientDetails("  "), "name"),
        (PatientDetails("123"), "name"),
        (PatientDetails("x" * 161), "at most 160"),
        (PatientDetails("Asha", born_on=date(2026, 11, 23)), "future"),
        (PatientDetails("Asha", born_on=date(2027, 1, 1)), "year of birth"),
        (PatientDetails("Asha", born_on=date(1900, 1, 1)), "year of birth"),
        (PatientDetails("Asha", phone="call her mother"), "phone"),
        (PatientDetails("Asha", email="@x.example"), "e-mail"),
        (PatientDetails("Asha", language="xx"), "languages"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(details, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        check(details, TODAY)


@pytest.mark.parametrize(
    "details",
    [
        PatientDetails("आशा"),
        PatientDetails("José Ñúñez", phone="+91 (98100) 12-345", born_on=date(1940, 2, 29)),
        PatientDetails("Newborn", born_on=TODAY),
        PatientDetails("Asha", email="asha@mail.example", language="hi"),
    ],
)
def test_people_are_taken_as_they_are(details):
    check(details, TODAY)


@pytest.mark.parametrize(
    ("born_on", "years"),
    [(date(2000, 11, 22), 26), (date(2000, 11, 23), 25), (date(2000, 2, 29), 26), (TODAY, 0)],
)
def test_age_counts_completed_years(born_on, years):
    assert age(born_on, TODAY) == years
