from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from progress.errors import Conflict, InvalidInput, NotAllowed, NotFound
from progress.rules.erasures import ErasureState
from progress.services import erasures
from tests import factories


@pytest.fixture
def at_home(work, cast):
    return replace(work, actor=cast.patient)


@pytest.fixture
def office(work, cast):
    return replace(work, actor=cast.admin)


def test_one_wish_at_a_time(at_home):
    wish = erasures.ask(at_home)
    assert wish.state is ErasureState.ASKED
    with pytest.raises(Conflict, match="already"):
        erasures.ask(at_home)
    erasures.take_back(at_home, wish.id)
    erasures.ask(at_home)
    assert [each.state for each in erasures.own(at_home)].count(ErasureState.ASKED) == 1


def test_two_at_one_moment_are_one(work, cast):
    factories.erasure_request(work, cast.patient_id)
    with pytest.raises(IntegrityError):
        factories.erasure_request(work, cast.patient_id)
    work.session.rollback()


def test_an_administrator_sees_who_waits_the_longest_first(work, cast, office):
    long = work.now - timedelta(days=31)
    factories.erasure_request(work, cast.patient_id, asked_at=work.now)
    factories.erasure_request(work, cast.stranger_id, asked_at=long)
    found = erasures.pending(office)
    assert [(each.days, each.is_late) for each in found] == [(31, True), (0, False)]
    assert erasures.count(office) == 2


def test_the_patient_reads_what_becomes_of_it_and_may_take_it_back(at_home, office):
    wish = erasures.ask(at_home)
    assert erasures.take_up(office, wish.id).state is ErasureState.BEING_HANDLED
    assert erasures.take_back(at_home, wish.id).state is ErasureState.TAKEN_BACK
    with pytest.raises(Conflict):
        erasures.refuse(office, wish.id, "Too late.")


def test_a_refusal_says_why(at_home, office):
    wish = erasures.ask(at_home)
    with pytest.raises(InvalidInput):
        erasures.refuse(office, wish.id, " ")
    assert erasures.refuse(office, wish.id, "A case is open.").reason == "A case is open."
    assert erasures.pending(office) == []


def test_who_may_do_what(work, cast, at_home):
    wish = erasures.ask(at_home)
    with pytest.raises(NotFound):
        erasures.take_back(replace(work, actor=cast.stranger), wish.id)
    for actor in (cast.clinician, cast.staff, cast.patient):
        with pytest.raises(NotAllowed):
            erasures.take_up(replace(work, actor=actor), wish.id)
    with pytest.raises(NotAllowed):
        erasures.ask(work)
