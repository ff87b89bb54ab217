"""A seal says all of an entry and of what stood before it, the same wherever it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from progress.rules.chain import FIRST, Entry, name_seal, seal

ENTRY = Entry(
    at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    actor_id=UUID(int=1),
    name_seal=name_seal("Asha Verma", "salt"),
    event="photo-seen",
    patient_id=UUID(int=2),
    subject_id=None,
    detail={"size": "view", "number": 3},
)


@pytest.mark.parametrize(
    "change",
    [
        {"at": ENTRY.at + timedelta(microseconds=1)},
        {"actor_id": None},
        {"name_seal": name_seal("Somebody", "salt")},
        {"event": "photo-added"},
        {"patient_id": UUID(int=3)},
        # What was done to the patient must not pass for what was done to a thing of theirs.
        {"patient_id": None, "subject_id": UUID(int=2)},
        {"subject_id": UUID(int=4)},
        {"detail": {"size": "view"}},
        {"detail": {"size": "view", "number": "3"}},
    ],
)
def test_whatever_is_changed_changes_the_seal(change: dict[str, Any]) -> None:
    assert seal(FIRST, replace(ENTRY, **change)) != seal(FIRST, ENTRY)


def test_one_changed_entry_changes_every_later_seal() -> None:
    true, false = seal(FIRST, ENTRY), seal(FIRST, replace(ENTRY, event="photo-added"))
    for _ in range(3):
        true, false = seal(true, ENTRY), seal(false, ENTRY)
        assert true != false


def test_what_the_database_gives_back_has_the_same_seal() -> None:
    """Its times may be told for another place; its keys have another order, its tuples are lists,
    and its numbers that were keys are words."""
    kept = replace(ENTRY, detail={"sizes": ("view", "full"), 7: "seven"})
    read = replace(
        kept,
        at=ENTRY.at.astimezone(timezone(timedelta(hours=5, minutes=30))),
        detail={"7": "seven", "sizes": ["view", "full"]},
    )
    assert seal(FIRST, read) == seal(FIRST, kept)


def test_seals_of_years_ago_still_hold() -> None:
    """Written down once: a change of how seals are made would break every record that there is."""
    assert seal(FIRST, ENTRY) == "a21ca73b6faf46bee8076699d5d2f57f76a71b9603dac08ef3760bac9e066cca"


def test_a_name_is_told_by_nobody_who_has_forgotten_its_salt() -> None:
    assert name_seal("Asha Verma", "salt") == name_seal("Asha Verma", "salt")
    assert name_seal("Asha Verma", "other salt") != name_seal("Asha Verma", "salt")
    assert name_seal("Asha", "salt") != name_seal("Asha Verma", "salt")
