"""A real clinic server in a process of its own, which can be killed without warning."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from progress import create_app
from progress.certificate import SERVER
from progress.config import Settings
from progress.db import db
from progress.models import Arrival, Photo
from progress.rules.access import SYSTEM
from progress.rules.photos import SETTLED
from progress.services import photos
from tests.conftest import NOW, PASSWORD

SECONDS_TO_START = 30
SECONDS_TO_SETTLE = 240


class Clinic:
    """The server of `python -m progress run` over one data folder, and a clinician's browser."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = settings
        self.port = _free_port()
        self.https_port = _free_port()
        self.browser = requests.Session()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def trusting(self) -> str:
        """The flag with which Chromium trusts this clinic's certificate, and no other."""
        pem = (self.folder / "instance" / "certificate" / SERVER).read_bytes()
        key = x509.load_pem_x509_certificate(pem).public_key()
        digest = sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
        return f"--ignore-certificate-errors-spki-list={b64encode(digest).decode()}"

    def start(self) -> None:
        environment = os.environ | {
            "PROGRESS_DATA_DIR": str(self.folder / "instance"),
            "PROGRESS_UPLOADS_DIR": str(self.folder / "uploads"),
            "PROGRESS_PORT": str(self.port),
            "PROGRESS_HTTPS": "off",
            "PROGRESS_HTTPS_PORT": str(self.https_port),
            "PROGRESS_SIGN_IN_LIMIT": "1000 per minute",
            **self.settings,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "progress", "run"], env=environment, start_new_session=True
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end:
            try:
                requests.get(f"{self.address}/sign-in", timeout=2)
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError("The server did not start.")

    def kill(self) -> None:
        """kill -9, the server and everything that it started."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def sign_in(self) -> None:
        page = self.browser.get(f"{self.address}/sign-in", timeout=10)
        self.browser.post(
            f"{self.address}/sign-in",
            data={
                "email": "clinician@clinic.example",
                "password": PASSWORD,
                "csrf_token": _token(page.text),
            },
            timeout=10,
        )
        self.browser.headers["X-CSRFToken"] = _token(
            self.browser.get(f"{self.address}/patients", timeout=10).text
        )

    def upload(self, visit_id: uuid.UUID, name: str, jpeg: bytes, shows: str) -> uuid.UUID:
        """A close-up; photos that show the same are laid over each other."""
        answer = self.browser.post(
            f"{self.address}/visits/{visit_id}/photos",
            files={"photo": (name, jpeg, "image/jpeg")},
            data={"view": "close-up", "view_label": shows},
            headers={"Accept": "application/json", "Referer": self.address},
            timeout=20,
        )
        assert answer.status_code in (200, 201), answer.text
        return uuid.UUID(answer.json()["id"])

    def wait_until_settled(self) -> dict[uuid.UUID, Photo]:
        """Every photo's row, once none has work left."""
        end = time.monotonic() + SECONDS_TO_SETTLE
        with self._app().app_context():
            while time.monotonic() < end:
                rows = {photo.id: photo for photo in db.session.query(Photo)}
                if all(photo.state in SETTLED for photo in rows.values()):
                    db.session.expunge_all()
                    return rows
                db.session.rollback()
                time.sleep(0.2)
        raise TimeoutError("Some photos were left unfinished.")

    def original(self, photo: Photo) -> bytes:
        app = self._app()
        with app.app_context():
            return photos.original(app.extensions["progress"](SYSTEM, NOW), photo)

    def arrivals(self) -> set[uuid.UUID]:
        with self._app().app_context():
            return {arrival.id for arrival in db.session.query(Arrival)}

    def stored(self) -> set[uuid.UUID]:
        """The photos of which the store holds anything."""
        store = self._app().extensions["progress"]
        with self._app().app_context():
            return {uuid.UUID(key.split("/")[1]) for key in store(SYSTEM, NOW).store.blobs.list()}

    def _app(self):  # type: ignore[no-untyped-def]
        if not hasattr(self, "_own_app"):
            self._own_app = create_app(
                Settings.load(
                    data_dir=self.folder / "instance",
                    uploads_dir=self.folder / "uploads",
                    worker_threads=0,
                )
            )
        return self._own_app


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _token(page: str) -> str:
    found = re.search(r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]
