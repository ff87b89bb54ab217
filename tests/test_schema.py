"""The migrations make exactly the tables that the models describe, and take them away again."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from progress.db import Base
from progress.rules.access import SYSTEM
from progress.schema import _config, upgrade
from progress.services import audit_chain
from progress.services.work import Work
from progress.storage.encrypted import PhotoStore


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'clinic.db'}"


def tables(url):
    engine = sa.create_engine(url)
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_models_and_migrations_agree(url):
    upgrade(url)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: "patients_search" not in (name or "")},
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_upgrading_twice_changes_nothing(url):
    upgrade(url)
    before = tables(url)
    upgrade(url)
    assert tables(url) == before


def test_the_way_back_leaves_nothing(url):
    upgrade(url)
    command.downgrade(_config(url), "base")
    assert tables(url) == {"alembic_version"}


def test_a_record_that_is_there_already_is_chained(url):
    command.upgrade(_config(url), "0009")
    engine = sa.create_engine(url)
    entry = "'2026-11-22 10:00:00.000000', 'Asha Rao', 'signed-in', '{}'"
    with engine.begin() as connection:
        for _ in range(3):
            sql = f"INSERT INTO audit (at, actor_name, event, detail) VALUES ({entry})"
            connection.execute(sa.text(sql))
    upgrade(url)
    with Session(engine) as session:
        found = audit_chain.verify(Work(session, PhotoStore, SYSTEM, datetime.now(UTC)))
    assert (found.fault, found.entries) == ("", 3)
    engine.dispose()
