from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.errors import Conflict
from progress.rules.identity import Identity
from progress.rules.photos import (
    MOVES,
    NEIGHBOURS,
    PREPARED,
    SETTLED,
    VISIT_REACH_DAYS,
    HeldBack,
    PhotoEvent,
    PhotoState,
    choose_baseline,
    date_sentence,
    duplicate_sentence,
    held_back,
    move,
    references_for,
    series,
    standing,
    usable,
)

NOON = datetime.fromisoformat("2026-03-12T12:00")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Photo:
    taken_at: datetime = NOON
    state: PhotoState = PhotoState.ALIGNED
    is_baseline: bool = False
    is_chosen: bool = False
    from_home: bool = False
    set_aside_at: datetime | None = None
    identity: Identity = Identity.NOT_COMPARED
    view: str = "vertex"
    view_label: str = ""
    visit_id: UUID = field(default_factory=uuid4)
    id: UUID = field(default_factory=uuid4)


PHOTOS = st.builds(
    Photo,
    taken_at=st.integers(0, 5000).map(lambda hours: NOON + timedelta(hours=hours)),
    state=st.sampled_from(PhotoState),
    is_baseline=st.booleans(),
    from_home=st.booleans(),
    set_aside_at=st.none() | st.just(NOON),
    id=st.uuids(),
)
COURSES = st.lists(PHOTOS, max_size=12, unique_by=lambda photo: photo.id)
EVENTS = st.sampled_from(PhotoEvent)
WORKERS_EVENTS = st.sampled_from(
    [event for event in PhotoEvent if event is not PhotoEvent.REOPENED]
)

# -- states --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "end"),
    [
        (["prepared", "aligned"], "aligned"),
        (["prepared", "doubted"], "needs-review"),
        (["prepared", "refused"], "refused"),
        (["found-unreadable"], "unreadable"),
        (["prepared", "found-unreadable"], "unreadable"),
        (["prepared", "refused", "aligned"], "aligned"),
        (["prepared", "aligned", "reopened", "refused"], "refused"),
        (["found-unreadable", "reopened", "prepared", "aligned"], "aligned"),
        (["reopened", "prepared"], "ready"),
    ],
)
def test_the_life_of_a_photo(events: list[str], end: str) -> None:
    state = PhotoState.RECEIVED
    for event in events:
        state = move(state, PhotoEvent(event))
    assert state == end


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (PhotoState.RECEIVED, PhotoEvent.ALIGNED),
        (PhotoState.READY, PhotoEvent.PREPARED),
        (PhotoState.UNREADABLE, PhotoEvent.PREPARED),
        (PhotoState.UNREADABLE, PhotoEvent.ALIGNED),
        (PhotoState.ALIGNED, PhotoEvent.FOUND_UNREADABLE),
    ],
)
def test_an_illegal_move_is_refused(state: PhotoState, event: PhotoEvent) -> None:
    with pytest.raises(Conflict):
        move(state, event)


def test_an_illegal_move_is_said_to_a_person() -> None:
    with pytest.raises(Conflict) as caught:
        move(PhotoState.UNREADABLE, PhotoEvent.ALIGNED)
    assert caught.value.sentence == "A photo that is “unreadable” cannot be aligned."


@given(st.lists(WORKERS_EVENTS))
def test_workers_settle_every_photo_in_two_moves_and_never_unsettle_it(
    events: list[PhotoEvent],
) -> None:
    state, moves = PhotoState.RECEIVED, 0
    for event in events:
        if (state, event) not in MOVES:
            continue
        was_settled = state in SETTLED
        state, moves = move(state, event), moves + 1
        assert state in SETTLED or not was_settled
        assert state in SETTLED or moves < 2


@given(st.lists(EVENTS))
def test_a_person_can_open_any_photo_again(events: list[PhotoEvent]) -> None:
    state = PhotoState.RECEIVED
    for event in events:
        state = MOVES.get((state, event), state)
    assert move(state, PhotoEvent.REOPENED) not in SETTLED


@pytest.mark.parametrize("state", PhotoState)
def test_work_is_left_exactly_where_a_photo_is_not_settled(state: PhotoState) -> None:
    assert (state in SETTLED) == (state not in {"received", "ready"})


def test_a_solved_course_may_change_its_mind_but_a_repeated_answer_changes_nothing() -> None:
    for state in PREPARED:
        once = move(state, PhotoEvent.ALIGNED)
        assert move(once, PhotoEvent.ALIGNED) is once is PhotoState.ALIGNED


# -- what is here already, and of which day ------------------------------------------------------


def test_a_duplicate_is_said() -> None:
    photo = Photo()
    assert duplicate_sentence(photo) == (
        "This photo is here already: Vertex (crown), 12 March 2026. Nothing was added."
    )
    assert "2026, which was set aside. Nothing" in duplicate_sentence(
        replace(photo, set_aside_at=NOON)
    )


def test_a_photo_of_another_day_than_its_visit_is_asked_about() -> None:
    visit = date(2026, 3, 12)
    for agrees in (-VISIT_REACH_DAYS, 0, VISIT_REACH_DAYS):
        assert date_sentence(visit + timedelta(days=agrees), visit) is None
    asked = date_sentence(date(2026, 1, 2), visit)
    assert asked
    assert "2 January 2026" in asked and "12 March 2026" in asked
    assert date_sentence(visit + timedelta(days=VISIT_REACH_DAYS + 1), visit)


# -- what is compared with what ------------------------------------------------------------------


def test_the_earliest_photo_is_the_baseline() -> None:
    first, second = Photo(NOON), Photo(NOON + DAY)
    assert choose_baseline([second, first]) is first


def test_a_photo_marked_by_hand_comes_before_earlier_ones() -> None:
    marked = Photo(NOON + DAY, is_baseline=True)
    assert choose_baseline([Photo(NOON), marked, Photo(NOON + 2 * DAY)]) is marked


def test_a_refused_photo_may_still_be_the_baseline() -> None:
    refused = Photo(NOON, PhotoState.REFUSED)
    assert choose_baseline([refused, Photo(NOON + DAY)]) is refused


@pytest.mark.parametrize(
    "unusable",
    [
        Photo(NOON, PhotoState.RECEIVED),
        Photo(NOON, PhotoState.UNREADABLE, is_baseline=True),
        Photo(NOON, set_aside_at=NOON, is_baseline=True),
    ],
)
def test_what_cannot_be_shown_is_no_baseline(unusable: Photo) -> None:
    second = Photo(NOON + DAY)
    assert choose_baseline([unusable, second]) is second
    assert choose_baseline([unusable]) is None


@given(COURSES, st.randoms())
def test_the_baseline_is_the_earliest_usable_of_the_clinics_in_any_order(
    photos: list[Photo], shuffler: Random
) -> None:
    chosen = choose_baseline(photos)
    fit = [photo for photo in photos if usable(photo)]
    marked = [photo for photo in fit if photo.is_baseline]
    allowed = marked or [photo for photo in fit if not photo.from_home]
    assert (chosen is None) == (not allowed)
    if chosen is not None:
        assert chosen.taken_at == min(photo.taken_at for photo in allowed)
    shuffler.shuffle(photos)
    assert choose_baseline(photos) is chosen


def test_two_photos_of_one_second_do_not_take_turns() -> None:
    low, high = (Photo(NOON, id=UUID(int=number)) for number in (1, 2))
    assert choose_baseline([high, low]) is choose_baseline([low, high]) is low


def test_a_photo_that_may_be_another_persons_is_baseline_only_when_chosen_or_alone() -> None:
    asked, second = Photo(NOON, identity=Identity.IN_QUESTION), Photo(NOON + DAY)
    assert choose_baseline([asked, second]) is second
    assert choose_baseline([asked]) is asked
    chosen = replace(asked, is_baseline=True)
    assert choose_baseline([chosen, second]) is chosen


def test_no_photo_is_aligned_against_one_in_question() -> None:
    first, asked, third = (Photo(NOON + at * DAY) for at in range(3))
    asked = replace(asked, identity=Identity.IN_QUESTION)
    assert references_for(third, [first, asked, third], first) == (first,)
    assert references_for(asked, [first, asked, third], first) == (first, third)


def test_a_photo_is_aligned_against_the_baseline_and_then_its_neighbours_in_time() -> None:
    course = [Photo(NOON + days * DAY) for days in (0, 10, 20, 30, 40)]
    first, second, third, fourth, fifth = course
    assert references_for(fourth, course, first) == (first, third, fifth, second)
    assert references_for(fifth, course, first) == (first, fourth, third, second)
    assert references_for(second, course, first) == (first, third, fourth, fifth)


def test_the_baseline_is_aligned_against_nothing() -> None:
    course = [Photo(NOON), Photo(NOON + DAY)]
    assert references_for(course[0], course, course[0]) == ()
    assert references_for(course[1], course, None) == ()


def test_close_ups_of_different_things_are_not_compared() -> None:
    brow, same, nose = (
        Photo(view="close-up", view_label=label, taken_at=NOON + day * DAY)
        for day, label in enumerate(["Left brow", " left BROW ", "Nose"])
    )
    assert series(brow) == series(same) != series(nose)
    assert references_for(brow, [nose], same) == (same,)


@given(COURSES, PHOTOS)
def test_references_are_few_usable_and_never_the_photo_itself(
    photos: list[Photo], new: Photo
) -> None:
    others = [photo for photo in photos if photo.id != new.id]
    baseline = choose_baseline(others)
    references = references_for(new, [*others, new], baseline)
    fit = [photo for photo in others if usable(photo)]
    assert len(references) == (min(len(fit), 1 + NEIGHBOURS) if baseline else 0)
    assert new not in references
    assert len(set(references)) == len(references)
    assert references[:1] == ((baseline,) if baseline else ())
    gaps = [abs(photo.taken_at - new.taken_at) for photo in references[1:]]
    rest = [abs(photo.taken_at - new.taken_at) for photo in fit if photo not in references]
    assert not gaps or not rest or max(gaps) <= min(rest)


# -- several photos of a view at one visit -------------------------------------------------------

VISITS = [uuid4() for _ in range(3)]
REPEATS = st.lists(
    st.builds(
        Photo,
        taken_at=st.integers(0, 50).map(lambda hours: NOON + timedelta(hours=hours)),
        state=st.sampled_from(PhotoState),
        is_chosen=st.booleans(),
        set_aside_at=st.none() | st.just(NOON),
        visit_id=st.sampled_from(VISITS),
        id=st.uuids(),
    ),
    max_size=8,
    unique_by=lambda photo: photo.id,
)


def test_without_a_choice_every_repeat_stands() -> None:
    repeats = [Photo(visit_id=VISITS[0]) for _ in range(3)]
    assert standing(repeats) == repeats


def test_a_chosen_repeat_stands_alone_for_its_visit() -> None:
    chosen, other = Photo(visit_id=VISITS[0], is_chosen=True), Photo(visit_id=VISITS[0])
    elsewhere = Photo(visit_id=VISITS[1])
    assert standing([other, chosen, elsewhere]) == [chosen, elsewhere]


@given(REPEATS)
def test_a_visit_that_has_photos_keeps_one_that_stands(repeats: list[Photo]) -> None:
    stand = standing(repeats)
    assert {photo.visit_id for photo in stand} == {photo.visit_id for photo in repeats}
    assert set(stand) <= set(repeats)


@pytest.mark.parametrize("lost", [{"set_aside_at": NOON}, {"state": PhotoState.UNREADABLE}])
def test_a_choice_that_cannot_be_shown_does_not_count(lost: dict[str, Any]) -> None:
    chosen, other = Photo(visit_id=VISITS[0], is_chosen=True), Photo(visit_id=VISITS[0])
    assert standing([replace(chosen, **lost), other])[-1] == other
    assert choose_baseline([replace(chosen, **lost), other]) == other


def test_the_baseline_is_the_chosen_one_of_the_earliest_visit() -> None:
    first = Photo(visit_id=VISITS[0])
    chosen = Photo(NOON + timedelta(minutes=2), visit_id=VISITS[0], is_chosen=True)
    later = Photo(NOON + 30 * DAY, visit_id=VISITS[1], is_chosen=True)
    assert choose_baseline([first, chosen, later]) == chosen
    assert choose_baseline([replace(first, is_baseline=True), chosen, later]).id == first.id


def test_the_next_photo_is_aligned_with_the_chosen_ones() -> None:
    baseline = Photo()
    chosen = Photo(NOON + 30 * DAY, visit_id=VISITS[1], is_chosen=True)
    repeats = [Photo(NOON + 30 * DAY, visit_id=VISITS[1]) for _ in range(4)]
    new = Photo(NOON + 60 * DAY, visit_id=VISITS[2])
    assert references_for(new, [baseline, *repeats, chosen, new], baseline) == (baseline, chosen)


def test_what_may_be_somebody_elses_is_held_back() -> None:
    face = Photo(view="frontal", identity=Identity.NOT_COMPARED)
    assert held_back(Photo()) is None
    assert held_back(replace(face, identity=Identity.COMPARED)) is None
    assert held_back(replace(face, state=PhotoState.READY)) is HeldBack.BEING_CHECKED
    assert held_back(replace(face, identity=Identity.IN_QUESTION)) is HeldBack.BEING_CHECKED
    assert held_back(Photo(set_aside_at=NOON)) is HeldBack.SET_ASIDE
