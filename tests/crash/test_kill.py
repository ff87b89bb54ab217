"""kill -9 at any moment: what was acknowledged is there, what was unfinished gets finished.

`CRASHES` sets how often the server is killed: a few times in the suite, often in `make crash`.
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask

from progress.rules.access import SYSTEM
from progress.rules.photos import PhotoState
from progress.services import arrivals
from tests import factories, pictures
from tests.conftest import NOW, Cast, errand
from tests.crash.clinic import Clinic

CRASHES = int(os.environ.get("CRASHES", "4"))
ALIKE = 3
"""Photos of one scene, to be laid over each other: enough for aligning to be killed too, and no
more work than is needed for that."""
SEED = int(os.environ.get("CRASH_SEED", "20261122"))


@pytest.fixture
def visit_id(app: Flask, cast: Cast) -> uuid.UUID:
    with errand(app, SYSTEM) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 1)).id


def upload_until_cut_off(
    clinic: Clinic, visit_id: uuid.UUID, first: int, kept: dict[uuid.UUID, str]
) -> None:
    for number in range(first, first + 1000):
        jpeg = pictures.photo(seed=number // ALIKE, degrees=number % ALIKE)
        try:
            shows = f"Spot {number // ALIKE}"
            photo_id = clinic.upload(visit_id, f"{number}.jpg", jpeg, shows)
        except requests.RequestException:
            return
        kept[photo_id] = hashlib.sha256(jpeg).hexdigest()


@pytest.mark.timeout(420)
def test_nothing_acknowledged_is_lost_and_everything_gets_finished(
    app: Flask, tmp_path: Path, visit_id: uuid.UUID
) -> None:
    clinic = Clinic(tmp_path / "clinic")
    chance = random.Random(SEED)
    kept: dict[uuid.UUID, str] = {}
    for crash in range(CRASHES):
        clinic.start()
        clinic.sign_in()
        uploads = threading.Thread(
            target=upload_until_cut_off, args=(clinic, visit_id, crash * 1000, kept)
        )
        uploads.start()
        time.sleep(chance.uniform(0.05, 1.5))
        clinic.kill()
        uploads.join()
    clinic.start()
    rows = clinic.wait_until_settled()
    clinic.kill()

    assert kept, "Nothing was uploaded before the kills: the test saw nothing."
    assert set(kept) <= set(rows)
    assert all(rows[photo_id].state is not PhotoState.UNREADABLE for photo_id in kept)
    for photo_id, row in rows.items():
        digest = hashlib.sha256(clinic.original(row)).hexdigest()
        assert digest == row.sha256 == kept.get(photo_id, digest)
    assert clinic.stored() - set(rows) <= clinic.arrivals()

    with errand(app, SYSTEM, NOW + timedelta(days=365 * 50)) as work:
        arrivals.sweep(work)
    assert clinic.stored() == set(rows)
    assert not clinic.arrivals()


def test_pieces_that_were_acknowledged_outlive_a_kill(
    app: Flask, tmp_path: Path, visit_id: uuid.UUID
) -> None:
    clinic = Clinic(tmp_path / "clinic")
    chance = random.Random(SEED)
    jpeg = pictures.noise(SEED, height=1500)
    clinic.start()
    clinic.sign_in()
    sender = Sender(clinic, visit_id, jpeg)
    for _ in range(CRASHES // 2):
        pieces = threading.Thread(target=sender.send_until_cut_off)
        pieces.start()
        time.sleep(chance.uniform(0.02, 0.2))
        clinic.kill()
        pieces.join()
        clinic.start()
        assert sender.standing() >= sender.acknowledged
    sender.send_until_cut_off()
    row = clinic.wait_until_settled()[sender.fate()]
    clinic.kill()
    assert clinic.original(row) == jpeg


class Sender:
    """One file by the tus protocol, in small pieces."""

    PIECE = 20_000

    def __init__(self, clinic: Clinic, visit_id: uuid.UUID, data: bytes) -> None:
        self.clinic, self.data, self.acknowledged = clinic, data, 0
        length = {"Upload-Length": str(len(data))}
        answer = self._ask("POST", f"/visits/{visit_id}/transfers", length)
        self.address = answer.headers["Location"]

    def standing(self) -> int:
        return int(self._ask("HEAD", self.address).headers["Upload-Offset"])

    def send_until_cut_off(self) -> None:
        try:
            offset = self.standing()
            while offset < len(self.data):
                offset = self.acknowledged = self._send(offset)
        except requests.RequestException:
            return

    def _send(self, offset: int) -> int:
        headers = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        piece = self.data[offset : offset + self.PIECE]
        answer = self._ask("PATCH", self.address, headers, piece)
        assert answer.status_code == 204, answer.text
        return int(answer.headers["Upload-Offset"])

    def fate(self) -> uuid.UUID:
        answer = self._ask("POST", f"{self.address}/photo")
        assert answer.status_code == 201, answer.text
        return uuid.UUID(answer.json()["id"])

    def _ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, data: bytes = b""
    ) -> requests.Response:
        always = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
        always |= {"Referer": self.clinic.address} | (headers or {})
        address = self.clinic.address + path
        return self.clinic.browser.request(method, address, headers=always, data=data, timeout=20)
