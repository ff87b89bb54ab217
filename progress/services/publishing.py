"""What the clinic says about its galleries, and who lets strangers see them."""

from __future__ import annotations

from sqlalchemy import update

from progress.models import PublishingSettings
from progress.models.publishing import ONLY
from progress.rules import publishing as rules
from progress.rules.access import Action
from progress.rules.audit import Event
from progress.rules.publishing import Publishing
from progress.services.work import Work


def current(work: Work) -> Publishing:
    """What holds at this moment. It needs no right, since strangers' pages ask too."""
    row = work.session.get(PublishingSettings, ONLY, populate_existing=True)
    if row is None:
        return Publishing()
    return Publishing(
        rules.is_open(row.web_open, row.warning_read),
        row.words,
        row.appointment_url,
        row.appointment_phone,
    )


def is_unread(work: Work) -> bool:
    """Whether strangers would see the gallery, had somebody read the warning of today."""
    row = work.session.get(PublishingSettings, ONLY, populate_existing=True)
    return row is not None and row.web_open and not rules.is_open(True, row.warning_read)


def settings(work: Work) -> PublishingSettings:
    """The same as it was set, and by whom."""
    work.require(Action.EDIT_PUBLISHING)
    return work.session.get_one(PublishingSettings, ONLY, populate_existing=True)


def open_web(work: Work, warning_read: str) -> None:
    """Let strangers see the cases that are for them. `warning_read`: the version of the warning
    that stood on the page. Raises InvalidInput where that is not the one of today."""
    work.require(Action.EDIT_PUBLISHING)
    rules.check_read(warning_read)
    opened = update(PublishingSettings).where(
        PublishingSettings.id == ONLY,
        PublishingSettings.web_open.is_(False)
        | PublishingSettings.warning_read.is_distinct_from(warning_read),
    )
    who = {"opened_by_id": work.actor.id, "opened_by": work.actor.name, "opened_at": work.now}
    if work.wins(opened.values(web_open=True, warning_read=warning_read, **who)):
        work.record(Event.WEB_GALLERY_OPENED, warning=warning_read)
    work.session.commit()


def close_web(work: Work) -> None:
    """At once, for every address of theirs; who opens it again reads the warning again."""
    work.require(Action.EDIT_PUBLISHING)
    closed = update(PublishingSettings).where(
        PublishingSettings.id == ONLY, PublishingSettings.web_open
    )
    if work.wins(closed.values(web_open=False)):
        work.record(Event.WEB_GALLERY_CLOSED)
    work.session.commit()


def choose_words(work: Work, words: str, appointment_url: str, appointment_phone: str) -> None:
    """What stands at the end of each case and gallery; each may be empty. Raises InvalidInput."""
    row = settings(work)
    said = rules.checked(words, appointment_url, appointment_phone)
    row.words, row.appointment_url, row.appointment_phone = said
    work.record(Event.CLOSING_WORDS_CHOSEN)
    work.session.commit()
