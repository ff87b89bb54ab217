"""Who looked at a patient's photos: told whole, and told of nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from progress.errors import NotAllowed, NotFound
from progress.models import AuditEntry, Photo
from progress.rules.access import Actor, Role
from progress.rules.audit import Event
from progress.rules.consents import Scope
from progress.rules.galleries import Audience
from progress.services import lookers
from progress.services.work import Work
from tests import factories
from tests.conftest import NOW, AtWork, Cast

Seen = Callable[..., None]


@pytest.fixture
def portal(at_work: AtWork, cast: Cast) -> Any:
    with at_work(cast.patient) as work:
        yield work


@pytest.fixture
def photos(portal: Work, cast: Cast) -> list[Photo]:
    visit = factories.visit(portal, factories.course(portal, cast.patient_id), date(2026, 11, 2))
    return [factories.photo(portal, visit, view) for view in ("vertex", "midline", "superior")]


@pytest.fixture
def seen(portal: Work, cast: Cast) -> Seen:
    """`seen(cast.staff, photo.id)`: the line that looking leaves."""

    def look(by: Actor, photo_id: UUID | None, at: datetime = NOW, **detail: Any) -> None:
        event = detail.pop("event", Event.PHOTO_SEEN)
        of = detail.pop("of", cast.patient_id)
        line = {"at": at, "actor_id": by.id, "actor_name": by.name, "event": event}
        row = AuditEntry(**line, patient_id=of, subject_id=photo_id, detail=detail)
        portal.session.add(row)
        portal.session.commit()

    return look


def test_one_line_for_a_person_and_a_day(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen
) -> None:
    first, second, _third = photos
    seen(cast.clinician, first.id, NOW - timedelta(minutes=9))
    seen(cast.clinician, second.id)
    seen(cast.clinician, second.id, NOW + timedelta(minutes=3))
    seen(cast.staff, first.id, capture="a-session")
    looks = {look.name: look for look in lookers.page(portal, cast.patient_id).rows}
    by_staff, by_clinician = looks["Staff"], looks["Clinician"]
    assert [photo.id for photo in by_staff.photos] == [first.id]
    assert by_staff.through_phone and by_staff.roles == {Role.STAFF}
    assert {photo.id for photo in by_clinician.photos} == {first.id, second.id}
    assert not by_clinician.through_phone
    assert by_clinician.last - by_clinician.first == timedelta(minutes=12)
    assert by_clinician.day == NOW.astimezone().date()


def test_the_patients_own_looks_and_other_patients_are_left_out(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen
) -> None:
    seen(cast.patient, photos[0].id)
    seen(cast.clinician, uuid4(), of=cast.stranger_id)
    seen(cast.clinician, photos[0].id, event=Event.PHOTO_CHANGED)
    assert lookers.page(portal, cast.patient_id).rows == []


def test_what_the_patient_may_not_have_is_only_counted(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen
) -> None:
    photos[0].set_aside_at = NOW
    portal.session.commit()
    for photo_id in (photos[0].id, photos[1].id, uuid4()):
        seen(cast.clinician, photo_id)
    [look] = lookers.page(portal, cast.patient_id).rows
    assert [photo.id for photo in look.photos] == [photos[1].id]
    assert look.others == 2


def test_a_download_by_the_clinic_is_told(portal: Work, cast: Cast, seen: Seen) -> None:
    seen(cast.admin, cast.patient_id, event=Event.EVERYTHING_DOWNLOADED)
    [look] = lookers.page(portal, cast.patient_id).rows
    assert look.took_everything and not look.photos and not look.others


def test_a_photo_from_home_that_was_opened_is_told(portal: Work, cast: Cast, seen: Seen) -> None:
    seen(cast.clinician, uuid4(), event=Event.HOME_PHOTO_SEEN)
    [look] = lookers.page(portal, cast.patient_id).rows
    assert (look.from_home, look.others, look.photos) == (1, 0, [])


def test_what_the_tablet_shows_is_counted_and_has_no_name(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen
) -> None:
    case = factories.case(portal, *photos[:2], b"picture")
    lesson = factories.case(portal, *photos[:2], b"picture", audience=Audience.TEACHING)
    for by in (cast.staff, cast.staff, cast.clinician):
        seen(by, case.id, event=Event.CASE_SEEN)
    seen(cast.clinician, lesson.id, event=Event.CASE_SEEN)
    looks = {look.name: look for look in lookers.page(portal, cast.patient_id).rows}
    assert set(looks) == {"", "Clinician"}
    assert (looks[""].shown, looks[""].roles, looks[""].taught) == (3, frozenset(), 0)
    assert (looks["Clinician"].shown, looks["Clinician"].taught) == (0, 1)


def test_what_is_framed_taken_elsewhere_and_read_is_told_with_who_did_it(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen
) -> None:
    case = factories.case(portal, *photos[:2], b"picture")
    seen(cast.staff, case.id, event=Event.CASE_PREVIEWED)
    seen(cast.staff, case.id, event=Event.CASE_EXPORTED, channel="instagram")
    seen(cast.staff, case.id, event=Event.CASE_EXPORTED, channel="instagram", side="earlier")
    seen(cast.staff, uuid4(), event=Event.CONSENT_PAPER_OPENED)
    seen(cast.staff, cast.patient_id, event=Event.TREATMENT_RECORD_DOWNLOADED)
    seen(
        cast.clinician, case.id, event=Event.CASE_EXPORTED, channel="teaching", of=cast.stranger_id
    )
    [look] = lookers.page(portal, cast.patient_id).rows
    assert (look.name, look.framed, look.papers, look.taken_to) == (
        "Staff",
        1,
        1,
        [Scope.INSTAGRAM],
    )
    assert look.took_record and not look.took_everything and not look.photos


def test_pages_join_by_whole_days(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookers, "ENTRIES", 5)
    for day in range(6, 0, -1):
        for photo in photos[:2]:
            seen(cast.clinician, photo.id, NOW - timedelta(days=day))
    told, before = [], None
    while True:
        page = lookers.page(portal, cast.patient_id, before)
        told += page.rows
        before = page.before
        if before is None:
            break
    assert [look.day for look in told] == sorted({look.day for look in told}, reverse=True)
    assert [len(look.photos) for look in told] == [2] * 6
    assert told == lookers.every(portal, cast.patient_id)


def test_a_day_that_is_longer_than_a_page_is_told_in_parts(
    portal: Work, cast: Cast, photos: list[Photo], seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookers, "ENTRIES", 2)
    for photo in photos:
        seen(cast.clinician, photo.id)
    first = lookers.page(portal, cast.patient_id)
    second = lookers.page(portal, cast.patient_id, first.before)
    assert [len(look.photos) for look in [*first.rows, *second.rows]] == [2, 1]
    assert second.before is None


def test_nobody_else_is_told(work: Work, at_work: AtWork, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        lookers.page(work, cast.patient_id)
    with at_work(cast.stranger) as stranger, pytest.raises(NotFound):
        lookers.page(stranger, cast.patient_id)
