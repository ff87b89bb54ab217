"""Search as one types, in a clinic of a thousand patients and in one of 100,000.

    python -m benchmarks.search

Times are of the whole request to `/patients`, the best of several; the ratio says how much dearer
the large clinic is. The share of names is a clinic's own: few first names, one very common surname.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from progress.db import db
from progress.models import Patient
from progress.schema import upgrade
from progress.services import search
from tests import factories
from tests.conftest import engage, make_app

SMALL, LARGE = 1_000, 100_000
TRIES = 7
QUERIES = ("", "a", "as", "asha", "asha kumar", "kumar", "आशा", "शर्मा", "C-000777", "98123", "qqq")
FIRST = ("Asha", "Ravi", "Priya", "Neha", "Rahul", "Amit", "Sunita", "Imran", "José", "आशा", "Zoya")
LAST = ("Kumar", "Kumar", "Kumar", "Singh", "Sharma", "Verma", "Khan", "Rao", "Iyer", "शर्मा")
SYLLABLES = ("ba", "na", "ra", "vi", "ta", "ku", "sha", "li", "mo", "de", "pri", "zu")


def main() -> None:
    small, large = _measure(SMALL), _measure(LARGE)
    print(f"{'typed':14}{SMALL:>10,} ms{LARGE:>10,} ms{'ratio':>8}")
    for wanted in QUERIES:
        before, after = small[wanted], large[wanted]
        print(f"{wanted or '(all)':14}{before:>13.1f}{after:>13.1f}{after / before:>8.2f}")


def _measure(patients: int) -> dict[str, float]:
    """Milliseconds per request, by what was typed, in a clinic of so many patients."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        upgrade(f"sqlite:///{folder}/instance/progress.db")
        client = app.test_client()
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], engage(app).cookies["staff"])
        _fill(app, patients)
        return {wanted: _best(client, wanted) for wanted in QUERIES}


def _fill(app: Flask, patients: int) -> None:
    people = _people(random.Random(7))
    with app.app_context():
        while rows := list(islice(people, min(patients, 5_000))):
            db.session.execute(sa.insert(Patient), rows)
            patients -= len(rows)
        db.session.commit()


def _people(dice: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(sys.maxsize):
        middle = "".join(dice.choices(SYLLABLES, k=3)).title()
        patient = Patient(
            name=f"{dice.choice(FIRST)} {middle} {dice.choice(LAST)}",
            record_number=f"C-{number:06}",
            phone=f"+91 98{dice.randrange(10**8):08}",
        )
        search.index(patient)
        columns = {key: value for key, value in vars(patient).items() if not key.startswith("_")}
        usual = {"created_at": factories.LONG_AGO, "notes": "", "is_demo": False}
        yield {"id": uuid.uuid4(), **usual, **columns}


def _best(client: FlaskClient, wanted: str) -> float:
    return 1000 * min(_once(client, wanted) for _ in range(TRIES))


def _once(client: FlaskClient, wanted: str) -> float:
    began = time.perf_counter()
    answer = client.get("/patients", query_string={"q": wanted}, headers={"HX-Request": "true"})
    elapsed = time.perf_counter() - began
    assert answer.status_code == 200, answer.text
    return elapsed


if __name__ == "__main__":
    main()
