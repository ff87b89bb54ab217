"""A tablet in the waiting room acts for who put it there, as long as that person may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from progress.errors import Conflict, NotAllowed, NotFound
from progress.models import AuditEntry, KioskSession, Person
from progress.rules.access import KioskScope
from progress.rules.audit import Event
from progress.rules.galleries import Audience
from progress.services import galleries, kiosks
from progress.services.galleries import Wanted
from progress.services.work import Work
from tests.conftest import Cast

DAY = timedelta(hours=12)


@pytest.fixture
def begun(work: Work, cast: Cast) -> KioskSession:
    return kiosks.begin(replace(work, actor=cast.staff), DAY)


def recorded(work: Work, event: Event) -> list[AuditEntry]:
    return list(work.session.scalars(select(AuditEntry).where(AuditEntry.event == event)))


def test_it_acts_for_its_person_and_shows_the_gallery(
    work: Work, cast: Cast, begun: KioskSession
) -> None:
    actor = kiosks.actor_of(work, begun.id)
    assert actor == replace(cast.staff, scope=KioskScope(begun.id))
    assert galleries.shown(replace(work, actor=actor), Audience.CLINIC, Wanted()) == []
    with pytest.raises(NotAllowed):
        kiosks.begin(replace(work, actor=actor), DAY)
    [entry] = recorded(work, Event.KIOSK_BEGUN)
    assert (entry.actor_name, entry.subject_id) == ("Staff", begun.id)


def test_it_ends_with_the_day(work: Work, begun: KioskSession) -> None:
    late = replace(work, now=work.now + DAY)
    assert kiosks.actor_of(replace(late, now=late.now - timedelta(seconds=1)), begun.id)
    assert kiosks.actor_of(late, begun.id) is None
    assert kiosks.live(late) == []


@pytest.mark.parametrize("change", [{"active": False}, {"fs_uniquifier": "another"}])
def test_it_ends_with_its_persons_sign_in(
    change: dict[str, object], work: Work, cast: Cast, begun: KioskSession
) -> None:
    person = work.session.get_one(Person, cast.staff.id)
    for name, value in change.items():
        setattr(person, name, value)
    work.session.commit()
    assert kiosks.actor_of(work, begun.id) is None
    assert kiosks.live(work) == []


def test_its_person_and_administrators_end_it_from_elsewhere(
    work: Work, cast: Cast, begun: KioskSession
) -> None:
    seen = {
        name: [each.may_end for each in kiosks.live(replace(work, actor=getattr(cast, name)))]
        for name in ("staff", "admin", "clinician")
    }
    assert seen == {"staff": [True], "admin": [True], "clinician": [False]}
    with pytest.raises(Conflict, match="administrator"):
        kiosks.end(work, begun.id)
    with pytest.raises(NotFound):
        kiosks.end(work, uuid4())
    for actor in (cast.admin, cast.staff):
        kiosks.end(replace(work, actor=actor), begun.id)
    assert kiosks.actor_of(work, begun.id) is None
    [entry] = recorded(work, Event.KIOSK_ENDED)
    assert entry.actor_name == "Admin"


def test_taken_back_it_is_over(work: Work, begun: KioskSession) -> None:
    actor = kiosks.actor_of(work, begun.id)
    assert actor
    kiosks.leave(replace(work, actor=actor))
    assert kiosks.opener(work, begun.id) is None
    [entry] = recorded(work, Event.KIOSK_ENDED)
    assert entry.detail == {"waiting_room": str(begun.id)}


def test_somebody_with_a_sign_in_of_their_own_ends_nothing(work: Work, begun: KioskSession) -> None:
    kiosks.leave(work)
    assert kiosks.actor_of(work, begun.id)


def test_rows_of_long_ago_go(work: Work, begun: KioskSession) -> None:
    kiosks.begin(replace(work, now=work.now + DAY + kiosks.KEPT), DAY)
    assert len(list(work.session.scalars(select(KioskSession)))) == 1
