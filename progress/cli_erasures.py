"""`python -m progress erasures apply`: after an older backup was restored."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from progress import schema
from progress.rules.access import SYSTEM
from progress.services import consents, erasing


@click.group("erasures")
def erasures_command() -> None:
    """Patients who were erased."""


@erasures_command.command()
@with_appcontext
def apply() -> None:
    """Finish what was cut off, erase again whom an older backup brought back, and take back again
    what patients took back since. `run` does the same before it answers anybody."""
    schema.upgrade(current_app.config["SQLALCHEMY_ENGINES"]["default"])
    said = apply_again()
    click.echo("\n".join(said) if said else "Nobody who was erased is here.")


def apply_again() -> list[str]:
    """What an older backup had brought back, and is gone again. The connection is closed: none may
    cross the server's fork."""
    work = current_app.extensions["progress"](SYSTEM)
    erased, taken_back = erasing.recover(work), consents.withdraw_again(work)
    work.session.close()
    work.session.get_bind().engine.dispose()
    said = {"Erased again": erased, "Consents taken back again": taken_back}
    return [f"{what}: {count}." for what, count in said.items() if count]
