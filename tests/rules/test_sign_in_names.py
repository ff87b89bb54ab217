"""One spelling for each name to sign in by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rules.sign_in_names import is_address, made_up, normal

INDIA = "91"


@pytest.mark.parametrize(
    "typed",
    ["98123 45678", "098123-45678", "+91 98123 45678", "0091 (98123) 45678", "९८१२३ ४५६७८"],
)
def test_a_phone_number_is_one_however_it_is_written(typed: str) -> None:
    assert normal(typed, INDIA) == "+919812345678"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Asha@Clinic.Example ", "asha@clinic.example"),
        ("Asha-4821", "asha-4821"),
        ("0", ""),
        ("12345", ""),
        ("", ""),
        ("a" * 256, ""),
    ],
)
def test_other_names_are_compared_in_small_letters(typed: str, name: str) -> None:
    assert normal(typed, INDIA) == name


@given(st.text("abXY@.-_+/() 0129", max_size=30), st.sampled_from(["1", "44", "91"]))
def test_a_normal_name_stays_as_it_is(typed: str, country: str) -> None:
    once = normal(typed, country)
    assert normal(once, country) == once


@given(st.text(min_size=1, max_size=60), st.integers(0, 9999))
def test_a_made_up_name_can_be_signed_in_by(name: str, number: int) -> None:
    made = made_up(name, number)
    assert normal(made, INDIA) == made
    assert not is_address(made)


def test_a_made_up_name_begins_as_its_person() -> None:
    assert made_up("Asha Verma", 7) == "asha-0007"
    assert made_up("आशा", 4821) == "patient-4821"


@pytest.mark.parametrize(
    "name", ["", "@x.example", "x@", "<x@y>", "Asha <a@x.example>", "a@b@c", "a\n@x", "+919812345"]
)
def test_what_has_not_the_shape_of_an_address_is_none(name: str) -> None:
    assert not is_address(name)
    assert is_address("asha@clinic.local")
