"""`python -m progress import FOLDER`: a clinic's own photos, taken in from a folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from progress import schema
from progress.rules.access import SYSTEM
from progress.rules.views import Region
from progress.services import folders, imports, preparation
from progress.services.imports import Fate, Outcome

SECONDS_BETWEEN_LOOKS = 0.5


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--region",
    type=click.Choice([region.value for region in Region]),
    help="Which region, for photos whose path does not say.",
)
@with_appcontext
def import_command(folder: Path, region: str | None) -> None:
    """Take in FOLDER: patient/date/view.jpg, or patient/photo.jpg with a date in its EXIF.

    It can be run again at any time: a photo that is here already is skipped.
    """
    schema.upgrade(current_app.config["SQLALCHEMY_ENGINES"]["default"])
    found = list(folders.find(folder))
    if not found:
        raise click.ClickException("No photos there. Expected FOLDER/patient/date/view.jpg.")
    outcomes = _take_all(found, Region(region) if region else None)
    _finish_work()
    _print_table(outcomes)


def _take_all(found: list[folders.Found], region: Region | None) -> list[Outcome]:
    outcomes = []
    with click.progressbar(found, label="Taking in photos", show_pos=True) as files:
        for each in files:
            work = current_app.extensions["progress"](SYSTEM)
            outcomes.append(imports.take(work, each, region))
    return outcomes


def _finish_work() -> None:
    """Prepare and align here, whether or not a server is running."""
    worker = current_app.extensions["progress.worker"]
    work = current_app.extensions["progress"](SYSTEM)
    total = left = preparation.unfinished(work)
    worker.start()
    with click.progressbar(length=total, label="Preparing and aligning", show_pos=True) as bar:
        while left:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            work.session.rollback()
            now_left = preparation.unfinished(work)
            bar.update(left - now_left)
            left = now_left
    worker.stop()


def _print_table(outcomes: list[Outcome]) -> None:
    counts = Counter(outcome.fate for outcome in outcomes)
    patients = len({outcome.found.patient for outcome in outcomes})
    click.echo(f"\n{len(outcomes)} files of {patients} patients")
    for fate in Fate:
        click.echo(f"  {fate:8}{counts[fate]:6}")
    for fate in (Fate.REFUSED, Fate.SKIPPED):
        _print_reasons(fate, (outcome for outcome in outcomes if outcome.fate is fate))
    _print_states(outcome.photo_id for outcome in outcomes if outcome.fate is Fate.TAKEN)


def _print_reasons(fate: Fate, outcomes: Iterable[Outcome]) -> None:
    reasons: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        reasons.setdefault(outcome.why, []).append(outcome)
    for why, those in sorted(reasons.items(), key=lambda item: -len(item[1])):
        click.echo(f"\n{fate}: {why} ({len(those)})")
        for outcome in those[:20] if fate is Fate.REFUSED else ():
            click.echo(f"  {outcome.found.path}")


def _print_states(photo_ids: Iterable[UUID | None]) -> None:
    work = current_app.extensions["progress"](SYSTEM)
    states = preparation.states_of(work, {each for each in photo_ids if each})
    if states:
        click.echo("\nOf the photos taken:")
    for state, count in states.items():
        click.echo(f"  {state.label:16}{count:6}")
