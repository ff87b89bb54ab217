"""What the demonstration clinic shows of its patients: one case in its gallery, two on the way.

The pictures of the first were taken elsewhere too; one of those copies has to be taken down again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from progress.rules.access import Actor
from progress.rules.consents import Extent, Scope
from progress.rules.galleries import Audience, CaseState
from progress.rules.looks import Box, Look
from progress.rules.views import ViewSlug
from progress.services import (
    alignments,
    case_pictures,
    cases,
    consents,
    courses,
    galleries,
    outside_copies,
    preparation,
    publishing,
    series,
)
from progress.services.galleries import Offer
from progress.services.work import Work

WORDS = "Come and talk to us first: we say honestly what can be done for you, and what cannot."
PHONE = "+91 124 400 0000"


@dataclass(frozen=True)
class DemoCase:
    """The first and the last photo of a view, for whom, and how far it came."""

    patient: str
    view: str
    audience: Audience
    state: CaseState
    shows: Box | None = None
    """What it is framed to, in parts of the face; None is what the program proposes."""


CHEEK = Box(0.1, 0.46, 0.52, 0.68)
CASES = (
    DemoCase("Rohan Khanna", ViewSlug.VERTEX, Audience.CLINIC, CaseState.PUBLISHED),
    DemoCase("Demo Portrait", ViewSlug.FRONTAL, Audience.TEACHING, CaseState.WAITING, CHEEK),
    DemoCase("Priya Menon", ViewSlug.MIDLINE, Audience.CLINIC, CaseState.DRAFT),
)
COPIES = (
    (Scope.TEACHING, "Slides of the hair workshop in Jaipur", ""),
    (Scope.INSTAGRAM, "The clinic’s account, post of the autumn", "https://social.example/p/7"),
)
TAKEN_BACK = Scope.TEACHING
"""The patient has changed their mind about this since."""


def add(work: Work, makes: Actor, approves: Actor, made: Mapping[str, uuid.UUID]) -> None:
    """Nothing of it is for strangers: their gallery stays off."""
    second = replace(work, actor=approves)
    publishing.choose_words(second, WORDS, "", PHONE)
    for each in CASES:
        if each.patient in made:
            _add_case(replace(work, actor=makes), second, each, made[each.patient])


def _add_case(work: Work, second: Work, wanted: DemoCase, patient_id: uuid.UUID) -> None:
    offer = _offer(work, wanted, patient_id)
    if offer is None or offer.obstacles:
        return
    case = cases.draft(work, offer.earlier.id, offer.later.id, wanted.audience)
    if wanted.shows and case.face:
        face = Box(*case.face)
        cases.choose_look(work, case.id, Look(frame=_within(face, wanted.shows), face=face))
    if wanted.state is not CaseState.DRAFT:
        cases.submit(work, case.id)
    if wanted.state is CaseState.PUBLISHED:
        cases.approve(second, case.id, case_pictures.fingerprint(case))
        for scope, place, address in COPIES:
            outside_copies.take(second, case.id, scope, place, address)
        consents.withdraw(second, patient_id, Extent(case.course_id), {TAKEN_BACK})


def _within(face: Box, part: Box) -> Box:
    across, down = face.right - face.left, face.bottom - face.top
    return Box(
        face.left + part.left * across,
        face.top + part.top * down,
        face.left + part.right * across,
        face.top + part.bottom * down,
    )


def _offer(work: Work, wanted: DemoCase, patient_id: uuid.UUID) -> Offer | None:
    """The first and the last photo of the view, lined up before the worker comes to the others."""
    course = courses.overviews(work, patient_id)[0].course
    of_view = [
        photo
        for found in series.of_course(work, course.id).values()
        for photo in found.photos
        if photo.view == wanted.view
    ]
    if len(of_view) < 2:
        return None
    first, last = of_view[0].id, of_view[-1].id
    for photo_id in (first, last):
        preparation.prepare(work, photo_id)
        alignments.align(work, photo_id)
    offers = galleries.offers(work, course.id, wanted.audience)
    return next((each for each in offers if each.later.id == last), None)
