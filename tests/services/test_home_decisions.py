"""Two people decide about one photo at the same moment."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from progress.errors import Conflict
from progress.models import Arrival, AuditEntry, Course, HomePhoto, Photo, Visit
from progress.rules.audit import Event
from progress.rules.home_photos import HomeState
from progress.services import home_decisions, home_photos, uploads
from progress.services.home_photos import Offer
from progress.services.work import Work
from tests import examples, factories
from tests.conftest import AtWork, Cast, errand


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


@pytest.fixture
def offered(work: Work, cast: Cast, course: Course, jpeg: bytes) -> HomePhoto:
    at_home = replace(work, actor=cast.patient)
    return home_photos.send(at_home, course.id, "vertex", Offer(jpeg, "me.jpg")).photo


def meanwhile(monkeypatch: pytest.MonkeyPatch, app: Flask, cast: Cast, decide: Any) -> None:
    """While somebody accepts a photo, and has read that nobody has decided, `decide` does."""
    really, done = uploads.codec.derivatives, []

    def interrupted(data: bytes) -> Any:
        if not done:
            done.append(True)
            with errand(app, cast.clinician) as rival:
                decide(rival)
        return really(data)

    monkeypatch.setattr(uploads.codec, "derivatives", interrupted)


def counted(work: Work, *tables: Any) -> list[int]:
    return [work.session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]


def test_accepted_by_two_it_is_one_photo_and_one_decision(
    app: Flask, work: Work, cast: Cast, offered: HomePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = offered.id
    meanwhile(monkeypatch, app, cast, lambda rival: home_decisions.accept(rival, photo_id))
    with pytest.raises(Conflict, match="decided about this photo already"):
        home_decisions.accept(work, photo_id)
    assert counted(work, Photo, Visit, Arrival) == [1, 1, 0]
    accepted = select(func.count()).where(AuditEntry.event == Event.HOME_PHOTO_ACCEPTED)
    assert work.session.scalar(accepted) == 1
    work.session.refresh(offered)
    assert offered.state is HomeState.ACCEPTED
    assert offered.photo_id == work.session.scalar(select(Photo.id))


def test_two_photos_of_one_day_share_a_visit_whoever_accepts_them(
    app: Flask,
    work: Work,
    cast: Cast,
    course: Course,
    offered: HomePhoto,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_home, other = replace(work, actor=cast.patient), Offer(examples.GREY, "it.jpg")
    other_id = home_photos.send(at_home, course.id, "vertex", other).photo.id
    really = home_decisions.visits.add

    def accept() -> None:
        with errand(app, cast.clinician) as rival:
            home_decisions.accept(rival, other_id)

    rival = Thread(target=accept)

    def slowly(*args: Any, **options: Any) -> Visit:
        if not rival.is_alive():
            rival.start()
            rival.join(0.3)
        return really(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(home_decisions.visits, "add", slowly)
        home_decisions.accept(work, offered.id)
    rival.join()
    assert counted(work, Photo, Visit) == [2, 1]


def test_declined_meanwhile_it_is_not_in_the_record(
    app: Flask, work: Work, cast: Cast, offered: HomePhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo_id = offered.id
    meanwhile(
        monkeypatch, app, cast, lambda rival: home_decisions.decline(rival, photo_id, "unclear")
    )
    with pytest.raises(Conflict):
        home_decisions.accept(work, photo_id)
    assert counted(work, Photo, Visit, Arrival) == [0, 0, 0]
    work.session.refresh(offered)
    assert (offered.state, offered.reason) == (HomeState.DECLINED, "unclear")
    assert not list(work.store.blobs.list("photos/")), "nothing of the photo was kept"
    assert home_decisions.accept(work, photo_id), "its bytes are still there"


def test_what_was_accepted_meanwhile_is_not_declined(
    at_work: AtWork, cast: Cast, jpeg: bytes
) -> None:
    with at_work(cast.clinician) as work:
        course_id = factories.course(work, cast.patient_id).id
    with at_work(cast.patient) as work:
        photo_id = home_photos.send(work, course_id, "vertex", Offer(jpeg)).photo.id
    with at_work(cast.clinician) as late:
        seen = home_photos.find(late, photo_id)
        with at_work(cast.clinician) as quick:
            home_decisions.accept(quick, photo_id)
        with pytest.raises(Conflict):
            home_decisions.decline(late, photo_id, "unclear")
        late.session.refresh(seen)
        assert (seen.state, seen.reason) == (HomeState.ACCEPTED, None)
