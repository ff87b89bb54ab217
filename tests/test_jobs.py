"""The worker inside the process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask

from progress import jobs
from progress.jobs import NO_ROW, PHOTOS, SLOW_JOBS, Worker


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done; the first try at a photo fails."""
    done: list[str] = []

    def prepare(*_: object) -> None:
        done.append("prepare")
        if len(done) == 1:
            raise ConnectionError("The disk did not answer.")

    monkeypatch.setitem(jobs.JOBS, "prepare", prepare)
    return done


@pytest.fixture
def worker(app: Flask, done: list[str]) -> Iterator[Worker]:
    worker = Worker(app, 1)
    worker.start()
    yield worker
    worker.stop()


def test_finishing_waits_for_photos_and_their_tries_and_for_nothing_slow(
    worker: Worker, done: list[str]
) -> None:
    worker.nudge(SLOW_JOBS[0], NO_ROW, timedelta(hours=6))
    worker.nudge("prepare", NO_ROW)
    begun = monotonic()
    worker.finish()
    assert done == ["prepare", "prepare"]
    assert monotonic() - begun < 30
    assert PHOTOS not in SLOW_JOBS
