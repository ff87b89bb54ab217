"""A pair's grade comes from its own two photos and from what their visits' records say now."""

from __future__ import annotations

from datetime import date

import pytest

from progress.models import Course, Photo
from progress.rules.treatment import HairState, VisitKind, Wetness
from progress.services import grids, visits
from progress.services.comparisons import Pair, lay_over
from progress.services.series import load
from progress.services.work import Work
from progress.vision.quality import Quality
from tests import factories
from tests.conftest import Cast

STRAIGHT = Quality(
    sharpness=80, lightness=60, warmth=15, clipped=0, light_across=0, light_down=0,
    yaw=0, pitch=0, roll=0, mouth_open=0.01, mouth_width=0.6, brow_height=0.25, eyes_open=0.1,
    left=0.2, top=0.1, right=0.8, bottom=0.9,
).as_dict()  # fmt: skip
TURNED = STRAIGHT | {"yaw": 24.0}


@pytest.fixture
def course(work: Work, cast: Cast) -> Course:
    return factories.course(work, cast.patient_id)


def photos(work: Work, course: Course, *qualities: dict[str, float | None]) -> list[Photo]:
    """A photo a month, each aligned with the one before it, by an edge that is graded E."""
    found: list[Photo] = []
    for month, quality in enumerate(qualities, 1):
        visit = factories.visit(work, course, date(2026, month, 5))
        found.append(factories.photo(work, visit, quality=quality))
        if month > 1:
            reasons = [f"Step {month - 1}."]
            factories.alignment(work, found[-2], found[-1], grade="E", reasons=reasons)
    return found


def laid(work: Work, left: Photo, right: Photo) -> Pair:
    return lay_over(load(work, left), left.id, right.id)


def test_a_chained_pair_is_graded_by_its_own_photos(work: Work, course: Course) -> None:
    first, between, last = photos(work, course, STRAIGHT, TURNED, STRAIGHT)
    assert (laid(work, first, last).grade, laid(work, first, last).reasons) == ("A", [])
    assert laid(work, first, between).grade == "D"


def test_the_reasons_follow_which_photo_is_laid_over_which(work: Work, course: Course) -> None:
    first, last = photos(work, course, STRAIGHT, TURNED)
    assert "24 degrees more to the patient’s left" in laid(work, first, last).reasons[0]
    assert "24 degrees more to the patient’s right" in laid(work, last, first).reasons[0]


def test_the_pose_of_each_is_said(work: Work, course: Course) -> None:
    first, last = photos(work, course, STRAIGHT, TURNED)
    assert laid(work, first, last).pose == [
        "Left photo: straight into the camera.",
        "Right photo: turned 24° to the left.",
        "Difference, about: turned 24° more to the left. Left and right are the patient’s own.",
    ]


@pytest.mark.parametrize("older", [{}, {"sharpness": 80.0, "exposure": 120.0}])
def test_of_photos_of_an_older_program_the_worst_step_counts(
    work: Work, course: Course, older: dict[str, float]
) -> None:
    first, _, last = photos(work, course, older, STRAIGHT, STRAIGHT)
    pair = laid(work, first, last)
    assert (pair.grade, pair.pose) == ("E", [])
    assert sorted(pair.reasons) == ["Step 1.", "Step 2."]


def test_a_corrected_record_changes_the_grade_at_once(work: Work, course: Course) -> None:
    first, last = photos(work, course, STRAIGHT, STRAIGHT)
    _note(work, first, Wetness.DRY)
    assert laid(work, first, last).grade == "A"
    _note(work, last, Wetness.WET)
    pair = laid(work, first, last)
    assert pair.grade == "D"
    assert pair.reasons[0].startswith("The hair was wet, and dry in the first photo")
    cells = [cell for row in grids.course_grid(work, course.id).rows for cell in row.cells if cell]
    assert [(cell.grade, cell.reasons) for cell in cells] == [(None, []), ("D", pair.reasons)]
    _note(work, last, Wetness.DRY)
    assert laid(work, first, last).grade == "A"


def _note(work: Work, photo: Photo, wetness: Wetness) -> None:
    visits.change(
        work,
        photo.visit_id,
        on=photo.visit.on,
        kind=VisitKind.FOLLOW_UP,
        condition=HairState(wetness=wetness),
    )
