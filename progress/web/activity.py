"""What was done, by whom and when."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request

from progress.rules.access import Action
from progress.rules.audit import Event
from progress.services import activity
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("activity", __name__)


@blueprint.get("/activity")
@allows(Action.SEE_ACTIVITY)
def index() -> str:
    """The latest entries first; `event` and `patient` leave only theirs."""
    event = request.args.get("event", type=Event)
    patient_id = request.args.get("patient", type=uuid.UUID)
    found = activity.read(work(), event, patient_id, request.args.get("before", type=int))
    return render_template(
        "activity/index.html", activity=found, event=event, patient_id=patient_id, events=Event
    )
