from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import InvalidInput
from progress.rules.plan import (
    MAX_INTERVAL_DAYS,
    MAX_SESSIONS,
    Plan,
    Standing,
    next_due,
    propose_kind,
    session_numbers,
    standing,
    visit_titles,
)
from progress.rules.treatment import VisitKind

DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
SIX_EVERY_FORTNIGHT = Plan(sessions=6, interval_days=14)


@dataclass(frozen=True)
class Visit:
    on: date
    kind: VisitKind = VisitKind.TREATMENT


def baseline(on: date) -> Visit:
    return Visit(on, VisitKind.BASELINE)


PLANS = st.builds(Plan, sessions=st.integers(1, 12), interval_days=st.integers(1, 60))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
VISITS = st.lists(st.builds(Visit, on=DAYS, kind=st.sampled_from(VisitKind)), max_size=15)


def test_only_treatments_are_sessions() -> None:
    visits = [
        baseline(TODAY),
        Visit(TODAY),
        Visit(TODAY + DAY),
        Visit(TODAY + 2 * DAY, VisitKind.FOLLOW_UP),
    ]
    assert session_numbers(visits) == (None, 1, 2, None)
    assert visit_titles(visits) == ("Baseline", "Session 1", "Session 2", "Follow-up")


def test_sessions_count_by_date_in_whatever_order_the_visits_are_given() -> None:
    assert visit_titles([Visit(TODAY), baseline(TODAY), Visit(TODAY - DAY)]) == (
        "Session 2",
        "Baseline",
        "Session 1",
    )


@given(VISITS)
def test_session_numbers_run_from_one_without_gaps_and_follow_the_dates(
    visits: list[Visit],
) -> None:
    numbers = session_numbers(visits)
    assert [number is None for number in numbers] == [visit.kind != "treatment" for visit in visits]
    numbered = sorted(
        (n, visit.on) for n, visit in zip(numbers, visits, strict=True) if n is not None
    )
    assert [n for n, _ in numbered] == list(range(1, len(numbered) + 1))
    assert [on for _, on in numbered] == sorted(on for _, on in numbered)


@pytest.mark.parametrize(("sessions", "interval"), [(0, 14), (MAX_SESSIONS + 1, 14), (-1, 14)])
def test_a_plan_has_some_sessions(sessions: int, interval: int) -> None:
    with pytest.raises(InvalidInput, match="between 1 and 100 sessions"):
        Plan(sessions, interval)


@pytest.mark.parametrize("interval", [0, MAX_INTERVAL_DAYS + 1])
def test_a_plan_leaves_some_days_between_sessions(interval: int) -> None:
    with pytest.raises(InvalidInput, match="between 1 and 365 days apart"):
        Plan(6, interval)


def test_the_first_session_is_due_today_when_nobody_has_come_yet() -> None:
    assert next_due(SIX_EVERY_FORTNIGHT, [], TODAY) == TODAY


def test_the_first_session_is_due_with_the_baseline() -> None:
    visits = [Visit(TODAY - DAY, VisitKind.FOLLOW_UP), baseline(TODAY - 9 * DAY)]
    assert next_due(SIX_EVERY_FORTNIGHT, visits, TODAY) == TODAY - 9 * DAY


def test_the_next_session_is_due_an_interval_after_the_last() -> None:
    visits = [
        Visit(TODAY - 2 * DAY),
        Visit(TODAY - 16 * DAY),
        baseline(TODAY - 20 * DAY),
        Visit(TODAY, VisitKind.FOLLOW_UP),
    ]
    assert next_due(SIX_EVERY_FORTNIGHT, visits, TODAY) == TODAY + 12 * DAY


def test_a_session_in_the_diary_is_due_on_its_day() -> None:
    visits = [Visit(TODAY - 2 * DAY), Visit(TODAY + 30 * DAY), Visit(TODAY + 5 * DAY)]
    assert next_due(SIX_EVERY_FORTNIGHT, visits, TODAY) == TODAY + 5 * DAY
    assert next_due(Plan(1, 14), visits, TODAY) == TODAY + 5 * DAY


def test_nothing_is_due_when_the_plan_is_done() -> None:
    assert next_due(Plan(2, 14), [Visit(TODAY - 90 * DAY), Visit(TODAY - 60 * DAY)], TODAY) is None


@given(PLANS, VISITS, DAYS, st.integers(0, 400))
def test_the_next_due_date_never_goes_back_as_days_pass(
    plan: Plan, visits: list[Visit], today: date, later: int
) -> None:
    now, then = next_due(plan, visits, today), next_due(plan, visits, today + later * DAY)
    assert then is None or (now is not None and then >= now)


@given(PLANS, VISITS, DAYS)
def test_a_session_given_today_moves_the_next_one_on(
    plan: Plan, visits: list[Visit], today: date
) -> None:
    past = [visit for visit in visits if visit.on < today]
    before, after = next_due(plan, past, today), next_due(plan, [*past, Visit(today)], today)
    assert after is None or (before is not None and after == today + plan.interval)


@given(PLANS, VISITS, DAYS)
def test_a_standing_adds_up(plan: Plan, visits: list[Visit], today: date) -> None:
    now = standing(plan, visits, today)
    assert now.done + now.to_come == max(plan.sessions, now.done)
    assert now.next_due == next_due(plan, visits, today)
    assert (now.overdue_days > 0) == (now.next_due is not None and now.next_due < today)


def test_a_missed_session_is_overdue_by_days() -> None:
    visits = [baseline(TODAY - 30 * DAY), Visit(TODAY - 20 * DAY)]
    assert standing(SIX_EVERY_FORTNIGHT, visits, TODAY) == Standing(
        done=1, to_come=5, next_due=TODAY - 6 * DAY, overdue_days=6
    )


def test_a_session_in_the_diary_is_still_to_come() -> None:
    visits = [Visit(TODAY), Visit(TODAY + 10 * DAY)]
    assert standing(Plan(2, 14), visits, TODAY) == Standing(1, 1, TODAY + 10 * DAY, 0)


def test_a_finished_plan_is_never_overdue() -> None:
    visits = [Visit(TODAY - 90 * DAY), Visit(TODAY - 60 * DAY)]
    assert standing(Plan(1, 14), visits, TODAY) == Standing(2, 0, None, 0)


@given(VISITS, DAYS)
def test_without_a_plan_nothing_is_due(visits: list[Visit], today: date) -> None:
    now = standing(None, visits, today)
    assert (now.to_come, now.next_due, now.overdue_days) == (0, None, 0)
    assert now.done == standing(Plan(1, 1), visits, today).done


def test_photos_from_home_are_no_baseline() -> None:
    from_home = Visit(TODAY, VisitKind.FROM_HOME)
    assert propose_kind(SIX_EVERY_FORTNIGHT, [from_home]) is VisitKind.BASELINE
    assert propose_kind(SIX_EVERY_FORTNIGHT, [baseline(TODAY)]) is VisitKind.TREATMENT
