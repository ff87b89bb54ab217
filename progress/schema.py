"""Bringing the database to the shape that this version of the program expects."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from progress.config import ROOT


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations that the database at `url` has not seen."""
    command.upgrade(_config(url), revision)


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config
