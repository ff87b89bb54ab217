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

import cv2
import numpy as np
import pytest
import requests
from flask import Flask

from progress.rules.access import SYSTEM
from progress.rules.photos import PhotoState
from progress.services import preparation
from tests import factories
from tests.conftest import NOW, Cast, errand
from tests.crash.clinic import Clinic

CRASHES = int(os.environ.get("CRASHES", "4"))
SEED = int(os.environ.get("CRASH_SEED", "20261122"))


def picture(number: int) -> bytes:
    """A JPEG like no other."""
    noise = np.random.default_rng(number).integers(0, 255, (60, 80, 3), np.uint8)
    _, jpeg = cv2.imencode(".jpg", cv2.resize(noise, (800, 600), interpolation=cv2.INTER_CUBIC))
    return jpeg.tobytes()


@pytest.fixture
def visit_id(app: Flask, cast: Cast) -> uuid.UUID:
    with errand(app, SYSTEM) as work:
        course = factories.course(work, cast.patient_id)
        return factories.visit(work, course, date(2026, 11, 1)).id


def upload_until_cut_off(
    clinic: Clinic, visit_id: uuid.UUID, first: int, kept: dict[uuid.UUID, str]
) -> None:
    for number in range(first, first + 1000):
        jpeg = picture(number)
        try:
            photo_id = clinic.upload(visit_id, f"{number}.jpg", jpeg)
        except requests.RequestException:
            return
        kept[photo_id] = hashlib.sha256(jpeg).hexdigest()


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
        preparation.sweep(work)
    assert clinic.stored() == set(rows)
    assert not clinic.arrivals()
