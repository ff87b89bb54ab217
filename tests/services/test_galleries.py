"""A case from its pair to its withdrawal: what was approved is shown, while consent lasts."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from progress.errors import Conflict, Expired, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry, Case, Course, Photo
from progress.rules.audit import Event
from progress.rules.consents import Disguise, Scope
from progress.rules.galleries import Audience, CaseState, Obstacle
from progress.rules.identity import Identity
from progress.rules.looks import Box, Hiding, Look
from progress.rules.photos import PhotoState
from progress.rules.publishing import WARNING_VERSION
from progress.rules.views import Region
from progress.services import (
    case_pictures,
    case_pulls,
    cases,
    consents,
    galleries,
    photos,
    publishing,
    uploads,
)
from progress.services.galleries import Wanted
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.vision import codec
from tests import factories
from tests.conftest import Cast
from tests.vision.heads import PORTRAIT
from tests.vision.scenes import scene

FIRST = date(2026, 1, 5)
ASKED = (Scope.RECORD, Scope.DISPLAY, Scope.TEACHING, Scope.WEBSITE)
DAY = timedelta(days=1)


def taken(work: Work, course: Course, image: np.ndarray, view: str) -> list[Photo]:
    """The same twice, eight weeks apart, with two sessions between."""
    found = []
    for weeks, brightness in ((0, 0), (4, 0), (8, 1)):
        visit = factories.visit(work, course, FIRST + timedelta(weeks=weeks))
        if weeks != 4:
            jpeg = codec.encode_jpeg(np.maximum(image, brightness))
            found.append(uploads.add(work, visit.id, jpeg, view=view).photo)
            found[-1].state = PhotoState.ALIGNED
    factories.alignment(work, *found)
    work.session.refresh(course)
    return found


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


@pytest.fixture
def two(work: Work, course: Course) -> list[Photo]:
    return taken(work, course, scene(1), "vertex")


def allow(
    work: Work, course: Course, *yes: Scope, disguise: Disguise = Disguise.RECOGNISABLE
) -> None:
    scopes = {scope: scope in yes for scope in ASKED}
    factories.consent(replace(work, now=work.now - DAY), course, scopes=scopes, disguise=disguise)


def made(work: Work, two: list[Photo]) -> Case:
    return cases.draft(work, two[0].id, two[1].id, Audience.CLINIC)


def published(work: Work, cast: Cast, two: list[Photo]) -> Case:
    case = cases.submit(work, made(work, two).id)
    other = replace(work, actor=cast.admin)
    return cases.approve(other, case.id, case_pictures.fingerprint(case))


def said(work: Work, event: Event) -> list[AuditEntry]:
    return list(work.session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_what_was_approved_is_what_is_shown(work: Work, cast: Cast, two: list[Photo]) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = made(work, two)
    looked_at = {side: galleries.preview(work, case.id, side) for side in case_pulls.SIDES}
    cases.submit(work, case.id)
    approver = replace(work, actor=cast.admin)
    cases.approve(approver, case.id, case_pictures.fingerprint(case))
    shown = {side: galleries.picture(work, case.slug, side) for side in case_pulls.SIDES}
    assert shown == looked_at
    assert shown["earlier"] != shown["later"]
    for jpeg in shown.values():
        assert codec.inspect(jpeg).taken_at is None
        assert b"Exif" not in jpeg
    assert (case.days, case.sessions, case.made_by, case.approved_by) == (
        56,
        2,
        "Clinician",
        "Admin",
    )
    assert galleries.shown(work, Audience.CLINIC, Wanted()) == [case]
    assert said(work, Event.CASE_PUBLISHED)[0].detail["audience"] == "clinic"


def test_only_what_consent_covers_is_offered_and_made(work: Work, two: list[Photo]) -> None:
    course = two[0].visit.course
    [offer] = galleries.offers(work, course.id, Audience.CLINIC)
    assert (offer.earlier, offer.later) == (two[0], two[1])
    assert offer.obstacles == [Obstacle.NOT_ASKED]
    with pytest.raises(Conflict, match="not been asked"):
        made(work, two)
    allow(work, course, Scope.TEACHING)
    assert galleries.offers(work, course.id, Audience.CLINIC)[0].obstacles == [Obstacle.SAID_NO]
    assert galleries.offers(work, course.id, Audience.TEACHING)[0].obstacles == []
    two[1].identity = Identity.IN_QUESTION
    found = galleries.offers(work, course.id, Audience.TEACHING)[0].obstacles
    assert found == [Obstacle.WHOSE]


def test_cases_for_strangers_are_made_and_approved_while_the_public_gallery_is_open(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.WEBSITE)
    with pytest.raises(InvalidInput, match="switched off"):
        cases.draft(work, two[0].id, two[1].id, Audience.WEB)
    admin = replace(work, actor=cast.admin)
    publishing.open_web(admin, WARNING_VERSION)
    case = cases.submit(work, cases.draft(work, two[0].id, two[1].id, Audience.WEB).id)
    seen = case_pictures.fingerprint(case)
    publishing.close_web(admin)
    with pytest.raises(Conflict, match="switched off"):
        cases.approve(admin, case.id, seen)
    assert said(work, Event.CASE_REFUSED)[0].detail["reasons"] == [Obstacle.NOT_OPEN]
    assert galleries.preview(work, case.id, "later"), "Whoever decides looks at it meanwhile."
    publishing.open_web(admin, WARNING_VERSION)
    assert cases.approve(admin, case.id, seen).state is CaseState.PUBLISHED


def test_photos_of_other_courses_or_in_the_wrong_order_make_no_case(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    with pytest.raises(InvalidInput, match="earlier"):
        cases.draft(work, two[1].id, two[0].id, Audience.CLINIC)
    other = factories.photo(
        work, factories.visit(work, factories.course(work, cast.stranger_id), FIRST)
    )
    with pytest.raises(NotFound):
        cases.draft(work, two[0].id, other.id, Audience.CLINIC)


def test_a_second_person_approves_what_they_looked_at(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = cases.submit(work, made(work, two).id)
    seen = case_pictures.fingerprint(case)
    with pytest.raises(Conflict, match="Somebody else"):
        cases.approve(work, case.id, seen)
    with pytest.raises(NotAllowed):
        cases.approve(replace(work, actor=cast.staff), case.id, seen)
    admin, staff = (replace(work, actor=each) for each in (cast.admin, cast.staff))
    assert [cases.for_person(each) for each in (admin, work, staff)] == [[case], [], []]
    with pytest.raises(Conflict, match="changed meanwhile"):
        cases.approve(admin, case.id, "another")
    with pytest.raises(InvalidInput, match="what should be changed"):
        cases.send_back(admin, case.id, " ")
    assert cases.send_back(admin, case.id, "Closer, please.").sent_back == "Closer, please."
    assert [cases.for_person(each) for each in (admin, work)] == [[], [case]]
    closer = Look(frame=Box(0.3, 0.3, 0.7, 0.7))
    cases.choose_look(work, case.id, closer)
    cases.submit(work, case.id)
    with pytest.raises(Conflict, match="cannot be changed"):
        cases.choose_look(work, case.id, closer)
    assert case_pictures.fingerprint(case) != seen
    cases.approve(admin, case.id, case_pictures.fingerprint(case))
    assert case.state is CaseState.PUBLISHED


def test_what_is_looked_at_is_not_changed_meanwhile(
    work: Work, two: list[Photo], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody submits the case while a colleague's pictures are being made."""
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = made(work, two)
    seen = case_pictures.fingerprint(case)
    make = case_pictures.make

    def meanwhile(*given: Any) -> case_pictures.Made:
        cases.submit(work, case.id)
        return make(*given)

    monkeypatch.setattr(case_pictures, "make", meanwhile)
    with pytest.raises(Conflict, match="cannot be changed"):
        cases.choose_look(work, case.id, Look(frame=Box(0.2, 0.2, 0.8, 0.8)))
    assert case_pictures.fingerprint(case) == seen
    assert galleries.preview(work, case.id, "earlier")


def test_pictures_that_are_not_those_approved_are_not_shown(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = published(work, cast, two)
    other = codec.encode_jpeg(scene(3))
    work.store.put(str(case.patient_id), case_pulls.key(case.id, "later"), other)
    with pytest.raises(Conflict, match="not the one that was approved"):
        galleries.picture(work, case.slug, "later")


def test_pictures_say_what_was_done_to_them_and_nothing_of_whom(
    work: Work, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = made(work, two)
    hidden = Look(Box(0.2, 0.2, 0.8, 0.8), Hiding.COVER_INSIDE, Box(0.3, 0.3, 0.5, 0.5))
    cases.choose_look(work, case.id, hidden)
    before, after = case_pictures.credentials_of(work, case)
    assert before.sentence == (
        "Partly covered, cropped, re-encoded; nothing generated; signed by Progress"
    )
    assert after.done == ("aligned", *before.done)
    assert (before.title, after.title) == ("Before", "After")
    patient = case.course.patient
    secrets = [patient.name, patient.record_number, str(patient.id), case.slug, str(case.id)]
    secrets += [f"{photo.taken_at:%Y}" for photo in two] + [str(photo.id) for photo in two]
    for side in case_pulls.SIDES:
        said = galleries.preview(work, case.id, side)
        assert not [each for each in secrets if str(each).encode() in said]


def test_pictures_without_valid_credentials_are_not_approved(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    """Made by an earlier version, or signed with a certificate that has ended."""
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = cases.submit(work, made(work, two).id)
    bare = codec.encode_jpeg(scene(3))
    case_pictures.keep(work, case, case_pictures.Made(case.look, case.disguise, (bare, bare)))
    with pytest.raises(Conflict, match="no valid Content Credentials"):
        cases.approve(replace(work, actor=cast.admin), case.id, case_pictures.fingerprint(case))


def test_a_withdrawal_pulls_at_once_and_for_good(work: Work, cast: Cast, two: list[Photo]) -> None:
    course = two[0].visit.course
    allow(work, course, Scope.DISPLAY, Scope.TEACHING)
    case = published(work, cast, two)
    being_made = made(work, two)
    teaching = cases.draft(work, two[0].id, two[1].id, Audience.TEACHING)
    at_home = replace(work, actor=cast.patient)
    taken_back = consents.withdraw(at_home, cast.patient_id, scopes=[Scope.DISPLAY])
    assert [each["audience"] for each in taken_back.receipt["cases"]] == ["clinic", "clinic"]
    assert [bool(each["published"]) for each in taken_back.receipt["cases"]] == [True, False]
    assert (case.state, being_made.state, teaching.state) == (
        CaseState.PULLED,
        CaseState.PULLED,
        CaseState.DRAFT,
    )
    for ask in (
        lambda: galleries.show(work, case.slug),
        lambda: galleries.picture(work, case.slug, "earlier"),
        lambda: galleries.preview(work, case.id, "later"),
        lambda: galleries.preview(work, being_made.id, "later"),
    ):
        with pytest.raises(Expired):
            ask()
    assert galleries.shown(work, Audience.CLINIC, Wanted()) == []
    assert galleries.preview(work, teaching.id, "later")
    with pytest.raises(BlobMissing):
        work.store.get(str(case.patient_id), case_pulls.key(case.id, "earlier"))
    allow(replace(work, now=work.now + 3 * DAY), course, Scope.DISPLAY)
    later = replace(work, now=work.now + 4 * DAY)
    with pytest.raises(Expired):
        galleries.picture(later, case.slug, "earlier")


def test_what_ends_is_not_shown_though_nobody_did_anything(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = published(work, cast, two)
    in_three_years = replace(work, now=work.now + 3 * 365 * DAY)
    assert galleries.shown(in_three_years, Audience.CLINIC, Wanted()) == []
    with pytest.raises(Expired):
        galleries.picture(in_three_years, case.slug, "earlier")


@pytest.mark.parametrize("what", ["aside", "question", "view"])
def test_a_photo_in_doubt_takes_its_case_away(
    what: str, work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = published(work, cast, two)
    if what == "aside":
        photos.set_aside(work, two[1].id)
    elif what == "view":
        photos.place(work, two[1].id, "superior")
    else:
        two[1].identity = Identity.IN_QUESTION
    with pytest.raises(Expired):
        galleries.show(work, case.slug)


def test_approval_is_refused_when_consent_is_gone_and_that_is_recorded(
    work: Work, two: list[Photo], cast: Cast
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = cases.submit(work, made(work, two).id)
    in_three_years = replace(work, now=work.now + 3 * 365 * DAY, actor=cast.admin)
    with pytest.raises(Conflict, match="has ended"):
        cases.approve(in_three_years, case.id, case_pictures.fingerprint(case))
    assert case.state is CaseState.WAITING
    assert [entry.detail["reasons"] for entry in said(work, Event.CASE_REFUSED)] == [["ended"]]


def test_a_case_pulled_by_hand_stays_pulled(work: Work, cast: Cast, two: list[Photo]) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = published(work, cast, two)
    cases.pull(work, case.id)
    with pytest.raises(Expired):
        galleries.show(work, case.slug)
    with pytest.raises(Conflict):
        cases.pull(work, case.id)


def test_what_is_not_published_has_no_address(work: Work, two: list[Photo], cast: Cast) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = made(work, two)
    with pytest.raises(NotFound):
        galleries.picture(work, case.slug, "earlier")
    with pytest.raises(NotFound):
        galleries.preview(work, case.id, "original")
    with pytest.raises(NotFound):
        cases.find(work, uuid.uuid4())
    with pytest.raises(NotAllowed):
        galleries.preview(replace(work, actor=cast.patient), case.id, "earlier")


def test_a_face_has_to_be_hidden_as_the_patient_allowed(work: Work, cast: Cast) -> None:
    course = factories.course(work, cast.patient_id, Region.FACE)
    two = taken(work, course, PORTRAIT, "frontal")
    allow(work, course, Scope.DISPLAY, disguise=Disguise.NOT_RECOGNISABLE)
    case = made(work, two)
    assert (case.hiding, case.disguise) == (Hiding.COVER_INSIDE, Disguise.NOT_RECOGNISABLE)
    assert case.face
    left, top, right, bottom = case.face
    eyes = Box(left, top + 0.42 * (bottom - top), right, top + 0.55 * (bottom - top))
    bar = Look(Box(*case.frame), Hiding.COVER_INSIDE, eyes, Box(*case.face))
    assert cases.choose_look(work, case.id, bar).disguise is Disguise.RECOGNISABLE
    with pytest.raises(Conflict, match="better hidden"):
        cases.submit(work, case.id)
    with pytest.raises(InvalidInput, match="A face can be seen"):
        cases.choose_look(work, case.id, Look(no_face=True))
    blurred = Look(Box(*case.frame), Hiding.BLUR_INSIDE, Box(*case.face), Box(*case.face))
    cases.choose_look(work, case.id, blurred)
    assert cases.submit(work, case.id).disguise is Disguise.NOT_RECOGNISABLE


def test_the_kiosk_finds_by_region_indication_and_sessions(
    work: Work, cast: Cast, two: list[Photo]
) -> None:
    allow(work, two[0].visit.course, Scope.DISPLAY)
    case = published(work, cast, two)
    for wanted in (Wanted(Region.SCALP), Wanted(indication="thinning"), Wanted(sessions=2)):
        assert galleries.shown(work, Audience.CLINIC, wanted) == [case]
    for wanted in (Wanted(Region.FACE), Wanted(indication="melasma"), Wanted(sessions=1)):
        assert galleries.shown(work, Audience.CLINIC, wanted) == []
