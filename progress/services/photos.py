"""The life of a photo: received, prepared, shown, set aside. Aligning is in services/alignments.py."""

from __future__ import annotations

import uuid

from progress.services.work import Work


def prepare(work: Work, photo_id: uuid.UUID) -> None:
    raise NotImplementedError


def recover(work: Work) -> None:
    raise NotImplementedError
