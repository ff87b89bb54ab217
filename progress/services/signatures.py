"""A consent is signed: what was read and answered is kept as it was, for as long as it may matter.

The document is one JSON text: the words as they were shown, each question with its answer, who
signed, when, and the drawn signature. It is encrypted with the patient's key, written, read back
and compared; then, in one commit, the consent with the document's hash, the answered request and
the line of audit. A signature that was cut off leaves nothing: its blob is found by the row of an
arrival, as a photo's is.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from progress.errors import Conflict, InvalidInput, StorageError
from progress.exchange.consent_pdf import SignedPaper, SignedScope, check_drawing
from progress.exchange.typesetting import UnusablePaper
from progress.models import Consent, ConsentRequest, Patient
from progress.rules import signing as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.consents import Disguise
from progress.rules.signing import Answers, Place
from progress.services import arrivals, consent_requests, consent_templates, consents
from progress.services.consent_requests import still_open
from progress.services.work import Work

FORMAT = 1


@dataclass(frozen=True)
class Shown:
    """What the person read beside the text, in the language of the answers."""

    clinic: str
    extent: str
    """Which photos."""
    place: str
    guardian: str = ""
    """What the signer is to the patient, where a guardian signs."""


def key(consent_id: uuid.UUID) -> str:
    """Where the signed document is kept."""
    return f"consents/{consent_id}/signed"


def sign(work: Work, request_id: uuid.UUID, answers: Answers, shown: Shown) -> Consent:
    """Keep a signature. Raises InvalidInput for what is missing, Conflict when the question was
    answered or cancelled meanwhile; then nothing is left behind."""
    request = consent_requests.find(work, request_id, Action.SIGN_CONSENT)
    if not request.is_open:
        raise Conflict(NOT_OPEN)
    patient = work.session.get_one(Patient, request.patient_id)
    rules.check(consent_templates.offer(request.version), answers, patient.born_on, work.today)
    _check_drawing(answers)
    consent = _row(work, request, answers, patient)
    document = _canonical(_document(request, consent, answers, shown, patient))
    consent.document_sha256 = hashlib.sha256(document).hexdigest()
    _keep(work, request, consent, document)
    consents.note_what_it_ends(work, consent)
    return consent


NOT_OPEN = (
    "This question is not open any more: it was answered already, or the clinic took it back."
)


def _check_drawing(answers: Answers) -> None:
    """What could never be printed is not signed."""
    if answers.signature is not rules.Kind.DRAWN:
        return
    try:
        check_drawing(answers.drawing or b"")
    except UnusablePaper as fault:
        raise InvalidInput(rules.SIGN_AGAIN) from fault


def _row(work: Work, request: ConsentRequest, answers: Answers, patient: Patient) -> Consent:
    at_home = work.actor.patient_id is not None
    months = request.version.valid_months
    ends_on = rules.ends_on(work.today, months, patient.born_on, bool(answers.guardian))
    return Consent(
        id=uuid.uuid4(),
        request_id=request.id,
        patient_id=request.patient_id,
        course_id=request.course_id,
        view=request.view,
        photo_ids=request.photo_ids,
        version_id=request.version_id,
        language=answers.language,
        scopes=[str(scope) for scope in answers.scopes if scope in answers.yes],
        disguise=answers.disguise or Disguise.NOT_RECOGNISABLE,
        signer=answers.signer.strip(),
        guardian=answers.guardian,
        signature=answers.signature,
        witness=answers.witness.strip(),
        taken_by=None if at_home else work.actor.name,
        place=Place.HOME if at_home else Place.CLINIC,
        given_at=work.now,
        ends_at=datetime.combine(ends_on, time.min).astimezone(),
    )


def _document(
    request: ConsentRequest, consent: Consent, answers: Answers, shown: Shown, patient: Patient
) -> dict[str, Any]:
    text = request.version.texts[answers.language]
    return {
        "format": FORMAT,
        "consent": str(consent.id),
        "clinic": shown.clinic,
        "patient": {"id": str(patient.id), "name": patient.name, "born": str(patient.born_on)},
        "language": answers.language,
        "version": f"{request.version.template.name}, {request.version.number}",
        "title": text["title"],
        "body": text["body"],
        "withdrawing": text["withdrawing"],
        "extent": _extent(request, shown),
        "questions": [_question(text, answers, slug) for slug in request.version.scopes],
        "disguise": _disguise(text, answers),
        "ends": consent.ends_at.astimezone().date().isoformat(),
        "signer": consent.signer,
        "guardian": {"relation": consent.guardian, "words": shown.guardian}
        if consent.guardian
        else None,
        "witness": consent.witness,
        "taken_by": consent.taken_by,
        "place": shown.place,
        "signed": consent.given_at.astimezone().isoformat(),
        "signature": _signature(answers),
    }


def _extent(request: ConsentRequest, shown: Shown) -> dict[str, Any]:
    return {
        "words": shown.extent,
        "course": str(request.course_id),
        "view": request.view,
        "photos": request.photo_ids,
    }


def _question(text: dict[str, Any], answers: Answers, slug: str) -> dict[str, Any]:
    return {"scope": slug, "words": text["scopes"][slug], "yes": slug in answers.yes}


def _disguise(text: dict[str, Any], answers: Answers) -> dict[str, Any] | None:
    if answers.disguise is None:
        return None
    return {"disguise": answers.disguise, "words": text["disguises"][answers.disguise]}


def _signature(answers: Answers) -> dict[str, Any]:
    drawn = answers.signature is rules.Kind.DRAWN and answers.drawing
    return {
        "kind": answers.signature,
        "png": b64encode(answers.drawing or b"").decode() if drawn else None,
    }


def _canonical(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _keep(work: Work, request: ConsentRequest, consent: Consent, document: bytes) -> None:
    """Of two signatures under one request the first counts."""
    blobs = {key(consent.id): document}
    try:
        with arrivals.kept(work, consent.id, consent.patient_id, blobs):
            _answer(work, request)
            work.session.add(consent)
            work.record(
                # Who says no to everything signs that too.
                Event.CONSENT_SIGNED if consent.scopes else Event.CONSENT_REFUSED,
                patient_id=consent.patient_id,
                subject_id=consent.id,
                scopes=consent.scopes,
                sha256=consent.document_sha256,
            )
    except IntegrityError as fault:
        raise Conflict(NOT_OPEN) from fault


def _answer(work: Work, request: ConsentRequest) -> None:
    answered = (
        update(ConsentRequest)
        .where(ConsentRequest.id == request.id, still_open())
        .values(answered_at=work.now)
    )
    if not work.wins(answered):
        raise Conflict(NOT_OPEN)


def document(work: Work, consent: Consent) -> bytes:
    """What was signed, byte for byte. Raises StorageError when it is not what was signed."""
    found = work.store.get(str(consent.patient_id), key(consent.id))
    if hashlib.sha256(found).hexdigest() != consent.document_sha256:
        raise StorageError("This signed consent is damaged. Restore it from a backup.")
    return found


def paper(work: Work, consent: Consent) -> SignedPaper:
    """What was signed, ready to be set in type."""
    canonical = document(work, consent)
    said = json.loads(canonical)
    png = said["signature"]["png"]
    return SignedPaper(
        language=said["language"],
        clinic=said["clinic"],
        patient=said["patient"]["name"],
        title=said["title"],
        body=f"{said['body']}\n\n{said['withdrawing']}",
        version=said["version"],
        scopes=[SignedScope(each["words"], each["yes"]) for each in said["questions"]],
        disguise=said["disguise"]["words"] if said["disguise"] else "",
        extent=said["extent"]["words"],
        expires_on=date.fromisoformat(said["ends"]),
        signer=said["signer"],
        guardian_of=said["guardian"] and said["guardian"]["words"],
        witness=said["witness"] or None,
        taken_by=said["taken_by"],
        place=said["place"],
        signed_at=datetime.fromisoformat(said["signed"]),
        signature_png=b64decode(png) if png else None,
        canonical=canonical,
        sha256=consent.document_sha256,
    )
