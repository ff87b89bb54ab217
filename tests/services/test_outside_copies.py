"""Pictures that left: noted, chased once consent is gone, and still a task after an erasure."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from progress.errors import Conflict, Expired, InvalidInput, NotAllowed, NotFound
from progress.models import AuditEntry, Case, GoneAddress, OutgoingMail, OutsideCopy, Patient
from progress.rules.access import SYSTEM
from progress.rules.audit import Event
from progress.rules.consents import Disguise, Scope
from progress.rules.galleries import CaseState, Obstacle
from progress.rules.outside_copies import Fate, Reason
from progress.services import (
    cases,
    consents,
    erasing,
    erasures,
    galleries,
    outside_copies,
    photos,
    today,
)
from progress.services.work import Work
from tests import examples, factories
from tests.conftest import Cast, errand
from tests.services.planted import agree

ASKED = (*examples.ASKED, Scope.INSTAGRAM, Scope.FACEBOOK)
DAY = timedelta(days=1)
INSTAGRAM = (Scope.INSTAGRAM, "@glow.clinic")


@pytest.fixture
def case(work: Work, cast: Cast) -> Case:
    """Published in the clinic; Instagram is allowed, Facebook was never asked about."""
    _, found = examples.cases(work, cast, factories.photo)
    allow(work, found, Scope.DISPLAY, Scope.INSTAGRAM, Scope.TEACHING)
    return found


def allow(work: Work, case: Case, *yes: Scope) -> None:
    """The last word on each purpose, as if the text had asked about all of them."""
    consent = factories.consent(
        replace(work, now=work.now - DAY), case.course, disguise=Disguise.RECOGNISABLE
    )
    consent.version.scopes, consent.scopes = list(map(str, Scope)), list(map(str, yes))
    work.session.commit()


def said(work: Work, event: Event) -> list[AuditEntry]:
    return list(work.session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_only_what_consent_covers_is_taken_and_each_is_written_down(work: Work, case: Case) -> None:
    open_ = {each for each, found in outside_copies.channels(work, case).items() if not found}
    assert open_ == {Scope.INSTAGRAM, Scope.TEACHING}
    copy = outside_copies.take(work, case.id, *INSTAGRAM, "https://social.example/p/1")
    assert (copy.scope, copy.place, copy.taken_by) == (*INSTAGRAM, "Clinician")
    assert outside_copies.picture(work, copy.id, "later") == examples.GREY
    details = [entry.detail for entry in said(work, Event.CASE_EXPORTED)]
    assert details == [{"channel": "instagram"}, {"channel": "instagram", "side": "later"}]
    with pytest.raises(Conflict, match="said no"):
        outside_copies.take(work, case.id, Scope.FACEBOOK, "Our page")
    [refused] = said(work, Event.CASE_REFUSED)
    assert refused.detail == {"channel": "facebook", "reasons": ["said-no"]}
    assert work.session.scalars(select(OutsideCopy)).all() == [copy]


def test_what_is_no_channel_no_place_or_not_published_is_not_taken(
    work: Work, cast: Cast, case: Case
) -> None:
    with pytest.raises(InvalidInput):
        outside_copies.take(work, case.id, Scope.WEBSITE, "Our website")
    with pytest.raises(InvalidInput):
        outside_copies.take(work, case.id, Scope.INSTAGRAM, "Reel of Asha Verma")
    with pytest.raises(NotAllowed):
        outside_copies.take(replace(work, actor=cast.patient), case.id, *INSTAGRAM)
    case.state = CaseState.WAITING
    work.session.commit()
    with pytest.raises(Conflict, match="published"):
        outside_copies.take(work, case.id, *INSTAGRAM)
    assert not work.session.scalars(select(OutsideCopy)).all()
    assert not said(work, Event.CASE_EXPORTED)


def withdrawn(work: Work, case: Case) -> None:
    consents.withdraw(work, case.patient_id, scopes=[Scope.INSTAGRAM])


def pulled(work: Work, case: Case) -> None:
    cases.pull(work, case.id)


def set_aside(work: Work, case: Case) -> None:
    photos.set_aside(work, case.later_id)


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (withdrawn, Obstacle.WITHDRAWN),
        (pulled, Reason.PULLED),
        (set_aside, Obstacle.NOT_SHOWN),
    ],
)
def test_whatever_ends_it_a_person_is_told_and_no_picture_is_given(
    happens: Callable[[Work, Case], None], why: Any, work: Work, case: Case
) -> None:
    copy = outside_copies.take(work, case.id, *INSTAGRAM)
    assert outside_copies.count(work) == 0
    happens(work, case)
    [waits] = outside_copies.every(work).to_take_down
    assert (waits.copy, waits.why) == (copy, [why])
    assert today.look(work).copies == 1
    with pytest.raises(Expired):
        outside_copies.picture(work, copy.id, "earlier")


def test_consent_that_ends_by_itself_makes_a_task_though_nobody_did_anything(
    work: Work, case: Case
) -> None:
    copy = outside_copies.take(work, case.id, *INSTAGRAM)
    in_three_years = replace(work, now=work.now + 3 * 365 * DAY)
    [waits] = outside_copies.every(in_three_years).to_take_down
    assert (waits.copy, waits.why) == (copy, [Obstacle.ENDED])
    with pytest.raises(Expired):
        outside_copies.picture(in_three_years, copy.id, "earlier")


def test_the_oldest_comes_first_and_a_check_mark_can_be_undone(work: Work, case: Case) -> None:
    first, second = (
        outside_copies.take(replace(work, now=work.now + days * DAY), case.id, *INSTAGRAM)
        for days in (1, 0)
    )
    cases.pull(work, case.id)
    assert [each.copy for each in outside_copies.every(work).to_take_down] == [second, first]
    assert outside_copies.take_down(work, first.id).taken_down_by == "Clinician"
    with pytest.raises(Conflict):
        outside_copies.take_down(work, first.id)
    with pytest.raises(Conflict):
        outside_copies.write_address(work, first.id, "https://social.example/p/2")
    lists = outside_copies.every(work)
    assert [[each.copy for each in found] for found in (lists.to_take_down, lists.taken_down)] == [
        [second],
        [first],
    ]
    outside_copies.put_back(work, first.id)
    with pytest.raises(Conflict):
        outside_copies.put_back(work, first.id)
    assert outside_copies.find(work, first.id).fate is Fate.TO_TAKE_DOWN
    assert len(said(work, Event.COPY_TAKEN_DOWN)) == len(said(work, Event.COPY_FOUND_AGAIN)) == 1


def test_an_address_may_follow_and_only_its_clinic_and_its_patient_see_it(
    work: Work, cast: Cast, case: Case
) -> None:
    copy = outside_copies.take(work, case.id, *INSTAGRAM)
    outside_copies.write_address(work, copy.id, " https://social.example/p/1 ")
    own = outside_copies.of_patient(replace(work, actor=cast.patient), case.patient_id)
    assert [each.copy.address for each in own] == ["https://social.example/p/1"]
    with pytest.raises(InvalidInput):
        outside_copies.write_address(work, copy.id, "javascript:alert(1)")
    with pytest.raises(NotFound):
        outside_copies.of_patient(replace(work, actor=cast.stranger), case.patient_id)
    with pytest.raises(NotAllowed):
        outside_copies.find(replace(work, actor=cast.patient), copy.id)
    with pytest.raises(NotFound):
        outside_copies.find(work, uuid.uuid4())


def test_a_receipt_names_what_was_pulled_and_every_place_to_chase(
    work: Work, cast: Cast, case: Case
) -> None:
    address = "https://social.example/p/1"
    chased = outside_copies.take(work, case.id, *INSTAGRAM, address)
    slides = outside_copies.take(work, case.id, Scope.TEACHING, "DermaCon 2027")
    gone = outside_copies.take(work, case.id, *INSTAGRAM)
    outside_copies.take_down(work, gone.id)
    at_home = replace(work, actor=cast.patient)
    receipt = consents.withdraw(at_home, case.patient_id, scopes=[Scope.INSTAGRAM]).receipt
    assert receipt["cases"] == []
    assert receipt["copies"] == [
        {
            "id": str(chased.id),
            "channel": "instagram",
            "place": "@glow.clinic",
            "address": address,
            "since": work.now.isoformat(),
        }
    ]
    receipt = consents.withdraw(at_home, case.patient_id).receipt
    # One that is shown in the clinic, and one that was being made beside it.
    assert [bool(each["published"]) for each in receipt["cases"]] == [False, True]
    assert {each["id"] for each in receipt["copies"]} == {str(chased.id), str(slides.id)}


# -- at the same moment ----------------------------------------------------------------------------


@pytest.fixture
def meanwhile(app: Flask, cast: Cast, case: Case) -> Callable[[], Thread]:
    """Begins the patient's withdrawal in another thread, as another request does."""

    def withdraw() -> None:
        with errand(app, cast.patient) as work:
            consents.withdraw(work, cast.patient_id)

    def begin() -> Thread:
        thread = Thread(target=withdraw)
        thread.start()
        return thread

    return begin


def test_a_withdrawal_just_before_is_seen(
    work: Work,
    case: Case,
    meanwhile: Callable[[], Thread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is done after the request has read the case, and before it writes."""
    record = outside_copies._record_export

    def late(*given: Any, **more: str) -> None:
        meanwhile().join()
        record(*given, **more)

    monkeypatch.setattr(outside_copies, "_record_export", late)
    earlier = replace(work, now=work.now - timedelta(minutes=1))
    with pytest.raises(Conflict):
        outside_copies.take(earlier, case.id, *INSTAGRAM)
    assert not work.session.scalars(select(OutsideCopy)).all()


def test_a_withdrawal_just_after_waits_and_finds_the_copy(
    work: Work,
    case: Case,
    meanwhile: Callable[[], Thread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It begins once consent was found, and cannot be done before the copy is noted."""
    threads: list[Thread] = []
    require = outside_copies._require_allowed

    def then(*given: Any) -> None:
        require(*given)
        threads.append(meanwhile())
        threads[0].join(0.3)
        assert threads[0].is_alive()

    monkeypatch.setattr(outside_copies, "_require_allowed", then)
    copy = outside_copies.take(work, case.id, *INSTAGRAM)
    threads[0].join()
    work.session.rollback()
    [taken] = consents.withdrawals(work, case.patient_id)
    assert [each["id"] for each in taken.receipt["copies"]] == [str(copy.id)]


def test_an_approval_of_the_same_moment_shows_nothing(
    work: Work,
    cast: Cast,
    case: Case,
    meanwhile: Callable[[], Thread],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The patient takes back what the second person is just approving."""
    case.state, case.published_at, case.made_by_id = CaseState.WAITING, None, cast.staff.id
    factories.sign(work, case)
    move = cases._move

    def late(*given: Any, **more: Any) -> None:
        meanwhile().join()
        move(*given, **more)

    monkeypatch.setattr(cases, "_move", late)
    with pytest.raises(Conflict, match="changed meanwhile"):
        cases.approve(work, case.id, cases.case_pictures.fingerprint(case))
    work.session.expire_all()
    assert case.state is CaseState.PULLED
    with pytest.raises(Expired):
        galleries.picture(work, case.slug, "earlier")


# -- erased ----------------------------------------------------------------------------------------


@pytest.fixture
def erased(work: Work, cast: Cast, case: Case) -> dict[str, Any]:
    """After the erasure of a patient of whom one copy is still out there, and one is not."""
    there = outside_copies.take(work, case.id, *INSTAGRAM, "https://social.example/p/1").id
    done = outside_copies.take(work, case.id, Scope.TEACHING, "DermaCon 2027").id
    outside_copies.take_down(work, done)
    named = work.session.get_one(OutsideCopy, there)
    named.place = "Reel of asha verma"
    known = {"there": there, "done": done, "slug": case.slug, "case": case.id}
    wish = erasures.ask(replace(work, actor=cast.patient)).id
    agree(work, cast, wish)
    erasing.carry_out(replace(work, actor=SYSTEM, post=lambda _mail: None), wish)
    assert work.session.get(Patient, cast.patient_id) is None
    return known


def test_after_an_erasure_the_place_alone_is_left_to_chase(
    work: Work, erased: dict[str, Any]
) -> None:
    [waits] = outside_copies.every(work).to_take_down
    assert (waits.copy.id, waits.why) == (erased["there"], [Reason.ERASED])
    assert waits.copy.case_id is None
    assert waits.copy.place == "Reel of …"
    assert waits.copy.address == "https://social.example/p/1"
    assert outside_copies.count_of_erased(work) == 1
    [last] = work.session.scalars(select(OutgoingMail))
    assert "still being taken down" in last.text and "Reel" not in last.text
    outside_copies.take_down(work, erased["there"])
    assert outside_copies.count(work) == outside_copies.count_of_erased(work) == 0
    assert said(work, Event.COPY_TAKEN_DOWN)[-1].patient_id is None


def test_addresses_of_an_erased_case_are_gone_for_ever(work: Work, erased: dict[str, Any]) -> None:
    for ask in (
        lambda: galleries.show(work, erased["slug"]),
        lambda: galleries.picture(work, erased["slug"], "earlier"),
        lambda: cases.find(work, erased["case"]),
        lambda: galleries.preview(work, erased["case"], "earlier"),
        lambda: outside_copies.picture(work, erased["there"], "earlier"),
        lambda: outside_copies.find(work, erased["done"]),
    ):
        with pytest.raises(Expired):
            ask()
    with pytest.raises(NotFound):
        galleries.show(work, "another-slug")
    kept = {row.sha256 for row in work.session.scalars(select(GoneAddress))}
    assert len(kept) >= 4
    assert all(len(each) == 64 and erased["slug"] not in each for each in kept)
