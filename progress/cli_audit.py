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
@with_appcontext
def verify() -> None:
    """Work out every seal again; name the first entry that does not fit, and exit with 1."""
    found = audit_chain.verify(current_app.extensions["progress"](SYSTEM))
    if found.holds:
        click.echo(f"The record holds: {found.entries} entries, the last sealed {found.seal}")
        return
    where = f"at entry {found.broken}" if found.broken else f"after {found.entries} entries"
    click.echo(f"The record is broken {where}. {found.why}", err=True)
    raise SystemExit(1)
