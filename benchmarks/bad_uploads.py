"""Every file of a folder through the real upload, as a browser sends it.

    python -m benchmarks.bad_uploads FOLDER

Each file goes to `POST /visits/<id>/photos` of the real app (sessions, CSRF, multipart, storage),
twice: as a script sends it, and again, when it must be known. Faults are any answer but 201, 200 or
4xx with a sentence; a refusal that left a row or a blob behind; a photo without its three blobs;
and an answer that took more than 5 s. Prints the outcomes and every fault; exit status 1 if any.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

import cv2
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from progress.models import Arrival, Photo
from progress.schema import upgrade
from tests import factories
from tests.conftest import Cast, engage, errand, make_app

SLOW_S = 5.0
BLOBS_OF_A_PHOTO = 3
SHOWN = 90


@dataclass(frozen=True)
class Answer:
    """What came of one file; `faults` is empty when all is well."""

    path: Path
    status: int
    sentence: str
    seconds: float
    faults: tuple[str, ...]


class Clinic:
    """The app on a folder of its own, one visit, and a clinician who is signed in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app: Flask = make_app(folder)
        upgrade(f"sqlite:///{folder}/instance/progress.db")
        self.cast: Cast = engage(self.app)
        with errand(self.app, self.cast.clinician) as work:
            course = factories.course(work, self.cast.patient_id)
            self.address = f"/visits/{factories.visit(work, course, date(2026, 11, 20)).id}/photos"
        self.browser: FlaskClient = self.app.test_client()
        cookie = self.app.config["SESSION_COOKIE_NAME"]
        self.browser.set_cookie(cookie, self.cast.cookies["clinician"])

    def send(self, path: Path) -> Answer:
        data, before = path.read_bytes(), self.kept()
        status, sentence, seconds = self._post(path, data)
        faults = [*_wrong(status, sentence, seconds), *self._left(status, before)]
        if status == 201:
            again, *_ = self._post(path, data)
            faults += [] if again == 200 else [f"sent again: {again}"]
        return Answer(path, status, sentence, seconds, tuple(faults))

    def _post(self, path: Path, data: bytes) -> tuple[int, str, float]:
        begun = time.perf_counter()
        answer = self.browser.post(
            self.address,
            data={"photo": (BytesIO(data), path.name)},
            headers={"Accept": "application/json"},
        )
        sentence = (answer.json or {}).get("message") or ""
        return answer.status_code, sentence, time.perf_counter() - begun

    def kept(self) -> tuple[int, int, int]:
        """Photos, arrivals and blobs."""
        with errand(self.app, self.cast.clinician) as work:
            photos = work.session.scalar(select(func.count(Photo.id))) or 0
            arrivals = work.session.scalar(select(func.count(Arrival.id))) or 0
        blobs = sum(path.is_file() for path in (self.folder / "uploads").rglob("*"))
        return photos, arrivals, blobs

    def _left(self, status: int, before: tuple[int, int, int]) -> list[str]:
        photos, arrivals, blobs = before
        more = int(status == 201)
        expected = photos + more, arrivals, blobs + more * BLOBS_OF_A_PHOTO
        after = self.kept()
        return [] if after == expected else [f"photos, arrivals, blobs: {after}, not {expected}"]


def _wrong(status: int, sentence: str, seconds: float) -> list[str]:
    faults = []
    if status not in (200, 201) and not 400 <= status < 500:
        faults.append(f"status {status}")
    if len(sentence) < 5 or not sentence.endswith((".", "?")):
        faults.append(f"no sentence: {sentence!r}")
    if seconds > SLOW_S:
        faults.append(f"slow: {seconds:.1f} s")
    return faults


def report(answers: list[Answer]) -> None:
    counted = Counter((answer.status, _gist(answer.sentence)) for answer in answers)
    for (status, sentence), count in counted.most_common():
        print(f"{count:6d}  {status}  {sentence}")
    slowest = max(answers, key=lambda answer: answer.seconds)
    print(f"{len(answers):6d}  files; slowest {slowest.seconds:.2f} s ({slowest.path.name})")
    for answer in answers:
        for fault in answer.faults:
            print(f"FAULT  {answer.path}: {fault}")


def _gist(sentence: str) -> str:
    """Without its numbers, so that alike sentences are counted together."""
    return re.sub(r"\d+", "N", sentence)[:SHOWN]


def main(folder: Path) -> int:
    cv2.setNumThreads(1)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with tempfile.TemporaryDirectory() as place:
        clinic = Clinic(Path(place))
        answers = [clinic.send(path) for path in paths]
    report(answers)
    return int(any(answer.faults for answer in answers))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
