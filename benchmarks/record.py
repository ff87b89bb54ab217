"""The record of a busy clinic: how long a search and a verification of 200,000 entries take.

    python -m benchmarks.record

Times are of the whole request, the best of several. A verification goes on in the background, a
part at a time: the first part is what somebody waits for.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from progress.db import db
from progress.models import AuditEntry, AuditTip
from progress.models.audit import TIP
from progress.rules import chain
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.schema import upgrade
from progress.services import audit_chain
from tests.conftest import Cast, engage, make_app

ENTRIES = 200_000
TRIES = 5
FIRST = datetime(2023, 11, 23, 8, tzinfo=UTC)
LIKELY = (Event.PHOTO_SEEN, Event.PHOTO_ADDED, Event.SIGNED_IN, Event.VISIT_ADDED)
RARE = (Event.CASE_PUBLISHED, Event.CONSENT_REFUSED, Event.ACCESS_REFUSED)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        upgrade(f"sqlite:///{folder}/instance/progress.db")
        cast = engage(app)
        _fill(app, cast)
        _search(app, cast)
        _verify(app, cast)


def _fill(app: Flask, cast: Cast) -> None:
    with app.app_context():
        tip = db.session.get_one(AuditTip, TIP)
        rows = _rows(random.Random(7), cast, tip.seal)
        left, seal = ENTRIES - tip.entries, tip.seal
        while part := list(islice(rows, min(left, 10_000))):
            db.session.execute(sa.insert(AuditEntry.__table__), part)
            left, seal = left - len(part), part[-1]["seal"]
        tip.entries, tip.seal = ENTRIES, seal
        db.session.commit()


def _rows(dice: random.Random, cast: Cast, seal: str) -> Iterator[dict[str, Any]]:
    """Three years of a clinic in which photos are looked at all day, and seldom published."""
    patients = [cast.patient_id, cast.stranger_id, *(uuid.uuid4() for _ in range(3_000))]
    actors = [cast.clinician, cast.staff, cast.admin]
    for number in range(ENTRIES):
        by, salt = dice.choice(actors), f"{number:032x}"
        name_seal = chain.name_seal(by.name, salt)
        at = FIRST + timedelta(minutes=8 * number)
        event = dice.choice(RARE if dice.random() < 0.002 else LIKELY)
        about = dice.choice(patients), uuid.uuid4()
        detail = {"size": "view"} if event is Event.PHOTO_SEEN else {}
        seal = chain.seal(seal, chain.Entry(at, by.id, name_seal, event, *about, detail))
        names = ("at", "actor_id", "name_seal", "event", "patient_id", "subject_id", "detail")
        values = (at, by.id, name_seal, event, *about, detail)
        more = {"actor_name": by.name, "salt": salt, "seal": seal}
        yield dict(zip(names, values, strict=True)) | more


def _search(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cast.cookies["admin"])
    asked = {
        "everything": "",
        "a group, likely": "what=looks",
        "a group, rare": "what=publications",
        "an event, rare": "what=consent-refused",
        "who did it": f"by={cast.staff.id}",
        "a patient": f"patient={cast.patient_id}",
        "a month, long ago": "since=2024-01-01&until=2024-01-31",
        "rare, a month long ago": "what=publications&since=2024-01-01&until=2024-01-31",
        "who and a group, rare": f"by={cast.staff.id}&what=refusals",
        "a patient's looks": f"patient={cast.patient_id}&what=looks&since=2024-01-01",
        "nobody of that day": "since=2025-05-05&until=2025-05-05&what=erasures",
        "deep in it": "before=1000",
    }
    for name, query in asked.items():
        times = []
        for _ in range(TRIES):
            began = time.perf_counter()
            answer = client.get(f"/activity?{query}")
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
        print(f"{name:26}{1000 * min(times):8.1f} ms")


def _verify(app: Flask, cast: Cast) -> None:
    with app.app_context():
        work = app.extensions["progress"](SYSTEM)
        began, spent = time.perf_counter(), time.process_time()
        check_id = audit_chain.begin(work).id
        print(f"{'verifying: first part':26}{1000 * (time.perf_counter() - began):8.1f} ms")
        parts = 1
        while (check := audit_chain.latest(work)) and check.finished_at is None:
            audit_chain.carry_on(work, check_id)
            parts += 1
        assert check and (check.fault, check.entries) == ("", ENTRIES + 1)
        whole, cpu = time.perf_counter() - began, time.process_time() - spent
        print(f"{'verifying: all of it':26}{1000 * whole:8.1f} ms in {parts} parts")
        print(f"{'  CPU of it':26}{1000 * cpu:8.1f} ms")


if __name__ == "__main__":
    main()
