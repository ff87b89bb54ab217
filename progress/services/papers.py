"""Signed consents as papers, each in the language in which it was signed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from progress.exchange.consent_pdf import consent_pdf
from progress.exchange.words import Translate
from progress.models import Consent
from progress.rules.audit import Event
from progress.services import consents, signatures
from progress.services.work import Work

Translators = Callable[[str], Translate]
"""From a language to what puts sentences into it."""


def of_consent(work: Work, consent_id: uuid.UUID, into: Translators) -> bytes:
    """The PDF of a signed consent, if the actor may see it."""
    consent = consents.find(work, consent_id).consent
    pdf = set_in_type(work, consent, into)
    own = {"patient_id": consent.patient_id, "subject_id": consent.id}
    work.record(Event.CONSENT_PAPER_OPENED, **own)
    work.session.commit()
    return pdf


def set_in_type(work: Work, consent: Consent, into: Translators) -> bytes:
    """The caller has asked whether the actor may see it."""
    paper = signatures.paper(work, consent)
    return consent_pdf(paper, into(paper.language))
