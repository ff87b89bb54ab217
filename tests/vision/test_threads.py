"""Photos are looked at on several threads at once, and none sees another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from progress.vision import face
from tests.vision.heads import PORTRAIT

THREADS, LOOKS = 4, 24


def test_faces_found_at_once_are_the_faces_found_alone() -> None:
    photos = [np.ascontiguousarray(np.roll(PORTRAIT, 8 * k, axis=1)) for k in range(4)]
    alone = [face.find(photo) for photo in photos]
    with ThreadPoolExecutor(THREADS) as threads:
        together = list(threads.map(lambda k: face.find(photos[k % 4]), range(LOOKS)))
    for number, found in enumerate(together):
        expected = alone[number % 4]
        assert found is not None
        assert expected is not None
        np.testing.assert_array_equal(found.points, expected.points)
