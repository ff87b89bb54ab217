"""A refusal of somebody who is signed in leaves a line in the record."""

from __future__ import annotations

from flask import request
from flask_security import current_user

from progress.errors import NotAllowed, OutOfReach, ProgressError
from progress.services import refusals
from progress.web.request import is_for_strangers, work


def note(error: ProgressError | None = None) -> None:
    """`error`: None where the policy of the address refused already."""
    if error is not None and not isinstance(error, NotAllowed | OutOfReach):
        return
    if request.endpoint is None or is_for_strangers(request.path):
        return
    if current_user.is_authenticated:
        patient_id = error.patient_id if isinstance(error, OutOfReach) else None
        refusals.note(work(), request.endpoint, patient_id)
