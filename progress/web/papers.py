"""Signed consents as papers."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response

from progress.rules.access import Action
from progress.services import papers
from progress.web.language import translator
from progress.web.policy import allows
from progress.web.request import work

blueprint = Blueprint("papers", __name__)


@blueprint.get("/consents/<uuid:consent_id>/paper")
@allows(Action.SEE_CONSENTS)
def consent(consent_id: uuid.UUID) -> Response:
    """The PDF, in the language in which it was signed, whoever reads it."""
    pdf = papers.of_consent(work(), consent_id, translator)
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename="consent.pdf")
    return response
