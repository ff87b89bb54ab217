"""A real server that speaks both: HTTP to this computer, HTTPS to the network."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from progress.certificate import Trusted, trusted
from progress.rules.access import SYSTEM
from tests import factories
from tests.conftest import Cast, errand, make_app
from tests.crash.clinic import Clinic

THREADS = 4


@dataclass(frozen=True)
class Network:
    """What a phone knows: a port, and what it was told to trust."""

    clinic: Clinic
    port: int
    authority: Trusted
    visit_id: UUID

    def context(self) -> ssl.SSLContext:
        phone = ssl.create_default_context()
        phone.load_verify_locations(cadata=self.authority.der)
        return phone


@pytest.fixture(scope="module")
def network(
    stage: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Network]:
    folder = tmp_path_factory.mktemp("network") / "clinic"
    shutil.copytree(stage[0], folder)
    with errand(make_app(folder), SYSTEM) as work:
        course = factories.course(work, stage[1].patient_id)
        visit_id = factories.visit(work, course, date(2026, 11, 20)).id
    clinic = Clinic(
        folder,
        PROGRESS_HTTPS="own",
        PROGRESS_WEB_THREADS=str(THREADS),
        PROGRESS_WORKER_THREADS="0",
    )
    clinic.start()
    authority = trusted(folder / "instance" / "certificate")
    assert authority
    yield Network(clinic, clinic.https_port, authority, visit_id)
    clinic.kill()
