"""A real server that speaks both: HTTP to this computer, HTTPS to the network."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from progress.certificate import Trusted, trusted
from tests.conftest import Cast
from tests.crash.clinic import Clinic, _free_port

THREADS = 4


@dataclass(frozen=True)
class Network:
    """What a phone knows: a port, and what it was told to trust."""

    clinic: Clinic
    port: int
    authority: Trusted
    cast: Cast

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
    port = _free_port()
    clinic = Clinic(
        folder,
        PROGRESS_HTTPS="own",
        PROGRESS_HTTPS_PORT=str(port),
        PROGRESS_WEB_THREADS=str(THREADS),
        PROGRESS_WORKER_THREADS="0",
    )
    clinic.start()
    authority = trusted(folder / "instance" / "certificate")
    assert authority
    yield Network(clinic, port, authority, stage[1])
    clinic.kill()
