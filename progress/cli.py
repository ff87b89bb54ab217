"""The command line: `python -m progress COMMAND`."""

from __future__ import annotations

import subprocess
import sys
import uuid

import click
from flask import current_app
from flask.cli import FlaskGroup
from flask_security import hash_password

from progress import create_app, schema
from progress.cli_align import align_command
from progress.cli_audit import audit_command
from progress.cli_erasures import apply_again, erasures_command
from progress.cli_import import import_command
from progress.config import Settings
from progress.demo import clinic
from progress.errors import ProgressError
from progress.rules.access import SYSTEM, Role
from progress.serve.https import HttpsEndpoint
from progress.serve.server import Server
from progress.services import people


class KindGroup(FlaskGroup):
    """Tells a person what was wrong, instead of showing a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Without loading the app: asking for help must not make a clinic's secrets."""
        return click.Group.list_commands(self, ctx)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return click.Group.get_command(self, ctx, name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ProgressError as error:
            raise click.ClickException(error.sentence) from error


@click.group(cls=KindGroup, create_app=create_app, add_default_commands=False)
def main() -> None:
    """Progress: honest before/after photographs for skin and hair clinics."""


main.add_command(align_command)
main.add_command(audit_command)
main.add_command(erasures_command)


@main.command()
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo clinic first.")
def run(demo: bool) -> None:
    """Serve Progress to the clinic."""
    if demo:
        # A process of its own: what it starts must not be there when the server forks.
        subprocess.run([sys.executable, "-m", "progress", "demo"], check=True)
    settings = Settings.load()
    schema.upgrade(settings.database)
    if again := apply_again():
        click.echo(f"An older backup was restored. {' '.join(again)}")
    if not demo:
        _say_logins()
    server = Server(settings)
    click.echo(f"Progress answers at {settings.address}  (Ctrl+C stops it)")
    if server.https:
        _say_how_phones_come(server.https, settings)
    server.run()


def _say_how_phones_come(endpoint: HttpsEndpoint, settings: Settings) -> None:
    if endpoint.port != settings.https_port:
        click.echo(f"Port {settings.https_port} is taken; HTTPS has port {endpoint.port}.")
    if not endpoint.urls:
        click.echo("This computer is on no network: phones cannot reach it now.")
        return
    click.echo("On the clinic's network, for phones and other desks")
    for url in endpoint.urls:
        click.echo(f"  {url}/")
    click.echo(
        "Each phone is told once to trust this computer. How, and this fingerprint, stand at"
    )
    click.echo(f"  {endpoint.trust_url}")
    for line in endpoint.authority.fingerprint:
        click.echo(f"  {line}")


def _say_logins() -> None:
    """Who may sign in to a demo clinic. Its connection is closed: none may cross the fork."""
    work = current_app.extensions["progress"](SYSTEM)
    for line in clinic.logins(work):
        click.echo(line)
    work.session.close()
    work.session.get_bind().engine.dispose()


@main.command()
def demo() -> None:
    """Fill an empty database with the demo clinic, and print its logins."""
    schema.upgrade(current_app.config["SQLALCHEMY_ENGINES"]["default"])
    clinic.fill(current_app.extensions["progress"](SYSTEM), click.echo, hash_password)


main.add_command(import_command)


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.argument("email")
@click.option("--name", default="", help="How Progress addresses them.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
)
@click.option("--patient", "patient_id", type=uuid.UUID, help="For the role patient: whose record.")
@click.password_option(help="Asked for when it is not given.")
def add_user(
    email: str, name: str, roles: tuple[str, ...], patient_id: uuid.UUID | None, password: str
) -> None:
    """Add somebody who may sign in."""
    if len(password) < people.SHORTEST_PASSWORD:
        raise click.ClickException(
            f"A password has at least {people.SHORTEST_PASSWORD} characters."
        )
    work = current_app.extensions["progress"](SYSTEM)
    person = people.add(
        work,
        email=email,
        name=name,
        roles=frozenset(map(Role, roles)),
        password_hash=hash_password(password),
        patient_id=patient_id,
    )
    click.echo(f"{person.name} may now sign in as {person.email}.")
