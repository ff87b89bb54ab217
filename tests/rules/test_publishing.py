"""What must be read before strangers see photos, and what may stand beside them."""

from __future__ import annotations

import hashlib

import pytest

from progress.errors import InvalidInput
from progress.rules import publishing
from progress.rules.publishing import (
    WARNING,
    WARNING_VERSION,
    Publishing,
    check_read,
    checked,
    is_open,
)

READ = {"2026-11": "5d2d"}
"""How each version of the warning began, in SHA-256, so that none is changed under its name."""


def test_a_warning_that_says_something_else_has_another_version() -> None:
    said = hashlib.sha256(repr([tuple(each) for each in WARNING]).encode()).hexdigest()
    assert READ.get(WARNING_VERSION) == said[:4], "Give the warning a new version, and add it here."


def test_the_warning_names_what_binds_a_clinic_in_india_and_sends_to_somebody_who_knows() -> None:
    said = " ".join(f"{each.title} {each.text}" for each in WARNING)
    for word in ("solicit", "7.17", "Personal Data Protection", "promise", "saved", "lawyer"):
        assert word.lower() in said.lower()


@pytest.mark.parametrize(
    ("switched_on", "read", "expected"),
    [
        (True, WARNING_VERSION, True),
        (True, "2019-01", False),
        (True, None, False),
        (False, WARNING_VERSION, False),
    ],
)
def test_the_gallery_is_open_only_under_the_warning_of_today(
    switched_on: bool, read: str | None, expected: bool
) -> None:
    assert is_open(switched_on, read) is expected


def test_nobody_opens_it_on_a_warning_of_yesterday() -> None:
    check_read(WARNING_VERSION)
    for other in ("", "2019-01"):
        with pytest.raises(InvalidInput, match="says something else now"):
            check_read(other)


def test_nothing_is_said_until_somebody_says_it() -> None:
    assert Publishing() == Publishing(web_open=False, words="", appointment_url="")
    assert Publishing().phone_link == ""
    assert checked(" ", "", "\t") == ("", "", "")


def test_words_are_plain_text_with_their_line_breaks() -> None:
    given = "  Ask\u00a0us.\r\n\r\n\r\n\r\nWe answer <b>gladly</b>, क्\u200dष. \n"
    assert checked(given, "", "")[0] == "Ask us.\n\nWe answer <b>gladly</b>, क्\u200dष."
    assert checked("x" * 600, "", "")[0] == "x" * 600


@pytest.mark.parametrize(
    ("words", "why"), [("x" * 601, "600"), ("to\u202eward", "shown"), ("bell\x07", "shown")]
)
def test_words_that_cannot_be_shown_are_refused(words: str, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        checked(words, "", "")


@pytest.mark.parametrize(
    "url",
    [
        "https://clinic.example/book",
        " https://www.clinic.example:8443/book?for=skin#form ",
        "https://xn--i1b6b1a6a2e.example",
    ],
)
def test_an_address_for_appointments_is_https(url: str) -> None:
    assert checked("", url, "")[1] == url.strip()


@pytest.mark.parametrize(
    "url",
    [
        "http://clinic.example",
        "javascript:alert(1)",
        "https:clinic.example",
        "https://",
        "https://clinic",
        "https://clinic.example:x/",
        "https://clinic.example:0/",
        "https://me:secret@clinic.example",
        "https://clinic.example/a b",
        "https://clinic.example\\@elsewhere.example",
        "https://[::1",
        "https://clinic.example/" + "x" * 300,
        "tel:+911244000000",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="https"):
        checked("", url, "")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+91 124 400-0000", "tel:+911244000000"),
        ("(0124) 4000 000", "tel:01244000000"),
        (" 0124/4000000 ", "tel:01244000000"),
    ],
)
def test_a_number_can_be_called(phone: str, link: str) -> None:
    said = checked("", "", phone)[2]
    assert said == " ".join(phone.split())
    assert Publishing(appointment_phone=said).phone_link == link


@pytest.mark.parametrize("phone", ["ring us", "12", "+1234567890123456", "++911244000", "1" * 41])
def test_what_cannot_be_called_is_refused(phone: str) -> None:
    with pytest.raises(InvalidInput, match="digits"):
        checked("", "", phone)


def test_a_consultation_comes_first_in_what_always_stands_there() -> None:
    assert "dermatologist first" in publishing.FIRST
    assert "consultation with a dermatologist comes before" in publishing.FIRST_WHY
