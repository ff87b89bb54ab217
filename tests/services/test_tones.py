"""Light is matched between photos as they are kept, whatever path lines them up."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from progress.errors import InvalidInput
from progress.models import Photo
from progress.rules.photos import PhotoState
from progress.services import comparisons, tones, uploads
from progress.services.work import Work
from progress.vision import codec
from tests import factories
from tests.conftest import Cast
from tests.vision.scenes import scene
from tests.vision.test_tone import darker, lit

FIRST = date(2026, 1, 5)
LIGHTS = [(1.0, 1.0, 1.0), (0.9, 1.0, 1.2), (0.7, 1.0, 1.5)]


@pytest.fixture
def taken(work: Work, cast: Cast) -> list[Photo]:
    """One scene in three lights; nothing is known of how the photos lie."""
    course = factories.course(work, cast.patient_id)
    photos = []
    for week, light in enumerate(LIGHTS):
        visit = factories.visit(work, course, FIRST + timedelta(weeks=4 * week))
        jpeg = codec.encode_jpeg(lit(darker(scene(1)), light))
        photos.append(uploads.add(work, visit.id, jpeg, view="vertex").photo)
        photos[-1].state = PhotoState.ALIGNED
    return photos


def gains(work: Work, left: Photo, right: Photo) -> tones.Gains | None:
    found = comparisons.compare(work, left.course_id, "vertex", "", left.id, right.id)
    assert found.pair
    return tones.match(work, found.pair).gains


def test_light_is_matched_through_the_photos_between(work: Work, taken: list[Photo]) -> None:
    factories.alignment(work, taken[0], taken[1])
    factories.alignment(work, taken[1], taken[2])
    assert gains(work, taken[0], taken[2]) == pytest.approx(1 / np.array(LIGHTS[2]), rel=0.03)
    assert gains(work, taken[2], taken[0]) == pytest.approx(LIGHTS[2], rel=0.03)


def test_photos_that_are_not_lined_up_have_no_light_to_match(
    work: Work, taken: list[Photo]
) -> None:
    with pytest.raises(InvalidInput):
        gains(work, taken[0], taken[1])
