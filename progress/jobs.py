"""Work in the background: actors that call one service each, and recovery from the rows.

A message is only a nudge. What is left to do can always be read from the photo rows, so a lost
message delays work and loses nothing, and doing a job twice changes nothing.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import dramatiq
from dramatiq.brokers.stub import StubBroker
from flask import Flask

from progress.rules.access import SYSTEM
from progress.services import (
    alignments,
    arrivals,
    audit_chain,
    captures,
    case_pulls,
    erasing,
    mails,
    preparation,
    reminders,
    resets,
    transfers,
)
from progress.services.work import Work

log = logging.getLogger(__name__)

SECONDS_FOR_ONE_JOB = 120
Job = Callable[[Work, uuid.UUID], None]
JOBS: dict[str, Job] = {
    "prepare": preparation.prepare,
    "align": alignments.align,
    mails.JOB: resets.send,
    erasing.JOB: erasing.carry_out,
    reminders.JOB: reminders.send_due,
    audit_chain.JOB: audit_chain.carry_on,
}
PHOTOS = "default"
"""The queue of photos; what may wait for hours has one of its own."""
SLOW_JOBS = (mails.JOB, reminders.JOB, erasing.JOB, audit_chain.JOB)
NO_ROW = uuid.UUID(int=0)
"""For a job that finds its rows itself."""


class Worker:
    """The worker inside the process; `nudge` tells it that a row has work left."""

    def __init__(self, app: Flask, threads: int) -> None:
        self._app = app
        self._threads = threads
        self.broker = StubBroker()
        self._actors = {name: self._actor(name, job) for name, job in JOBS.items()}
        self._worker: dramatiq.Worker | None = None

    def _actor(self, name: str, job: Job) -> dramatiq.Actor[..., Any]:
        @dramatiq.actor(
            actor_name=name,
            queue_name=name if name in SLOW_JOBS else PHOTOS,
            broker=self.broker,
            max_retries=3,
            min_backoff=1000,
            max_backoff=30_000,
            time_limit=SECONDS_FOR_ONE_JOB * 1000,
        )
        def run(row_id: str) -> None:
            with self._app.app_context():
                job(self._app.extensions["progress"](SYSTEM), uuid.UUID(row_id))

        return run

    def nudge(self, job: str, row_id: uuid.UUID, delay: timedelta = timedelta(0)) -> None:
        milliseconds = int(delay.total_seconds() * 1000) or None
        self._actors[job].send_with_options(args=(str(row_id),), delay=milliseconds)

    def start(self) -> None:
        """Start the threads, then find in the rows what an earlier process left unfinished."""
        if not self._threads:
            return
        self._worker = dramatiq.Worker(self.broker, worker_threads=self._threads)
        self._worker.start()
        with self._app.app_context():
            work = self._app.extensions["progress"](SYSTEM)
            erasing.nudge_cut_off(work)
            arrivals.sweep(work)
            transfers.sweep(work)
            captures.sweep(work)
            case_pulls.sweep(work)
            mails.sweep(work)
            transfers.recover(work)
            preparation.recover(work)
            mails.recover(work)
            reminders.send_due(work, NO_ROW)
            audit_chain.recover(work)

    def stop(self) -> None:
        if self._worker:
            self._worker.stop()

    def finish(self) -> None:
        """Wait until all photos that were nudged are done, tried again and all."""
        self.broker.join(PHOTOS)
