"""The worker, without its threads: what is to do is read from the rows alone."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from progress.jobs import JOBS
from progress.services import preparation
from progress.services.work import Work

MOST_ROUNDS = 20


def work_off(work: Work) -> int:
    """Do all that is left; returns how many jobs that took."""
    done = 0
    for _ in range(MOST_ROUNDS):
        left = _left(work)
        if not left:
            return done
        for job, photo_id in left:
            JOBS[job](work, photo_id)
        done += len(left)
    raise AssertionError("The work never ends.")


def _left(work: Work) -> list[tuple[str, UUID]]:
    told: list[tuple[str, UUID]] = []
    preparation.recover(replace(work, nudge=lambda *job: told.append(job)))
    return told
