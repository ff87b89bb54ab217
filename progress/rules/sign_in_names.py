"""By what somebody signs in: an e-mail address, a phone number, or a name that Progress made up."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 255
SHORTEST_PHONE: Final = 6
PHONE: Final = re.compile(r"[\d\s()./+-]+")
ADDRESS: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+")


def normal(typed: str, country_code: str) -> str:
    """One spelling for all ways to write the same name; "" for what can be none.

    Addresses and names are compared in small letters. A phone number becomes that of E.164,
    +919812345678, where one without a country is of the clinic's own: `country_code`, "91".
    """
    typed = unicodedata.normalize("NFKC", typed).strip()
    if len(typed) > LONGEST:
        return ""
    return _phone(typed, country_code) if PHONE.fullmatch(typed) else typed.lower()


def _phone(typed: str, country_code: str) -> str:
    digits = "".join(str(int(each)) for each in typed if each.isdecimal())
    if len(digits.lstrip("0")) < SHORTEST_PHONE:
        return ""
    if typed.lstrip("( ").startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{country_code}{digits.lstrip('0')}"


def is_address(name: str) -> bool:
    """Whether mail may reach it: whether it has the shape of an address, and no name around it."""
    return ADDRESS.fullmatch(name) is not None and name.isprintable()


def made_up(name: str, number: int) -> str:
    """For somebody whose address and phone are already another's: "asha-4821"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    first = re.match(r"[a-z]+", plain)
    return f"{first[0][:20] if first else 'patient'}-{number:04d}"
