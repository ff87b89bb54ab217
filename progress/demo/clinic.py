"""Fills an empty database with the demonstration clinic."""

from __future__ import annotations

from collections.abc import Callable

from progress.services.work import Work


def fill(work: Work, say: Callable[[str], None]) -> None:
    say("The demonstration clinic is not made yet.")
