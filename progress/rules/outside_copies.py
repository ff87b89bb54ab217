"""A case's pictures in a place that Progress cannot reach: a post, a slide, a journal.

Whether a copy has to go is stored nowhere: it follows from its case, and from consent, at the
moment of asking. Only that a person saw it gone is written down.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from progress.errors import InvalidInput
from progress.rules.consents import Act, Disguise, Scope
from progress.rules.galleries import CaseState, Pair, against
from progress.rules.words import Word

CHANNELS: Final = tuple(scope for scope in Scope if scope.is_copied_outside)
LONGEST_PLACE = 200
LONGEST_ADDRESS = 500
LEFT_OUT: Final = "…"
"""Stands for a name that was taken out of a place."""


class Fate(Word):
    """Where a copy stands, in words that the patient reads too."""

    ALLOWED = "allowed", "There with your permission"
    TO_TAKE_DOWN = "to-take-down", "The clinic is having it taken down"
    TAKEN_DOWN = "taken-down", "Taken down"


class Reason(Word):
    """Why a copy has to go, where it is not consent."""

    ERASED = "erased", "The patient was erased."
    PULLED = "pulled", "The case was withdrawn."


class CaseLike(Protocol):
    """The case of a copy, as far as these rules care."""

    @property
    def state(self) -> CaseState: ...

    @property
    def disguise(self) -> Disguise: ...

    @property
    def pair(self) -> Pair: ...


def obstacles(
    history: Collection[Act], case: CaseLike | None, scope: Scope, now: datetime
) -> list[Word]:
    """Everything that forbids a copy of this case in this channel at this moment: it may not be
    taken there, or has to go. `case`: None once its patient is erased."""
    if case is None:
        return [Reason.ERASED]
    pulled = [Reason.PULLED] if case.state is not CaseState.PUBLISHED else []
    return [*pulled, *against(history, case.pair, scope, case.disguise, now)]


def fate(taken_down_at: datetime | None, found: Collection[Word]) -> Fate:
    """Where a copy stands; `found` is what forbids it."""
    if taken_down_at:
        return Fate.TAKEN_DOWN
    return Fate.TO_TAKE_DOWN if found else Fate.ALLOWED


# -- where it is -----------------------------------------------------------------------------------


def check_place(place: str, name: str) -> str:
    """The account, congress or journal, tidied. It outlives the patient's record, so that it must
    not say their `name`."""
    place = " ".join(place.split())
    if not place:
        raise InvalidInput("Please say where they go: the account, the congress or the journal.")
    if len(place) > LONGEST_PLACE:
        raise InvalidInput("Please say in fewer words where they go.")
    if without(place, [name]) != place:
        raise InvalidInput("Please leave out the patient's name: this stays when they are erased.")
    return place


def check_address(address: str) -> str | None:
    """The address of a post or page; None while nobody knows it."""
    address = address.strip()
    if not address:
        return None
    if len(address) > LONGEST_ADDRESS or not _is_page(address):
        raise InvalidInput("That is not the address of a page: it begins with https://.")
    return address


def _is_page(address: str) -> bool:
    """Nothing that a browser would run, or that is in two lines."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = address.isprintable() and " " not in address
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def without(text: str, names: Iterable[str]) -> str:
    """The text, with something else in the place of each of these names."""
    for name in names:
        words = [re.escape(word) for word in name.split()]
        if words:
            whole = r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"
            text = re.sub(whole, LEFT_OUT, text, flags=re.IGNORECASE)
    return text
