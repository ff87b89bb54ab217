"""A visit is handed to a phone: for how long, to how many, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event, select

from progress.db import db
from progress.errors import Conflict, Expired, NotAllowed, NotFound, SessionEnded
from progress.models import AuditEntry, CaptureSession, Person, Photo, RoleRow, Visit
from progress.rules.access import SYSTEM, Action, Actor
from progress.rules.audit import Event
from progress.rules.captures import KEPT, LENGTH, Standing
from progress.services import captures, people, photos, shots, transfers, visits
from progress.services.transfers import Announced
from progress.services.work import Work
from tests import factories, pictures
from tests.conftest import NOW, Cast, errand

SECOND = timedelta(seconds=1)


@pytest.fixture
def visit(work: Work, cast: Cast) -> Visit:
    course = factories.course(work, cast.patient_id)
    return factories.visit(work, course, date(2026, 11, 20))


@pytest.fixture
def token(work: Work, visit: Visit) -> str:
    return captures.open_visit(work, visit.id).token


def at(work: Work, later: timedelta, actor: Actor | None = None) -> Work:
    return replace(work, now=NOW + later, actor=actor or work.actor)


def phone(work: Work, session: CaptureSession) -> Work:
    """The errand of the phone that came in by a session."""
    actor = captures.actor_of(work, session.id)
    assert actor
    return replace(work, actor=actor)


def events(work: Work) -> list[tuple[Event, str]]:
    query = select(AuditEntry).where(AuditEntry.event.startswith("capture-"))
    return [(entry.event, entry.actor_name) for entry in work.session.scalars(query)]


# -- coming in -----------------------------------------------------------------------------------


def test_a_phone_acts_for_the_person_who_opened_the_visit(
    work: Work, visit: Visit, token: str, cast: Cast
) -> None:
    actor = phone(work, captures.connect(work, token)).actor
    assert (actor.id, actor.name) == (cast.clinician.id, cast.clinician.name)
    assert actor.scope
    assert (actor.scope.course_id, actor.scope.visit_id) == (visit.course_id, visit.id)


def test_looking_uses_nothing_up(work: Work, token: str) -> None:
    for _ in range(3):
        captures.find(work, token)
    assert captures.connect(work, token).connected_at == NOW


def test_a_code_lets_in_one_phone(work: Work, token: str) -> None:
    captures.connect(work, token)
    with pytest.raises(Conflict, match="scan the new code"):
        captures.connect(work, token)


def test_nobody_acts_by_a_code_that_was_not_scanned(work: Work, token: str) -> None:
    assert captures.actor_of(work, captures.find(work, token).id) is None


def test_of_two_phones_at_the_same_moment_one_comes_in(app: Flask, cast: Cast) -> None:
    """Both have found the code good before either takes it."""
    with errand(app, cast.staff) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 20))
        token = captures.open_visit(work, visit.id).token
    both_looked, fates = Barrier(2, timeout=10), []

    def wait(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE capture_sessions SET connected_at"):
            both_looked.wait()

    def scan() -> None:
        with errand(app, SYSTEM) as work:
            try:
                fates.append(str(captures.connect(work, token).id))
            except Conflict as error:
                fates.append(error.sentence)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", wait)
    threads = [Thread(target=scan) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    event.remove(engine, "before_cursor_execute", wait)
    assert sum("has used this code already" in fate for fate in fates) == 1
    with errand(app, SYSTEM) as work:
        [session] = work.session.scalars(select(CaptureSession))
        assert str(session.id) in fates
        assert [each for each, _ in events(work)].count(Event.CAPTURE_CONNECTED) == 1


def test_the_token_is_kept_nowhere(work: Work, token: str) -> None:
    captures.connect(work, token)
    tables = sa.inspect(work.session.get_bind()).get_table_names()
    rows = [work.session.execute(sa.text(f'SELECT * FROM "{name}"')).all() for name in tables]
    assert str(token) not in repr(rows)


def test_a_new_code_takes_the_place_of_one_that_nobody_scanned(
    work: Work, visit: Visit, token: str, cast: Cast
) -> None:
    colleague = captures.open_visit(replace(work, actor=cast.staff), visit.id)
    newer = captures.open_visit(work, visit.id)
    with pytest.raises(Expired):
        captures.connect(work, token)
    captures.connect(work, newer.token)
    captures.connect(work, colleague.token)
    captures.open_visit(work, visit.id)
    standings = [each.standing for each in captures.of_visit(work, visit.id)]
    assert sorted(standings) == [Standing.CONNECTED, Standing.CONNECTED, Standing.WAITING]


def test_patients_open_nothing(work: Work, visit: Visit, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        captures.open_visit(replace(work, actor=cast.patient), visit.id)


def test_a_phone_hands_nothing_on(work: Work, visit: Visit, token: str) -> None:
    own = phone(work, captures.connect(work, token))
    for act in (
        lambda: captures.open_visit(own, visit.id),
        lambda: captures.of_visit(own, visit.id),
        lambda: captures.revoke(own, own.actor.scope.session_id),  # type: ignore[union-attr]
        lambda: visits.find(own, visit.id),
    ):
        with pytest.raises(NotAllowed):
            act()


# -- the end -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("later", "may"), [(timedelta(0), True), (LENGTH - SECOND, True), (LENGTH, False)]
)
def test_half_an_hour_after_the_code_was_made_it_is_over(
    later: timedelta, may: bool, work: Work, token: str
) -> None:
    session = captures.connect(work, token)
    assert (captures.actor_of(at(work, later), session.id) is not None) == may


def test_a_code_that_was_not_scanned_in_time_lets_nobody_in(work: Work, token: str) -> None:
    with pytest.raises(Expired, match="Its time is up"):
        captures.connect(at(work, LENGTH), token)


def test_ended_on_the_computer_it_is_over_at_once(work: Work, token: str) -> None:
    session = captures.connect(work, token)
    own = phone(work, session)
    captures.revoke(work, session.id)
    assert captures.actor_of(work, session.id) is None
    with pytest.raises(SessionEnded):
        own.require(Action.SEE_PHOTO)


def test_ended_before_it_was_scanned_it_lets_nobody_in(work: Work, token: str) -> None:
    captures.revoke(work, captures.find(work, token).id)
    with pytest.raises(Expired, match="It was ended"):
        captures.connect(work, token)


Ends = Callable[[Work, Cast], object]


def _close_sign_in(work: Work, cast: Cast) -> None:
    person = _person(work, cast)
    people.set_active(replace(work, actor=cast.admin), person.id, active=False)


def _close_and_open_again(work: Work, cast: Cast) -> None:
    _close_sign_in(work, cast)
    people.set_active(replace(work, actor=cast.admin), _person(work, cast).id, active=True)


def _new_password(work: Work, cast: Cast) -> None:
    people.set_password(replace(work, actor=cast.admin), _person(work, cast).id, "a-hash")


def _take_role(work: Work, cast: Cast) -> None:
    patient = work.session.scalars(select(RoleRow).where(RoleRow.name == "patient")).one()
    _person(work, cast).roles = [patient]
    work.session.commit()


def _take_visit_away(work: Work, _cast: Cast) -> None:
    """In the moment in which the phone came in; else it would have to be ended first."""
    work.session.delete(work.session.scalars(select(Visit)).one())
    work.session.commit()


def _person(work: Work, cast: Cast) -> Person:
    return work.session.get_one(Person, cast.clinician.id)


@pytest.mark.parametrize(
    "end", [_close_sign_in, _close_and_open_again, _new_password, _take_role, _take_visit_away]
)
def test_what_ends_the_persons_own_sessions_ends_the_phones(
    end: Ends, work: Work, token: str, cast: Cast
) -> None:
    session = captures.connect(work, token)
    end(work, cast)
    assert captures.actor_of(work, session.id) is None


@pytest.mark.parametrize("end", [_close_sign_in, _new_password, _take_role, _take_visit_away])
def test_and_a_code_that_waits_lets_nobody_in(
    end: Ends, work: Work, token: str, cast: Cast
) -> None:
    end(work, cast)
    with pytest.raises(NotFound):
        captures.connect(work, token)
    [session] = work.session.scalars(select(CaptureSession))
    assert session.connected_at is None


def test_the_phone_ends_its_own_session(work: Work, visit: Visit, token: str) -> None:
    session = captures.connect(work, token)
    own = phone(work, session)
    captures.leave(own, visit.id)
    assert captures.actor_of(work, session.id) is None


def test_somebody_with_a_sign_in_of_their_own_ends_nothing(
    work: Work, visit: Visit, token: str
) -> None:
    session = captures.connect(work, token)
    captures.leave(work, visit.id)
    assert captures.actor_of(work, session.id)


def test_a_phone_that_goes_on_to_another_visit_leaves_the_first(
    work: Work, visit: Visit, token: str
) -> None:
    first = captures.connect(work, token)
    own = phone(work, first)
    another = factories.visit(work, visit.course, date(2026, 11, 21))
    second = captures.connect(work, captures.open_visit(work, another.id).token, own.actor)
    assert captures.actor_of(work, first.id) is None
    assert phone(work, second).actor.scope.visit_id == another.id  # type: ignore[union-attr]


# -- the record ----------------------------------------------------------------------------------


def test_the_audit_says_who_opened_connected_and_ended(
    work: Work, visit: Visit, token: str, cast: Cast
) -> None:
    session = captures.connect(work, token)
    captures.revoke(replace(work, actor=cast.admin), session.id)
    captures.revoke(work, session.id)
    assert events(work) == [
        (Event.CAPTURE_OPENED, "Clinician"),
        (Event.CAPTURE_CONNECTED, "Clinician"),
        (Event.CAPTURE_ENDED, "Admin"),
    ]
    entries = work.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == visit.id))
    assert {entry.patient_id for entry in entries} == {cast.patient_id}


def test_what_a_phone_does_is_told_apart_from_what_its_person_does(
    work: Work, visit: Visit, token: str
) -> None:
    repeats = [factories.photo(work, visit) for _ in range(2)]
    session = captures.connect(work, token)
    photos.choose(phone(work, session), repeats[0].id)
    photos.choose(work, repeats[1].id)
    chosen = select(AuditEntry).where(AuditEntry.event == Event.PHOTO_CHOSEN)
    details = [entry.detail for entry in work.session.scalars(chosen.order_by(AuditEntry.id))]
    assert details == [{"capture": str(session.id)}, {}]


def test_sessions_that_are_long_over_are_forgotten(work: Work, visit: Visit, token: str) -> None:
    captures.open_visit(at(work, KEPT + LENGTH - SECOND), visit.id)
    assert len(work.session.scalars(select(CaptureSession)).all()) == 2
    captures.sweep(at(work, KEPT + LENGTH))
    assert len(work.session.scalars(select(CaptureSession)).all()) == 1


def test_a_session_whose_row_is_gone_is_over(work: Work, visit: Visit, token: str) -> None:
    own = phone(work, captures.connect(work, token))
    captures.sweep(at(work, KEPT + LENGTH))
    with pytest.raises(SessionEnded):
        shots.of_visit(own, visit.id)


# -- what is within reach ------------------------------------------------------------------------


def test_photos_of_the_course_are_seen_and_no_others(
    work: Work, visit: Visit, token: str, cast: Cast
) -> None:
    earlier = factories.visit(work, visit.course, date(2026, 10, 20))
    other_course = factories.visit(
        work, factories.course(work, cast.patient_id), date(2026, 11, 20)
    )
    stranger = factories.visit(work, factories.course(work, cast.stranger_id), date(2026, 11, 20))
    own = phone(work, captures.connect(work, token))
    for each in (visit, earlier):
        assert photos.find(own, factories.photo(work, each).id)
    for each in (other_course, stranger):
        with pytest.raises(NotFound):
            photos.find(own, factories.photo(work, each).id)


def test_photos_are_added_to_the_visit_and_no_other(work: Work, visit: Visit, token: str) -> None:
    earlier = factories.visit(work, visit.course, date(2026, 10, 20))
    own = phone(work, captures.connect(work, token))
    assert transfers.begin(own, visit.id, Announced(10)).sent_by == work.actor.id
    with pytest.raises(NotFound):
        transfers.begin(own, earlier.id, Announced(10))


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_of_the_persons_own_transfers_only_the_visits_are_reached(
    where: str, work: Work, visit: Visit, token: str
) -> None:
    earlier = factories.visit(work, visit.course, date(2026, 10, 20))
    assert work.actor.id
    begun = factories.transfer(work, visit if where == "here" else earlier, work.actor.id)
    own = phone(work, captures.connect(work, token))
    if where == "here":
        assert transfers.find(own, begun.id) is begun
    else:
        with pytest.raises(NotFound):
            transfers.find(own, begun.id)


def test_a_photo_whose_last_byte_came_as_the_session_ended_is_not_lost(
    app: Flask, cast: Cast
) -> None:
    """All of it is here and counted; the session ends before it is made a photo."""
    jpeg = pictures.photo(seed=3)
    with errand(app, cast.staff) as work:
        visit = factories.visit(work, factories.course(work, cast.patient_id), date(2026, 11, 20))
        session = captures.connect(work, captures.open_visit(work, visit.id).token)
        own, session_id = phone(work, session), session.id

        def end(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("UPDATE transfers SET attempts"):
                other = Thread(target=_revoke, args=(app, cast, session_id))
                other.start()
                other.join()

        transfer = transfers.begin(own, visit.id, Announced(len(jpeg)))
        event.listen(db.engine, "before_cursor_execute", end)
        with pytest.raises(SessionEnded):
            transfers.append(own, transfer.id, 0, [jpeg])
        event.remove(db.engine, "before_cursor_execute", end)
        assert (transfer.refusal, transfer.attempts) == (None, 0)
        transfers.recover(replace(work, actor=SYSTEM))
        photo = work.session.get_one(Photo, transfer.photo_id)
        assert photo.received_by == cast.staff.id


def _revoke(app: Flask, cast: Cast, session_id: UUID) -> None:
    with errand(app, cast.admin) as work:
        captures.revoke(work, session_id)


def test_an_unknown_session_is_nobody(work: Work) -> None:
    assert captures.actor_of(work, UUID(int=0)) is None
    with pytest.raises(NotFound):
        captures.revoke(work, uuid4())
