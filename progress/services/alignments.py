"""Laying a photo over the others of its view."""

from __future__ import annotations

import uuid

from progress.services.work import Work


def align(work: Work, photo_id: uuid.UUID) -> None:
    raise NotImplementedError
