"""Strangers see a gallery while an administrator who read the warning lets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from progress.errors import InvalidInput, NotAllowed
from progress.models import AuditEntry, PublishingSettings
from progress.rules import publishing as rules
from progress.rules.audit import Event
from progress.rules.publishing import WARNING_VERSION, Publishing
from progress.services import publishing
from progress.services.work import Work
from tests.conftest import AtWork, Cast

EVENTS = (Event.WEB_GALLERY_OPENED, Event.WEB_GALLERY_CLOSED, Event.CLOSING_WORDS_CHOSEN)


@pytest.fixture
def office(at_work: AtWork, cast: Cast) -> Iterator[Work]:
    with at_work(cast.admin) as work:
        yield work


def recorded(work: Work) -> list[tuple[Event, str, object]]:
    query = select(AuditEntry).where(AuditEntry.event.in_(EVENTS)).order_by(AuditEntry.id)
    found = work.session.scalars(query)
    return [(each.event, each.actor_name, each.detail.get("warning")) for each in found]


def test_a_new_clinic_shows_strangers_nothing(office: Work) -> None:
    assert publishing.current(office) == Publishing()
    office.session.execute(delete(PublishingSettings))
    assert publishing.current(office) == Publishing()


def test_who_let_strangers_in_and_what_they_read_stands_in_the_record(
    office: Work, cast: Cast
) -> None:
    publishing.open_web(office, WARNING_VERSION)
    assert publishing.current(office).web_open
    row = publishing.settings(office)
    assert (row.opened_by_id, row.opened_by, row.opened_at) == (cast.admin.id, "Admin", office.now)
    assert row.warning_read == WARNING_VERSION
    publishing.close_web(office)
    assert not publishing.current(office).web_open
    assert recorded(office) == [
        (Event.WEB_GALLERY_OPENED, "Admin", WARNING_VERSION),
        (Event.WEB_GALLERY_CLOSED, "Admin", None),
    ]


def test_what_is_so_already_is_recorded_once(office: Work) -> None:
    for _ in range(2):
        publishing.open_web(office, WARNING_VERSION)
    for _ in range(2):
        publishing.close_web(office)
    assert len(recorded(office)) == 2


@pytest.mark.parametrize("read", ["", "2019-01"])
def test_another_warning_than_the_one_of_today_opens_nothing(office: Work, read: str) -> None:
    with pytest.raises(InvalidInput, match="read it again"):
        publishing.open_web(office, read)
    assert not publishing.current(office).web_open
    assert recorded(office) == []


def test_a_new_warning_closes_the_gallery_until_it_is_read(
    office: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.open_web(office, WARNING_VERSION)
    monkeypatch.setattr(rules, "WARNING_VERSION", "2031-02")
    assert not publishing.current(office).web_open
    assert publishing.settings(office).web_open, "Nobody switched it off."
    publishing.open_web(office, "2031-02")
    assert publishing.current(office).web_open
    assert recorded(office)[-1] == (Event.WEB_GALLERY_OPENED, "Admin", "2031-02")


def test_the_clinics_words_are_kept_as_they_were_checked(office: Work) -> None:
    publishing.choose_words(office, " Ask us. ", "https://clinic.example/book", "+91 124 4000000")
    assert publishing.current(office) == Publishing(
        False, "Ask us.", "https://clinic.example/book", "+91 124 4000000"
    )
    with pytest.raises(InvalidInput):
        publishing.choose_words(office, "Ask us.", "http://clinic.example", "")
    assert publishing.current(office).appointment_url == "https://clinic.example/book"
    assert [event for event, *_ in recorded(office)] == [Event.CLOSING_WORDS_CHOSEN]


def test_anybody_may_know_what_holds_and_only_administrators_change_it(
    at_work: AtWork, cast: Cast
) -> None:
    for actor in (cast.clinician, cast.staff, cast.patient):
        with at_work(actor) as work:
            assert not publishing.current(work).web_open
            for attempt in (
                lambda work=work: publishing.open_web(work, WARNING_VERSION),
                lambda work=work: publishing.close_web(work),
                lambda work=work: publishing.choose_words(work, "", "", ""),
                lambda work=work: publishing.settings(work),
            ):
                with pytest.raises(NotAllowed):
                    attempt()
