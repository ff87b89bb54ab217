"""What the demonstration clinic asks its patients, and what they answered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from progress.rules.access import Actor, ConsentScope, Role
from progress.rules.consent_texts import NAME
from progress.rules.consents import Disguise, Extent, Scope
from progress.rules.signing import Answers
from progress.services import consent_requests, consent_templates, consents, courses, signatures
from progress.services.consent_templates import Wording
from progress.services.signatures import Shown
from progress.services.work import Work

SOCIAL = "Photographs on social media"
SOCIAL_SCOPES = (Scope.INSTAGRAM, Scope.FACEBOOK, Scope.WHATSAPP)
SOCIAL_MONTHS = 6
SHOWN = Shown("Progress", "All photos of this course of treatment", "At the clinic")


@dataclass(frozen=True)
class Signed:
    """One answer: to which text, how many days ago, and what was allowed."""

    text: str
    days_ago: int
    scopes: tuple[Scope, ...]
    disguise: Disguise = Disguise.FACE_DISGUISED
    taken_back: int | None = None
    """How many days ago."""


ANSWERS: dict[str, tuple[Signed, ...]] = {
    "Rohan Khanna": (
        Signed(NAME, 224, (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)),
        Signed(SOCIAL, 168, (Scope.INSTAGRAM,), Disguise.NOT_RECOGNISABLE),
    ),
    "Priya Menon": (
        Signed(NAME, 137, (Scope.RECORD, Scope.DISPLAY, Scope.WEBSITE), taken_back=20),
    ),
    "Anjali Deshpande": (Signed(NAME, 95, ()),),
    "Meera Krishnamurthy": (
        Signed(NAME, 103, (Scope.RECORD, Scope.WEBSITE), Disguise.NOT_RECOGNISABLE),
    ),
    "Demo Portrait": (Signed(NAME, 84, tuple(Scope)[:4]),),
}
"""Who is not named was not asked yet."""
ASKED_NOW = "Rohan Khanna"
"""Finds a question open in the portal: about the view that he has most photos of."""


def add(work: Work, doctor: Actor, made: dict[str, uuid.UUID]) -> None:
    """Publish the clinic's texts; then ask, sign and take back as the patients did."""
    editor = Actor(None, "Kavita Rao", frozenset({Role.ADMIN}))
    texts = _publish(replace(work, actor=editor))
    for name, signed in ANSWERS.items():
        if name in made:
            for each in signed:
                _sign(replace(work, actor=doctor), made[name], texts[each.text], each)
    if ASKED_NOW in made:
        course = courses.overviews(work, made[ASKED_NOW])[0].course
        then = _days_ago(replace(work, actor=doctor), 3)
        consent_requests.ask(then, course.id, texts[NAME], course.views[-1])


def _publish(work: Work) -> dict[str, uuid.UUID]:
    """Both texts, by name."""
    usual = consent_templates.create(work, NAME)
    social = consent_templates.create(work, SOCIAL)
    slugs = [str(scope) for scope in SOCIAL_SCOPES]
    wording = Wording(social.texts, slugs, social.disguises, SOCIAL_MONTHS)
    consent_templates.save(work, social.id, wording)
    return {
        draft.template.name: consent_templates.publish(work, draft.id).id
        for draft in (usual, social)
    }


def _sign(work: Work, patient_id: uuid.UUID, version_id: uuid.UUID, signed: Signed) -> None:
    overview = courses.overviews(work, patient_id)[0]
    then = _days_ago(work, signed.days_ago)
    request = consent_requests.ask(then, overview.course.id, version_id)
    asked = consent_templates.offer(request.version).scopes
    answers = Answers(
        language="en",
        scopes={scope: scope in signed.scopes for scope in asked},
        disguise=signed.disguise if signed.scopes else None,
        signer=overview.patient.name,
    )
    tablet = replace(then.actor, scope=ConsentScope(request.id, request.course_id))
    signatures.sign(replace(then, actor=tablet), request.id, answers, SHOWN)
    if signed.taken_back is not None:
        later = _days_ago(work, signed.taken_back)
        consents.withdraw(later, patient_id, Extent(overview.course.id), {Scope.WEBSITE})


def _days_ago(work: Work, days: int) -> Work:
    on = work.today - timedelta(days=days)
    return replace(work, now=min(work.now, datetime.combine(on, time(12)).astimezone()))
