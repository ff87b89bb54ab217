"""CPU and queries of the busiest pages, at two lengths of the course.

    python benchmarks/pages.py

Rows only: a page never opens a photo. CPU is the server's own process time per request, the median
of many; what is compared is the long course against the short one, in one run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from progress.db import db
from progress.models import Photo
from progress.rules.access import SYSTEM
from progress.rules.treatment import VisitKind
from progress.schema import upgrade
from progress.vision.quality import Quality
from tests import factories
from tests.conftest import engage, errand, make_app

SHORT, LONG = 3, 24
REQUESTS = 40
VIEWS = ("frontal-hairline", "midline", "vertex", "left-temporal", "right-temporal")
QUALITY = Quality(80.0, 60.0, 15.0, 0.0, left=0.1, top=0.1, right=0.9, bottom=0.9).as_dict()
FIRST_VISIT = date(2024, 1, 8)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        upgrade(f"sqlite:///{folder}/instance/progress.db")
        client = app.test_client()
        client.set_cookie(app.config["SESSION_COOKIE_NAME"], engage(app).cookies["clinician"])
        pages = {length: _pages(app, length) for length in (SHORT, LONG)}
        print(f"{'page':24}{'visits':>8}{'queries':>9}{'CPU ms':>9}{'ratio':>8}")
        for name in pages[SHORT]:
            _report(app, client, name, pages[SHORT][name], pages[LONG][name])


def _pages(app: Flask, visits: int) -> dict[str, str]:
    patient_id, course_id = _course(app, visits)
    return {
        "patient": f"/patients/{patient_id}",
        "course": f"/courses/{course_id}",
        "comparison": f"/courses/{course_id}/compare/vertex",
        "pair (JSON)": f"/courses/{course_id}/compare/vertex/pair",
    }


def _course(app: Flask, visits: int) -> tuple[UUID, UUID]:
    with errand(app, SYSTEM) as work:
        patient = factories.patient(work, name=f"Patient of {visits} visits")
        course = factories.course(work, patient.id)
        taken: dict[str, list[Photo]] = {view: [] for view in VIEWS}
        for number in range(visits):
            day = FIRST_VISIT + timedelta(weeks=4 * number)
            kind = VisitKind.TREATMENT if number else VisitKind.BASELINE
            visit = factories.visit(work, course, day, kind)
            for view in VIEWS:
                photo = factories.photo(work, visit, view=view, quality=QUALITY)
                # As in the clinic: over the baseline, and over the visit before.
                for reference in dict.fromkeys(taken[view][:1] + taken[view][-1:]):
                    factories.alignment(work, reference, photo)
                taken[view].append(photo)
        return patient.id, course.id


def _report(app: Flask, client: FlaskClient, name: str, short: str, long: str) -> None:
    first = None
    for length, path in ((SHORT, short), (LONG, long)):
        queries, milliseconds = _measure(app, client, path)
        first = first or milliseconds
        print(f"{name:24}{length:8}{queries:9}{milliseconds:9.1f}{milliseconds / first:8.2f}")


def _measure(app: Flask, client: FlaskClient, path: str) -> tuple[int, float]:
    """Queries of one request, and the median CPU of many in milliseconds."""
    with app.app_context():
        engine = db.engine
    counted: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    times = []
    for _ in range(REQUESTS):
        counted.clear()
        sa.event.listen(engine, "before_cursor_execute", count)
        start = time.process_time()
        answer = client.get(path)
        times.append(1000 * (time.process_time() - start))
        sa.event.remove(engine, "before_cursor_execute", count)
        assert answer.status_code == 200, f"{path}: {answer.status}"
    return len(counted), statistics.median(times)


if __name__ == "__main__":
    main()
