"""How Alembic reaches the database; `progress.schema` says which one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from progress import models
from progress.db import Base

SEARCH_TABLES = "patients_search"


def belongs_to_models(name: str | None, kind: str, _parents: object) -> bool:
    """The search index of SQLite is no model: the migration that made it looks after it."""
    return not (kind == "table" and (name or "").startswith(SEARCH_TABLES))


def migrate() -> None:
    url = context.config.attributes["url"]
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=models.Patient.metadata,
            render_as_batch=True,
            include_name=belongs_to_models,
        )
        with context.begin_transaction():
            context.run_migrations()


assert Base.metadata is models.Patient.metadata
migrate()
