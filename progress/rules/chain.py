"""The record as a chain: each entry's seal covers the entry and the seal before it.

None can be changed, put in or taken out without breaking every later one (Haber & Stornetta 1991).

A name is covered by a salted seal of its own. To erase a person, name and salt are forgotten; what
was done stays, under an id that leads nowhere, and the chain still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

FIRST: Final = "0" * 64
"""What stands before the first entry."""


@dataclass(frozen=True)
class Entry:
    """What a seal covers."""

    at: datetime
    actor_id: UUID | None
    name_seal: str
    event: str
    patient_id: UUID | None
    subject_id: UUID | None
    detail: Mapping[str, Any]


def name_seal(name: str, salt: str) -> str:
    """SHA-256; who has forgotten the salt cannot try names."""
    return hashlib.sha256(f"{salt}\n{name}".encode()).hexdigest()


def seal(before: str, entry: Entry) -> str:
    """SHA-256 of the seal before and of the entry as canonical JSON."""
    facts = [
        before,
        entry.at.astimezone(UTC).isoformat(),
        _said(entry.actor_id),
        entry.name_seal,
        str(entry.event),
        _said(entry.patient_id),
        _said(entry.subject_id),
        # As the database gives it back: keys are strings, tuples are lists.
        json.loads(json.dumps(dict(entry.detail))),
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _said(identity: UUID | None) -> str | None:
    return str(identity) if identity else None
