"""`python -m progress audit verify`: is the record what was written?"""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from progress.rules.access import SYSTEM
from progress.services import audit_chain


@click.group("audit")
def audit_command() -> None:
    """The record of what was done."""


@audit_command.command()
@click.option(
    "--noted", default="", help="A seal that was written down earlier: is it there still?"
)
@with_appcontext
def verify(noted: str) -> None:
    """Work out every seal again; name the first entry that does not fit, and exit with 1."""
    found = audit_chain.verify(current_app.extensions["progress"](SYSTEM), noted)
    if found.fault:
        click.echo(found.fault, err=True)
        raise SystemExit(1)
    was = f" The seal that was noted is that of entry {found.noted_as}." if noted else ""
    click.echo(f"The record holds: {found.entries} entries, the last sealed {found.seal}.{was}")
