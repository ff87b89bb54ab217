"""Two people carry out an erasure, and nobody alone."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from progress.errors import Conflict, InvalidInput, NotAllowed
from progress.models import Erasure, ErasureRequest, Patient
from progress.rules import erasures as rules
from progress.rules.erasures import ErasureState, Step
from progress.services import erasure_steps, erasures
from progress.services.work import Work
from tests.conftest import AtWork, Cast
from tests.services.planted import agree


@pytest.fixture
def wish(work: Work, cast: Cast) -> UUID:
    return erasures.ask(replace(work, actor=cast.patient)).id


def test_nobody_confirms_their_own_step(work: Work, cast: Cast, wish: UUID) -> None:
    office, name = replace(work, actor=cast.admin), _name(work, cast)
    erasure_steps.begin(office, wish, name)
    with pytest.raises(Conflict, match="second person"):
        erasure_steps.confirm(office, wish, name)
    assert [each.id for each in erasure_steps.to_confirm(work)] == [wish]
    assert erasure_steps.to_confirm(office) == []


def test_the_name_is_typed_by_both(work: Work, cast: Cast, wish: UUID) -> None:
    office = replace(work, actor=cast.admin)
    with pytest.raises(InvalidInput):
        erasure_steps.begin(office, wish, "erase")
    erasure_steps.begin(office, wish, _name(work, cast))
    with pytest.raises(InvalidInput):
        erasure_steps.confirm(work, wish, "")
    assert work.session.get_one(Erasure, wish).step is Step.WAITING


def test_either_steps_back(work: Work, cast: Cast, wish: UUID) -> None:
    office, name = replace(work, actor=cast.admin), _name(work, cast)
    for who in (office, work):
        erasure_steps.begin(office, wish, name)
        erasure_steps.step_back(who, wish)
        assert work.session.get(Erasure, wish) is None
    with pytest.raises(Conflict):
        erasure_steps.confirm(work, wish, name)


def test_the_patient_may_take_it_back_until_the_second_has_agreed(
    work: Work, cast: Cast, wish: UUID
) -> None:
    home, office, name = (
        replace(work, actor=cast.patient),
        replace(work, actor=cast.admin),
        _name(work, cast),
    )
    erasure_steps.begin(office, wish, name)
    erasures.take_back(home, wish)
    with pytest.raises(Conflict):
        erasure_steps.confirm(work, wish, name)
    again = erasures.ask(home).id
    agree(work, cast, again)
    with pytest.raises(Conflict):
        erasures.take_back(home, again)
    with pytest.raises(Conflict):
        erasure_steps.step_back(work, again)


@pytest.mark.parametrize("taken_up", [False, True])
def test_who_begins_does_not_undo_what_the_patient_took_back_meanwhile(
    work: Work,
    cast: Cast,
    at_work: AtWork,
    wish: UUID,
    monkeypatch: pytest.MonkeyPatch,
    taken_up: bool,
) -> None:
    office, name = replace(work, actor=cast.admin), _name(work, cast)
    if taken_up:
        erasures.take_up(office, wish)

    def meanwhile(typed: str, name: str) -> None:
        with at_work(cast.patient) as home:
            erasures.take_back(home, wish)

    monkeypatch.setattr(rules, "check_named", meanwhile)
    with pytest.raises(Conflict):
        erasure_steps.begin(office, wish, name)
    work.session.expire_all()
    assert work.session.get_one(ErasureRequest, wish).state is ErasureState.TAKEN_BACK
    assert work.session.get(Erasure, wish) is None


def test_of_two_who_begin_at_the_same_moment_one_does(
    work: Work, cast: Cast, at_work: AtWork, wish: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, name = replace(work, actor=cast.admin), _name(work, cast)
    erasures.take_up(office, wish)
    take_up = erasure_steps._take_up

    def meanwhile(mine: Work, asked: ErasureRequest) -> None:
        monkeypatch.setattr(erasure_steps, "_take_up", take_up)
        with at_work(cast.admin) as other:
            erasure_steps.begin(other, wish, name)
        take_up(mine, asked)

    monkeypatch.setattr(erasure_steps, "_take_up", meanwhile)
    with pytest.raises(Conflict):
        erasure_steps.begin(office, wish, name)
    assert work.session.get_one(Erasure, wish).step is Step.WAITING


def test_who_may(work: Work, cast: Cast, wish: UUID) -> None:
    with pytest.raises(NotAllowed):
        erasure_steps.begin(work, wish, _name(work, cast))
    for actor in (cast.staff, cast.patient):
        for step in (erasure_steps.look, erasure_steps.step_back, erasure_steps.go_on):
            with pytest.raises(NotAllowed):
                step(replace(work, actor=actor), wish)


def _name(work: Work, cast: Cast) -> str:
    return work.session.get_one(Patient, cast.patient_id).name
