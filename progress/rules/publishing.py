"""What must be known before strangers see photos of patients, and what may stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, NamedTuple
from urllib.parse import urlsplit

from progress.errors import InvalidInput
from progress.rules.words import told


class Passage(NamedTuple):
    """One thing that the warning says."""

    title: str
    text: str


WARNING_VERSION: Final = "2026-11"
"""Changed whenever WARNING says something else, so that somebody has to read it again."""

WARNING: Final = (
    Passage(
        "Advertising by doctors is restricted",
        "In India a doctor may not solicit patients, directly or indirectly, and may not be the "
        "subject of publicity: the medical council calls that unethical (Regulations of 2002, "
        "6.1), and can take a name off the register for it. Photos of patients on a clinic’s "
        "website may be read as just that. Many other countries forbid or limit photos from "
        "before and after.",
    ),
    Passage(
        "No patient may be recognised without permission",
        "The same regulations (7.17) forbid publishing photos by which a patient could be made "
        "out, unless the patient permitted it. Progress shows nobody who did not allow the "
        "website, and shows them no more recognisably than they allowed. It does not know "
        "tattoos, jewellery or rooms: the person who approves a case looks for those.",
    ),
    Passage(
        "Photos of patients are personal data",
        "India’s Digital Personal Data Protection Act, 2023, asks for a consent that is free, "
        "informed and given for this purpose alone, and that is taken back as easily as it was "
        "given. Elsewhere other laws ask for the same, or for more.",
    ),
    Passage(
        "Promise nothing",
        "Laws against misleading advertisements count for photos too, and for what stands beside "
        "them. In India the Drugs and Magic Remedies Act, 1954, and the Consumer Protection Act, "
        "2019, are among them. No “guaranteed”, no “permanent”, no “best”: each person is "
        "different, and the pages say so.",
    ),
    Passage(
        "What was public stays with whoever kept it",
        "A case that is withdrawn is gone from these pages within seconds. Copies that somebody "
        "saved, printed or posted meanwhile are out of reach, and no law brings them back.",
    ),
    Passage(
        "Ask somebody who knows your rules",
        "This page is no legal advice, and rules change and differ between countries, states and "
        "professions. Before you go on, ask your medical council, or a lawyer who knows it.",
    ),
)

FIRST: Final = told("Talk to a dermatologist first.")
FIRST_WHY: Final = told(
    "A consultation with a dermatologist comes before any treatment. Every person is different, "
    "and these photos promise nothing."
)
"""Stand with the clinic's own words wherever those stand, and cannot be edited away."""


@dataclass(frozen=True)
class Publishing:
    """What stands at the end of each case and gallery, and whether strangers see any."""

    web_open: bool = False
    words: str = ""
    """Plain text; a line break is one."""
    appointment_url: str = ""
    """https, or empty."""
    appointment_phone: str = ""
    """As the clinic writes it, or empty."""

    first: ClassVar[str] = FIRST
    first_why: ClassVar[str] = FIRST_WHY

    @property
    def phone_link(self) -> str:
        """The number as an address of its own (RFC 3966): "tel:+911244000000"."""
        return f"tel:{_dialled(self.appointment_phone)}" if self.appointment_phone else ""


LONGEST_WORDS: Final = 600
LONGEST_URL: Final = 300
LONGEST_PHONE: Final = 40
DIGITS: Final = range(5, 16)
"""Of a phone number: the longest of ITU-T E.164 has 15."""
_GAP: Final = re.compile(r"\n{3,}")
_UNSEEN: Final = dict.fromkeys(map(ord, "\n\u200c\u200d"))
"""Line breaks, and the joiners with which Devanagari is written."""
_PHONE: Final = re.compile(r"\+?[0-9 ()./-]+")
_HOST: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def is_open(switched_on: bool, warning_read: str | None) -> bool:
    """Whether strangers see the gallery. A warning that says something new closes it until it is
    read: a gallery that waits harms nobody, one that nobody answers for may."""
    return switched_on and warning_read == WARNING_VERSION


def check_read(warning_read: str) -> None:
    """Raise InvalidInput unless it is the warning of today that was read."""
    if warning_read != WARNING_VERSION:
        raise InvalidInput("The warning says something else now. Please read it again.")


def checked(words: str, url: str, phone: str) -> tuple[str, str, str]:
    """The same without what surrounds it; raises InvalidInput with what to do."""
    return _words(words), _url(url), _phone(phone)


def _words(given: str) -> str:
    lines = [" ".join(line.split()) for line in given.splitlines()]
    words = _GAP.sub("\n\n", "\n".join(lines)).strip()
    if len(words) > LONGEST_WORDS:
        raise InvalidInput(f"Please say it in {LONGEST_WORDS} characters: these are {len(words)}.")
    if not words.translate(_UNSEEN).isprintable():
        raise InvalidInput("The words hold characters that cannot be shown. Please type them.")
    return words


def _url(given: str) -> str:
    url = given.strip()
    if url and not _leads_somewhere(url):
        raise InvalidInput("An address for appointments begins with https:// and names a website.")
    return url


def _leads_somewhere(url: str) -> bool:
    if len(url) > LONGEST_URL or not (url.isascii() and url.isprintable()) or " " in url:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = "@" not in parts.netloc and "\\" not in url and port != 0
    return parts.scheme == "https" and plain and bool(_HOST.fullmatch(parts.hostname or ""))


def _phone(given: str) -> str:
    phone = " ".join(given.split())
    fits = len(phone) <= LONGEST_PHONE and _PHONE.fullmatch(phone)
    if phone and not (fits and len(_dialled(phone).lstrip("+")) in DIGITS):
        raise InvalidInput(
            "A phone number is digits, with a + before the country: +91 124 4000000."
        )
    return phone


def _dialled(phone: str) -> str:
    return "".join(each for each in phone if each in "+0123456789")
