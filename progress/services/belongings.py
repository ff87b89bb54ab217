"""Which rows and files are a patient's: whatever hangs on their row, a new table too, unasked."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from progress.db import Base
from progress.models import Patient

Ids = dict[str, list[Any]]
"""Of rows, by the name of their table."""
PLACES = {
    "photos": "photos",
    "cases": "cases",
    "home_photos": "home",
    "consents": "consents",
    "transfers": "transfers",
}
"""Where in the store the files of a table's rows lie: below this name and the row's id."""


def rows(session: Session, patient_id: uuid.UUID) -> Ids:
    """All rows that refer to the patient, directly or through others, and the patient's own."""
    found: Ids = {Patient.__tablename__: [patient_id]}
    for table in Base.metadata.sorted_tables:
        condition = _hangs_on(table, found)
        if condition is not None and "id" in table.c:
            found[table.name] = list(session.scalars(sa.select(table.c.id).where(condition)))
    return found


def delete(session: Session, found: Ids) -> dict[str, int]:
    """Delete them, whoever refers to others first; how many of each table."""
    gone = {}
    for table in reversed(Base.metadata.sorted_tables):
        condition = _hangs_on(table, found)
        if table.name == Patient.__tablename__:
            condition = table.c.id.in_(found[table.name])
        if condition is not None:
            answer: Any = session.execute(sa.delete(table).where(condition))
            gone[table.name] = int(answer.rowcount)
    return {name: count for name, count in gone.items() if count}


def _hangs_on(table: sa.Table, found: Ids) -> sa.ColumnElement[bool] | None:
    """The condition that a row refers to one that was found; None where it cannot."""
    conditions = [
        key.parent.in_(found[key.column.table.name])
        for key in table.foreign_keys
        if key.column.table is not table and found.get(key.column.table.name)
    ]
    return sa.or_(*conditions) if conditions else None


def folders(found: Ids) -> Iterator[str]:
    """Where in the store their files lie."""
    for table, place in PLACES.items():
        yield from (f"{place}/{row_id}/" for row_id in found.get(table, ()))
