"""What may be shown: consent for both photos, enough disguise, a second person."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import Conflict
from progress.rules.consents import EVERYTHING, Act, Disguise, Extent, Given, Scope, Subject
from progress.rules.consents import Withdrawn as TakenBack
from progress.rules.galleries import (
    MOVES,
    Audience,
    CaseEvent,
    CaseState,
    Obstacle,
    Pair,
    allowed_disguise,
    audiences,
    caption,
    may_approve,
    may_offer,
    move,
    obstacles,
    taken_down,
)
from tests.rules.test_consents import histories, moments

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
COURSE = UUID(int=1)
EARLIER, LATER = (Subject(COURSE, "vertex", UUID(int=number)) for number in (11, 12))
GOOD = Pair((EARLIER, LATER), "B")


def yes(*scopes: Scope, **other: object) -> Given:
    every = frozenset(Scope)
    usual = Given(
        UUID(int=1),
        Extent(COURSE),
        every,
        frozenset(scopes),
        Disguise.RECOGNISABLE,
        NOW - DAY,
        None,
    )
    return replace(usual, **other)  # type: ignore[arg-type]


def taken_back(at: datetime = NOW) -> TakenBack:
    return TakenBack(UUID(int=2), EVERYTHING, None, at)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], Obstacle.NOT_ASKED),
        ([yes(Scope.TEACHING)], Obstacle.SAID_NO),
        ([yes(Scope.DISPLAY, ends_at=NOW)], Obstacle.ENDED),
        ([yes(Scope.DISPLAY), taken_back()], Obstacle.WITHDRAWN),
        ([yes(Scope.DISPLAY, disguise=Disguise.FACE_DISGUISED)], Obstacle.MORE_DISGUISE),
        ([yes(Scope.DISPLAY, asked=frozenset({Scope.RECORD}))], Obstacle.NOT_ASKED),
    ],
)
def test_what_consent_does_not_cover_says_why(history: list[Act], expected: Obstacle) -> None:
    found = obstacles(history, GOOD, Audience.CLINIC, Disguise.RECOGNISABLE, NOW)
    assert found == [expected]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (replace(GOOD, grade=None), [Obstacle.NOT_ALIGNED]),
        (replace(GOOD, grade="D"), [Obstacle.POOR_GRADE]),
        (replace(GOOD, usable=False), [Obstacle.NOT_SHOWN]),
        (replace(GOOD, grade="F", in_question=True), [Obstacle.WHOSE, Obstacle.POOR_GRADE]),
        (replace(GOOD, grade="C"), []),
    ],
)
def test_what_is_not_comparable_says_why(pair: Pair, expected: list[Obstacle]) -> None:
    assert may_offer([yes(Scope.DISPLAY)], pair, Audience.CLINIC, NOW) == expected


def test_consent_for_one_photo_of_two_is_none() -> None:
    only = yes(Scope.DISPLAY, extent=Extent(COURSE, None, frozenset({UUID(int=11)})))
    assert may_offer([only], GOOD, Audience.CLINIC, NOW) == [Obstacle.NOT_ASKED]


def test_the_stricter_photo_says_how_well_to_hide() -> None:
    one = Extent(COURSE, None, frozenset({UUID(int=12)}))
    strict = yes(Scope.DISPLAY, extent=one, disguise=Disguise.NOT_RECOGNISABLE, at=NOW)
    history = [yes(Scope.DISPLAY), strict]
    assert allowed_disguise(history, GOOD, Audience.CLINIC, NOW) is Disguise.NOT_RECOGNISABLE


@given(histories, moments, st.sampled_from(Audience), st.sampled_from(Disguise))
def test_nothing_is_offered_after_everything_was_taken_back(
    history: list[Act], now: datetime, audience: Audience, how: Disguise
) -> None:
    earlier = [act for act in history if act.at <= now]
    found = obstacles([*earlier, taken_back(now)], GOOD, audience, how, now)
    assert set(found) & {Obstacle.WITHDRAWN, Obstacle.NOT_ASKED}


@given(histories, moments, st.sampled_from(Audience), st.sampled_from(Disguise))
def test_what_is_better_hidden_is_never_more_forbidden(
    history: list[Act], now: datetime, audience: Audience, how: Disguise
) -> None:
    shown = obstacles(history, GOOD, audience, how, now)
    assert set(may_offer(history, GOOD, audience, now)) <= set(shown)


# -- states ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(CaseEvent)))
def test_a_case_is_published_by_approval_alone_and_never_comes_back(
    events: list[CaseEvent],
) -> None:
    state, done = CaseState.DRAFT, list[CaseEvent]()
    for event in events:
        if (state, event) in MOVES:
            state = move(state, event)
            done.append(event)
        else:
            with pytest.raises(Conflict):
                move(state, event)
    if state is CaseState.PUBLISHED:
        assert done[-2:] == [CaseEvent.SUBMITTED, CaseEvent.APPROVED]
    assert (state is CaseState.PULLED) == (CaseEvent.PULLED in done)


def test_nobody_approves_what_they_made() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert may_approve(one, other)
    assert not may_approve(one, one)
    assert not may_approve(None, other)


@dataclass
class Case:
    state: CaseState
    audience: Audience
    disguise: Disguise = Disguise.NOT_RECOGNISABLE
    subjects: tuple[Subject, Subject] = (EARLIER, LATER)


def test_a_withdrawal_takes_down_what_it_leaves_uncovered_and_nothing_else() -> None:
    states = (CaseState.DRAFT, CaseState.WAITING, CaseState.PUBLISHED)
    in_clinic = [Case(state, Audience.CLINIC) for state in states]
    others = [Case(CaseState.PUBLISHED, Audience.TEACHING), Case(CaseState.PULLED, Audience.CLINIC)]
    given_both = yes(Scope.DISPLAY, Scope.TEACHING)
    act = replace(taken_back(), scopes=frozenset({Scope.DISPLAY}))
    assert taken_down([given_both], [*in_clinic, *others], NOW) == []
    assert taken_down([given_both, act], [*in_clinic, *others], NOW) == in_clinic


@pytest.mark.parametrize(
    ("days", "sessions", "said"),
    [
        (56, 6, "8 weeks, 6 sessions"),
        (1, 1, "1 day, 1 session"),
        (365, 12, "12 months, 12 sessions"),
    ],
)
def test_time_is_told_as_an_interval(days: int, sessions: int, said: str) -> None:
    assert caption(days, sessions) == said


def test_cases_for_strangers_are_made_only_while_they_see_a_gallery() -> None:
    assert set(audiences(web_open=True)) == set(Audience)
    assert set(audiences(web_open=False)) == set(Audience) - {Audience.WEB}
