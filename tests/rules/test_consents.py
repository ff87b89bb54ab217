"""The last word decides; an oracle that replays acts one by one says the same."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from progress.rules.consents import (
    ENDS_SOON,
    EVERYTHING,
    Act,
    Disguise,
    Extent,
    Given,
    Scope,
    State,
    Subject,
    Withdrawn,
    covers,
    fate,
    narrowed,
    standing,
)

START = datetime(2026, 1, 5, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SCALP, FACE = UUID(int=1), UUID(int=2)
PHOTOS = [
    Subject(SCALP, "vertex", UUID(int=11)),
    Subject(SCALP, "vertex", UUID(int=12)),
    Subject(SCALP, "midline", UUID(int=13)),
    Subject(FACE, "frontal", UUID(int=14)),
]
SCOPES = (Scope.RECORD, Scope.WEBSITE, Scope.TEACHING)
SITE = frozenset({Scope.WEBSITE})

extents = st.builds(
    Extent,
    st.sampled_from([SCALP, FACE]),
    st.sampled_from([None, "vertex", "midline", "frontal"]),
    st.none() | st.frozensets(st.sampled_from([each.photo_id for each in PHOTOS]), min_size=1),
)
some_scopes = st.frozensets(st.sampled_from(SCOPES))
days = st.integers(0, 8).map(lambda day: START + day * DAY)


@st.composite
def givings(draw) -> Given:
    at = draw(days)
    lasts = draw(st.none() | st.integers(0, 40))
    asked = draw(some_scopes)
    return Given(
        draw(st.uuids()),
        draw(extents),
        asked,
        asked & draw(some_scopes),
        draw(st.sampled_from(Disguise)),
        at,
        None if lasts is None else at + lasts * DAY,
    )


held = st.frozensets(st.sampled_from([each.photo_id for each in PHOTOS]), max_size=2)
takings = st.builds(
    Withdrawn, st.uuids(), extents | st.just(EVERYTHING), st.none() | some_scopes, days, held
)
histories = st.lists(givings() | takings, max_size=9)
moments = st.integers(-1, 60).map(lambda day: START + day * DAY)
uses = st.tuples(st.sampled_from(PHOTOS), st.sampled_from(SCOPES), st.sampled_from(Disguise))


@dataclass
class Word:
    """What an acting person would write on a photo's back, a line for each purpose."""

    allowed: bool
    disguises: set[Disguise]
    until: datetime | None
    at: datetime


def replayed(history: list[Act], photo: Subject, now: datetime) -> dict[Scope, Word]:
    """Act by act, in the order of time; of two at once the one that allows less comes last."""
    lines: dict[Scope, Word] = {}
    for act in sorted(history, key=lambda act: (act.at, isinstance(act, Withdrawn))):
        held = isinstance(act, Withdrawn) and photo.photo_id in act.held
        if act.at > now or not (speaks_of(act.extent, photo) or held):
            continue
        if isinstance(act, Withdrawn):
            for scope in Scope if act.scopes is None else act.scopes:
                if scope in lines:
                    lines[scope].allowed = False
            continue
        hidden = [Disguise.RECOGNISABLE, Disguise.FACE_DISGUISED, Disguise.NOT_RECOGNISABLE]
        rest = set(hidden[hidden.index(act.disguise) :])
        for scope in act.asked:
            fresh = Word(scope in act.scopes, rest, act.ends_at, act.at)
            known = lines.get(scope)
            lines[scope] = narrower(known, fresh) if known and known.at == act.at else fresh
    return lines


def speaks_of(extent: Extent, photo: Subject) -> bool:
    if extent.course_id is not None and extent.course_id != photo.course_id:
        return False
    if extent.view is not None and extent.view != photo.view:
        return False
    return extent.photo_ids is None or photo.photo_id in extent.photo_ids


def narrower(one: Word, other: Word) -> Word:
    ends = [each for each in (one.until, other.until) if each is not None]
    return Word(
        one.allowed and other.allowed,
        one.disguises & other.disguises,
        min(ends, default=None),
        one.at,
    )


@settings(max_examples=400)
@given(histories, uses, moments)
def test_covers_what_the_last_word_covers_and_nothing_else(history, use, now) -> None:
    photo, scope, disguise = use
    word = replayed(history, photo, now).get(scope)
    expected = (
        word is not None
        and word.allowed
        and (word.until is None or now < word.until)
        and (scope is Scope.RECORD or disguise in word.disguises)
    )
    assert covers(history, photo, scope, disguise, now) == expected


@given(histories, takings, uses, moments)
def test_taking_back_never_allows_more(history, taken, use, now) -> None:
    if covers([*history, taken], *use, now):
        assert covers(history, *use, now)


@given(histories, uses, moments, st.integers(0, 60))
def test_time_alone_never_allows_more(history, use, now, later) -> None:
    past = [act for act in history if act.at <= now]
    if covers(past, *use, now + later * DAY):
        assert covers(past, *use, now)


@given(histories, uses, moments)
def test_the_order_in_which_rows_are_read_says_nothing(history, use, now) -> None:
    assert covers(history, *use, now) == covers(history[::-1], *use, now)


@given(histories, givings(), uses, moments)
def test_what_is_said_of_other_photos_says_nothing_of_this_one(history, act, use, now) -> None:
    if not act.extent.holds(use[0]):
        assert covers([*history, act], *use, now) == covers(history, *use, now)


@given(histories, uses, moments)
def test_more_disguise_is_never_less_allowed(history, use, now) -> None:
    photo, scope, disguise = use
    if covers(history, photo, scope, disguise, now):
        hidden = [each for each in Disguise if each.hides_at_least(disguise)]
        assert all(covers(history, photo, scope, each, now) for each in hidden)


@given(histories, moments)
def test_after_everything_is_taken_back_nothing_is_covered(history, now) -> None:
    last = Withdrawn(UUID(int=99), EVERYTHING, None, max([now, *(act.at for act in history)]))
    for photo in PHOTOS:
        assert standing([*history, last], photo, last.at).scopes == frozenset()


@given(histories, uses, moments)
def test_states_and_scopes_agree(history, use, now) -> None:
    photo, scope, _ = use
    found = standing(history, photo, now)
    assert found.state is not State.REPLACED
    assert found.state.is_live or not found.scopes
    hidden = covers(history, photo, scope, Disguise.NOT_RECOGNISABLE, now)
    assert (scope in found.scopes) == hidden


def signed(day: int, *scopes: Scope, extent: Extent | None = None, lasts: int = 365) -> Given:
    at = START + day * DAY
    return Given(
        UUID(int=100 + day),
        extent or Extent(SCALP),
        frozenset(SCOPES),
        frozenset(scopes),
        Disguise.FACE_DISGUISED,
        at,
        at + lasts * DAY,
    )


VERTEX = PHOTOS[0]
COURSE = Subject(SCALP)


@pytest.mark.parametrize(
    ("days_later", "expected"),
    [
        (-1, State.NOT_ASKED),
        (0, State.ACTIVE),
        (334, State.ACTIVE),
        (335, State.EXPIRING),
        (364, State.EXPIRING),
        (365, State.EXPIRED),
    ],
)
def test_a_consent_ages(days_later: int, expected: State) -> None:
    assert ENDS_SOON == 30 * DAY
    found = standing([signed(0, Scope.WEBSITE)], COURSE, START + days_later * DAY)
    assert found.state is expected


def test_a_narrower_consent_that_ended_does_not_bring_back_a_wider_one() -> None:
    wide = signed(0, Scope.WEBSITE, lasts=365)
    narrow = signed(1, Scope.WEBSITE, extent=Extent(SCALP, "vertex"), lasts=10)
    now = START + 20 * DAY
    assert standing([wide, narrow], VERTEX, now).state is State.EXPIRED
    assert standing([wide, narrow], COURSE, now).state is State.ACTIVE


def test_a_view_or_a_photo_says_nothing_of_the_course_as_a_whole() -> None:
    of_view = signed(0, Scope.WEBSITE, extent=Extent(SCALP, "vertex"))
    assert standing([of_view], COURSE, START).state is State.NOT_ASKED


def test_no_to_everything_is_an_answer_that_covers_nothing() -> None:
    found = standing([signed(0)], VERTEX, START)
    assert (found.state, found.scopes) == (State.ACTIVE, frozenset())


def test_one_purpose_taken_back_leaves_the_others() -> None:
    history = [
        signed(0, Scope.WEBSITE, Scope.TEACHING),
        Withdrawn(UUID(int=9), Extent(SCALP), frozenset({Scope.WEBSITE}), START + DAY),
    ]
    found = standing(history, VERTEX, START + 2 * DAY)
    assert (found.state, found.scopes) == (State.ACTIVE, frozenset({Scope.TEACHING}))


def test_every_purpose_taken_back_is_a_withdrawal() -> None:
    history = [
        signed(0, Scope.WEBSITE),
        Withdrawn(UUID(int=9), Extent(SCALP), frozenset({Scope.WEBSITE}), START + DAY),
    ]
    assert standing(history, VERTEX, START + DAY).state is State.WITHDRAWN


def test_another_text_says_nothing_of_what_it_did_not_ask() -> None:
    social = Given(
        UUID(int=7),
        Extent(SCALP),
        frozenset({Scope.INSTAGRAM}),
        frozenset({Scope.INSTAGRAM}),
        Disguise.NOT_RECOGNISABLE,
        START + DAY,
        START + 20 * DAY,
    )
    history = [signed(0, Scope.WEBSITE), social]
    found = standing(history, VERTEX, START + 2 * DAY)
    assert found.scopes == {Scope.WEBSITE, Scope.INSTAGRAM}
    assert found.in_order == [Scope.WEBSITE, Scope.INSTAGRAM], "as the vocabulary has them"
    assert (found.state, found.ends_at) == (State.EXPIRING, social.ends_at)
    assert found.disguise is Disguise.NOT_RECOGNISABLE
    assert standing(history, VERTEX, START + 30 * DAY).scopes == {Scope.WEBSITE}


def test_the_record_shows_people_as_they_are_whatever_the_disguise() -> None:
    history = [signed(0, Scope.RECORD, Scope.WEBSITE)]
    assert covers(history, VERTEX, Scope.RECORD, Disguise.RECOGNISABLE, START)
    assert not covers(history, VERTEX, Scope.WEBSITE, Disguise.RECOGNISABLE, START)
    assert covers(history, VERTEX, Scope.WEBSITE, Disguise.FACE_DISGUISED, START)


@given(histories, givings(), uses)
def test_what_a_signature_ends_is_known_from_it(history, signed, use) -> None:
    signed = replace(signed, at=START + 9 * DAY, ends_at=None)
    subject, scope, disguise = use
    was, still = (
        covers(acts, subject, scope, disguise, signed.at) for acts in (history, [*history, signed])
    )
    assert not was or still or scope in narrowed(history, signed)


def test_a_signature_that_allows_more_ends_nothing() -> None:
    first = Given(UUID(int=1), EVERYTHING, SITE, SITE, Disguise.FACE_DISGUISED, START, None)
    more = replace(first, id=UUID(int=2), disguise=Disguise.RECOGNISABLE, at=START + DAY)
    less = replace(more, disguise=Disguise.NOT_RECOGNISABLE)
    assert narrowed([first], more) == narrowed([], less) == narrowed([less], first) == frozenset()
    assert narrowed([first], less) == narrowed([first], replace(more, scopes=frozenset())) == SITE


class TestFate:
    """What became of each consent in a patient's list."""

    def test_a_later_one_replaces_what_it_contains(self) -> None:
        first, second = signed(0, Scope.WEBSITE), signed(1)
        assert fate([first, second], first, START + DAY).state is State.REPLACED
        assert fate([first, second], second, START + DAY).state is State.ACTIVE
        assert fate([first, second], first, START).state is State.ACTIVE

    def test_a_narrower_one_leaves_the_wider_in_force(self) -> None:
        wide = signed(0, Scope.WEBSITE)
        narrow = signed(1, extent=Extent(SCALP, photo_ids=frozenset({UUID(int=11)})))
        assert fate([wide, narrow], wide, START + DAY).state is State.ACTIVE

    def test_asked_again_for_one_purpose_it_holds_for_the_others(self) -> None:
        first = signed(0, Scope.WEBSITE, Scope.TEACHING)
        second = replace(signed(1), asked=frozenset({Scope.WEBSITE}))
        found = fate([first, second], first, START + DAY)
        assert (found.state, found.scopes) == (State.ACTIVE, {Scope.TEACHING})

    def test_what_had_ended_was_not_replaced(self) -> None:
        first, second = signed(0, lasts=1), signed(5)
        assert fate([first, second], first, START + 6 * DAY).state is State.EXPIRED

    def test_a_withdrawal_of_everything_ends_all_before_it(self) -> None:
        first = signed(0, Scope.WEBSITE)
        taken = Withdrawn(UUID(int=9), EVERYTHING, None, START + DAY)
        again = signed(2, Scope.WEBSITE)
        history = [first, taken, again]
        assert fate(history, first, START + 3 * DAY).state is State.WITHDRAWN
        assert fate(history, again, START + 3 * DAY).state is State.ACTIVE


def test_copies_outside_are_those_that_progress_cannot_reach() -> None:
    assert {scope for scope in Scope if not scope.is_copied_outside} == {
        Scope.RECORD,
        Scope.DISPLAY,
        Scope.WEBSITE,
    }
