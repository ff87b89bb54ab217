"""Something of the patient's for every part of an address, so that every route can be walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from flask import Flask
from werkzeug.routing import Rule

from progress.models import Case, Course, HomePhoto, Photo, Visit
from progress.rules.access import SYSTEM
from progress.rules.consents import Scope
from progress.rules.galleries import Audience, CaseState
from progress.rules.publishing import WARNING_VERSION
from progress.services import home_photos, kiosks, publishing
from progress.services.work import Work
from progress.vision.codec import encode_jpeg
from tests import factories
from tests.conftest import Cast

Examples = dict[str, Any]
ASKED = (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)
"""What a new clinic's text asks for."""
GREY = encode_jpeg(np.full((96, 72, 3), 128, np.uint8))


def make(
    work: Work, cast: Cast, add_photo: Callable[[Work, Visit], Photo] = factories.photo
) -> Examples:
    """By the name that each has in an address; `add_photo` makes a photo of a visit."""
    course = factories.course(work, cast.patient_id)
    visit = factories.visit(work, course, date(2026, 11, 1))
    photos = [add_photo(work, visit) for _ in range(2)]
    edge = factories.alignment(work, *photos)
    before = replace(work, now=work.now - timedelta(days=1))
    taken_back = factories.withdrawal(before, factories.consent(before, course))
    consent = factories.consent(work, course)
    draft, published = cases(work, cast, add_photo)
    return {
        "patient_id": cast.patient_id,
        "course_id": course.id,
        "visit_id": visit.id,
        "photo_id": photos[0].id,
        "alignment_id": edge.id,
        "report_id": factories.report(work, cast.patient_id).id,
        "home_photo_id": home_photo(work, course).id,
        "erasure_id": factories.erasure_request(work, cast.patient_id).id,
        "consent_id": consent.id,
        "request_id": factories.consent_request(work, course, consent.version_id).id,
        "withdrawal_id": taken_back.id,
        "step": "text",
        "version_id": consent.version_id,
        "template_id": consent.version.template_id,
        "transfer_id": factories.transfer(work, visit, sent_by=cast.admin.id).id,
        "capture_id": factories.capture(work, visit, opened_by=cast.admin.id).id,
        "kiosk_id": kiosks.begin(replace(work, actor=cast.admin), timedelta(days=1)).id,
        "token": "a-token-that-nobody-has",
        "invitation_id": factories.invitation(work, cast.patient_id).id,
        "person_id": cast.staff.id,
        "view": "vertex",
        "size": "thumb",
        "version": "another",
        "filename": "css/tokens.css",
        "moment": "at-visit",
        "case_id": draft.id,
        "copy_id": factories.outside_copy(work, published).id,
        "slug": published.slug,
        "website_id": factories.website(work).id,
        "web_slug": on_the_web(work, published).slug,
        "side": "later",
    }


def cases(work: Work, cast: Cast, add_photo: Callable[[Work, Visit], Photo]) -> tuple[Case, Case]:
    """One that is being made and one that is shown, of a course that allows it."""
    course = factories.course(work, cast.patient_id)
    days = date(2026, 9, 1), date(2026, 10, 27)
    photos = [add_photo(work, factories.visit(work, course, day)) for day in days]
    factories.consent(work, course, scopes=dict.fromkeys(ASKED, True))
    draft = factories.case(
        work, *photos, GREY, state=CaseState.DRAFT, approved_by=None, published_at=None
    )
    return draft, factories.case(work, *photos, GREY)


def on_the_web(work: Work, case: Case, picture: bytes = GREY) -> Case:
    """The same for strangers, whom an administrator lets look."""
    publishing.open_web(replace(work, actor=SYSTEM), WARNING_VERSION)
    return factories.case(work, case.earlier, case.later, picture, audience=Audience.WEB)


def home_photo(work: Work, course: Course) -> HomePhoto:
    """One that waits, with all its bytes."""
    photo = factories.home_photo(work, course)
    for part in home_photos.PARTS:
        work.store.put(str(photo.patient_id), home_photos.key(photo.id, part), GREY)
    return photo


def elsewhere(work: Work, cast: Cast, examples: Examples, place: str) -> Examples:
    """The same at another visit, of another course, or of another patient; begun by staff."""
    course = work.session.get_one(Course, examples["course_id"])
    if place != "visit":
        owner = cast.stranger_id if place == "patient" else course.patient_id
        course = factories.course(work, owner)
    visit = factories.visit(work, course, date(2026, 11, 8))
    assert cast.staff.id
    return examples | {
        "patient_id": course.patient_id,
        "course_id": course.id,
        "visit_id": visit.id,
        "photo_id": factories.photo(work, visit).id,
        "transfer_id": factories.transfer(work, visit, sent_by=cast.staff.id).id,
    }


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each of its methods."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(app: Flask, rule: Rule, examples: Examples) -> str:
    """The rule's path, with the examples in it."""
    missing = rule.arguments - set(examples)
    assert not missing, (
        f"{rule.rule}: tests/examples.py has no example of {', '.join(sorted(missing))}. "
        "Add one of the patient's own to what `make` returns."
    )
    with app.test_request_context():
        values = {name: examples[name] for name in rule.arguments}
        return app.url_for(rule.endpoint, **values)
