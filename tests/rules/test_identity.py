from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from progress.rules.identity import Identity, in_question, to_compare, vouched, witnesses

NOON = datetime.fromisoformat("2026-03-12T12:00")
DAY = timedelta(days=1)
VISIT = uuid4()


@dataclass(frozen=True)
class Face:
    taken_at: datetime = NOON
    identity: Identity = Identity.NOT_COMPARED
    view: str = "frontal"
    visit_id: UUID = field(default_factory=uuid4)
    id: UUID = field(default_factory=uuid4)


def test_a_face_is_compared_with_the_nearest_in_time_and_the_baseline() -> None:
    course = [Face(NOON + at * 30 * DAY) for at in range(6)]
    assert witnesses(course[5], course, course[0]) == (course[4], course[3], course[0])
    assert witnesses(course[1], course, course[0]) == tuple(
        sorted((course[0], course[2]), key=lambda face: face.id)
    )
    assert witnesses(course[0], course[:1], course[0]) == ()


def test_a_batch_does_not_vouch_for_itself() -> None:
    other = Face(NOON - 90 * DAY)
    batch = [Face(visit_id=VISIT) for _ in range(3)]
    assert witnesses(batch[0], [*batch, other], None) == (other,)


def test_at_a_first_visit_its_own_photos_are_all_there_is() -> None:
    one, two = (Face(visit_id=VISIT) for _ in range(2))
    assert witnesses(one, [one, two], None) == (two,)


@pytest.mark.parametrize(
    "unfit", [Face(identity=Identity.IN_QUESTION), Face(view="left-oblique"), Face(view="close-up")]
)
def test_what_is_in_question_or_looks_elsewhere_is_no_witness(unfit: Face) -> None:
    assert witnesses(Face(), [unfit], unfit) == ()


@pytest.mark.parametrize("view", ["left-oblique", "right-lateral", "close-up", "frontal-hairline"])
def test_only_faces_that_look_into_the_camera_are_compared(view: str) -> None:
    assert to_compare(Face()) and not to_compare(Face(view=view))


@pytest.mark.parametrize("known", sorted(set(Identity) - {Identity.NOT_COMPARED}))
def test_nobody_is_asked_twice(known: Identity) -> None:
    assert not to_compare(Face(identity=known))
    assert in_question(Face(identity=known)) == (known is Identity.IN_QUESTION)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (Identity.CONFIRMED, Identity.COMPARED, True),
        (Identity.NOT_COMPARED, Identity.CONFIRMED, True),
        (Identity.CONFIRMED, Identity.IN_QUESTION, False),
        (Identity.COMPARED, Identity.COMPARED, False),
    ],
)
def test_a_persons_word_stands_for_a_pair_unless_the_other_is_in_question(
    one: Identity, other: Identity, said: bool
) -> None:
    assert vouched(Face(identity=one), Face(identity=other)) is said
