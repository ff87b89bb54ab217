"""What may be taken outside, what has to come back, and how a place is written down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from progress.errors import InvalidInput
from progress.rules import outside_copies as rules
from progress.rules.consents import Disguise, Extent, Given, Scope, Subject, Withdrawn
from progress.rules.galleries import CaseState, Obstacle, Pair
from progress.rules.outside_copies import CHANNELS, Fate, Reason

NOW = datetime(2026, 11, 23, tzinfo=UTC)
DAY = timedelta(days=1)
COURSE = uuid4()
TWO = Subject(COURSE, "vertex", uuid4()), Subject(COURSE, "vertex", uuid4())
ALIKE = Pair(TWO, "B")


@dataclass(frozen=True)
class Case:
    state: CaseState = CaseState.PUBLISHED
    disguise: Disguise = Disguise.FACE_DISGUISED
    pair: Pair = ALIKE


def given(*scopes: Scope, disguise: Disguise = Disguise.FACE_DISGUISED) -> Given:
    asked = frozenset(Scope)
    return Given(
        uuid4(), Extent(COURSE), asked, frozenset(scopes), disguise, NOW - DAY, NOW + 9 * DAY
    )


def test_channels_are_where_progress_cannot_reach() -> None:
    assert {Scope.INSTAGRAM, Scope.TEACHING, Scope.PUBLICATION, Scope.RESEARCH} < set(CHANNELS)
    assert {Scope.RECORD, Scope.DISPLAY, Scope.WEBSITE}.isdisjoint(CHANNELS)


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_is_allowed_by_its_own_word_alone(channel: Scope) -> None:
    allowed = [given(channel)]
    assert rules.obstacles(allowed, Case(), channel, NOW) == []
    for other in set(CHANNELS) - {channel}:
        assert rules.obstacles(allowed, Case(), other, NOW) == [Obstacle.SAID_NO]


@pytest.mark.parametrize(
    ("case", "found"),
    [
        (None, Reason.ERASED),
        (Case(state=CaseState.PULLED), Reason.PULLED),
        (Case(disguise=Disguise.RECOGNISABLE), Obstacle.MORE_DISGUISE),
        (Case(pair=Pair(TWO, "B", usable=False)), Obstacle.NOT_SHOWN),
        (Case(pair=Pair(TWO, "B", in_question=True)), Obstacle.WHOSE),
        (Case(pair=Pair((TWO[0], replace(TWO[1], course_id=uuid4())), "B")), Obstacle.NOT_ASKED),
    ],
)
def test_a_copy_has_to_go_when_its_case_or_one_photo_does(case: Case | None, found: object) -> None:
    history = [given(Scope.INSTAGRAM)]
    assert rules.obstacles(history, case, Scope.INSTAGRAM, NOW) == [found]


def test_a_copy_has_to_go_when_consent_ends_or_is_taken_back() -> None:
    act = given(Scope.INSTAGRAM)
    back = Withdrawn(uuid4(), Extent(COURSE), frozenset({Scope.INSTAGRAM}), NOW)
    ended = rules.obstacles([act], Case(), Scope.INSTAGRAM, NOW + 9 * DAY)
    assert ended == [Obstacle.ENDED]
    assert rules.obstacles([act, back], Case(), Scope.INSTAGRAM, NOW) == [Obstacle.WITHDRAWN]


def test_where_a_copy_stands() -> None:
    assert rules.fate(None, []) is Fate.ALLOWED
    assert rules.fate(None, [Reason.PULLED]) is Fate.TO_TAKE_DOWN
    assert rules.fate(NOW, [Reason.PULLED]) is Fate.TAKEN_DOWN


def test_a_place_is_tidied_and_names_nobody() -> None:
    assert rules.check_place("  DermaCon\n 2027 ", "Asha Verma") == "DermaCon 2027"
    assert rules.check_place("Dr Verma’s account", "Asha Verma") == "Dr Verma’s account"
    for wrong in ("", "x" * 201, "Post about asha  VERMA, May"):
        with pytest.raises(InvalidInput):
            rules.check_place(wrong, "Asha Verma")


@pytest.mark.parametrize("name", ["", " ", "(", "a.*"])
def test_any_name_can_be_looked_for(name: str) -> None:
    assert rules.check_place("DermaCon 2027", name) == "DermaCon 2027"


def test_names_are_taken_out_as_whole_words() -> None:
    said = "Reel of Asha Verma, with Ashalata"
    assert rules.without(said, ["asha verma", "Asha"]) == "Reel of …, with Ashalata"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        (" https://www.instagram.com/p/Cx1/ ", "https://www.instagram.com/p/Cx1/"),
        ("http://journal.example:8080/a?b=c#d", "http://journal.example:8080/a?b=c#d"),
    ],
)
def test_an_address_is_kept_as_it_is(typed: str, kept: str | None) -> None:
    assert rules.check_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "instagram.com/p/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://[::1",
        "https://a.example/one two",
        "https://a.example/\nx",
        "https://a.example/" + "x" * 500,
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        rules.check_address(typed)
