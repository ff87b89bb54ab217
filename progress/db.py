"""The database: one declarative base, one engine per app, SQLite made safe."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# What a failing statement was given, names for instance, must not stand in a log.
db = SQLAlchemy(engine_options={"hide_parameters": True})


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC time; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """Every table. Names of constraints are fixed, so that a migration can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
        list[str]: sa.JSON,
        list[float]: sa.JSON,
        dict[str, Any]: sa.JSON,
    }


class Identified:
    """A row with an unguessable identity, fit for a URL."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


@event.listens_for(sa.Engine, "connect")
def _make_sqlite_safe(connection: Any, _record: Any) -> None:
    """FULL, so that what was acknowledged survives a power cut; WAL, so that readers never wait;
    what is deleted is blanked, so that no free page keeps it."""
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
