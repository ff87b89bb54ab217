"""`python -m progress erasures apply`: after an older backup was restored."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from progress import schema
from progress.rules.access import SYSTEM
from progress.services import erasing


@click.group("erasures")
def erasures_command() -> None:
    """Patients who were erased."""


@erasures_command.command()
@with_appcontext
def apply() -> None:
    """Finish what was cut off, and erase again whom an older backup brought back. `run` does the
    same before it answers anybody."""
    schema.upgrade(current_app.config["SQLALCHEMY_ENGINES"]["default"])
    count = apply_again()
    click.echo(f"Erased again: {count}." if count else "Nobody who was erased is here.")


def apply_again() -> int:
    """How many had come back. The connection is closed: none may cross the server's fork."""
    work = current_app.extensions["progress"](SYSTEM)
    count = erasing.recover(work)
    work.session.close()
    work.session.get_bind().engine.dispose()
    return count
