"""The migrations make exactly the tables that the models describe, and take them away again."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from progress.db import Base
from progress.schema import _config, upgrade


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
