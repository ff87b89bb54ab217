"""The language that a patient chose: of their pages, and of what is written to them."""

from __future__ import annotations

from progress.models import Patient
from progress.rules.audit import Event
from progress.rules.languages import known
from progress.services.work import Work


def chosen(work: Work) -> str | None:
    """What the patient who asks has chosen; None of people of the clinic, too."""
    patient = _own(work)
    return patient.language if patient else None


def choose(work: Work, language: str) -> None:
    """Keep the choice of the patient who asks; nobody else's is kept."""
    patient = _own(work)
    if patient is None or patient.language == known(language):
        return
    patient.language = language
    work.record(Event.LANGUAGE_CHOSEN, patient_id=patient.id, language=language)
    work.session.commit()


def _own(work: Work) -> Patient | None:
    patient_id = work.actor.patient_id
    return work.session.get(Patient, patient_id) if patient_id else None
