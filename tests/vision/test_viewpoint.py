"""What a photo shows of the head: planted sides and yaws, rendered visits, and a real portrait."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import cv2
import numpy as np
import pytest

from progress.demo import photos
from progress.demo.cast import PATIENTS, DemoPatient
from progress.vision import align, codec, viewpoint, weights
from progress.vision.viewpoint import LEFT, RIGHT, SIDES, Image, Model
from tests.vision.heads import PORTRAIT
from tests.vision.scenes import scene

TODAY = date(2026, 11, 22)
SIZE = (540, 720)


def planted(side: int, sure: float = 0.92) -> np.ndarray:
    """Probabilities of the sides, nearly all on one."""
    found = np.full(len(SIDES), (1 - sure) / (len(SIDES) - 1))
    found[side] = sure
    return found


def likeliest(looks: viewpoint.Looks) -> str:
    return max(looks, key=looks.__getitem__)


def shot(patient: DemoPatient, view: int, visit: int) -> Image:
    return codec.decode(photos.shoot(patient, view, visit, TODAY, SIZE), max_side=320)


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_package")
    caches = (weights._bundle, weights.load)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


class TestSides:
    def test_a_model_reads_the_side_that_it_was_made_for(self) -> None:
        model = Model(np.eye(5, dtype=np.float32) * 8, np.zeros(5, np.float32), np.zeros(5))
        for side in range(len(SIDES)):
            turns = np.zeros((4, 5), np.float32)
            turns[0, side] = 1
            assert viewpoint.sides(turns, model).argmax() == side

    def test_a_photo_on_its_side_shows_what_it_shows(self) -> None:
        """The description that a quarter turn would set upright counts, if a little less."""
        model = Model(np.eye(5, dtype=np.float32) * 8, np.zeros(5, np.float32), np.zeros(5))
        found = []
        for turn in (0, 1):
            turns = np.zeros((4, 5), np.float32)
            turns[turn, LEFT] = 1
            found.append(viewpoint.sides(turns, model))
        assert found[0].argmax() == found[1].argmax() == LEFT
        assert found[0][LEFT] > found[1][LEFT] > 0.8

    def test_they_are_probabilities(self) -> None:
        found = viewpoint.sides(viewpoint.describe(scene(1)[..., 0]))
        assert found.sum() == pytest.approx(1)
        assert found.min() >= 0

    def test_a_turned_photo_is_described_by_the_same_four(self) -> None:
        gray = cv2.cvtColor(PORTRAIT, cv2.COLOR_RGB2GRAY)
        turned = np.ascontiguousarray(np.rot90(gray))
        here, there = viewpoint.describe(gray), viewpoint.describe(turned)
        np.testing.assert_allclose(there, np.roll(here, -1, axis=0), atol=1e-4)


class TestLook:
    def test_the_portrait_is_a_frontal_face(self) -> None:
        assert likeliest(viewpoint.look(PORTRAIT, "face")) == "frontal"

    @pytest.mark.parametrize(
        ("side", "view", "turned"),
        [
            (LEFT, "left-lateral", None),
            (LEFT, "left-lateral", 0.0),
            (LEFT, "left-lateral", 40.0),
            (RIGHT, "right-lateral", None),
            (RIGHT, "right-lateral", 0.0),
            (RIGHT, "right-lateral", -40.0),
        ],
    )
    def test_an_outline_in_profile_outweighs_made_up_landmarks(
        self, side: int, view: str, turned: float | None
    ) -> None:
        assert likeliest(viewpoint.face_looks(planted(side, 0.995), turned)) == view

    def test_an_outline_that_may_be_either_sides_is_a_face_from_the_front(self) -> None:
        either = (planted(LEFT, 0.99) + planted(RIGHT, 0.99)) / 2
        assert likeliest(viewpoint.face_looks(either, 2.0)) == "frontal"

    @pytest.mark.parametrize(
        ("turned", "view"), [(-45, "left-oblique"), (3, "frontal"), (45, "right-oblique")]
    )
    def test_the_yaw_tells_frontal_from_oblique(self, turned: float, view: str) -> None:
        front = planted(viewpoint.FRONT, 0.6)
        assert likeliest(viewpoint.face_looks(front, turned)) == view

    @pytest.mark.parametrize(("view", "side"), viewpoint.SCALP_SIDES.items())
    def test_a_scalp_view_looks_like_its_side(self, view: str, side: int) -> None:
        looks = viewpoint.scalp_looks(planted(side))
        assert looks[view] == max(looks.values())

    @pytest.mark.usefixtures("no_weights")
    def test_without_weights_nothing_is_said(self) -> None:
        assert viewpoint.look(PORTRAIT, "face") == {}
        plain = align.prepare(scene(1), "scalp", (640, 480))
        assert viewpoint.different(plain, plain) is None

    def test_threads_do_not_read_each_others_photos(self) -> None:
        images = [scene(seed)[..., 0] for seed in range(6)]
        alone = [viewpoint.upright(image) for image in images]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(viewpoint.upright, images * 5))
        np.testing.assert_array_equal(together, alone * 5)


class TestEarlierPhotos:
    """Leave one visit out: the last visit's photos among the patient's first."""

    @pytest.mark.parametrize(
        "patient",
        [each for each in PATIENTS if min(len(each.views), len(each.visits)) > 1],
        ids=lambda each: each.name,
    )
    def test_a_view_is_known_by_the_patients_own(self, patient: DemoPatient) -> None:
        last = len(patient.visits) - 1
        first = [(view.slug, shot(patient, at, 0)) for at, view in enumerate(patient.views)]
        for at, view in enumerate(patient.views):
            photo = shot(patient, at, last)
            looks = viewpoint.look(photo, patient.region, first)
            others = [value for slug, value in looks.items() if slug != view.slug]
            assert looks[view.slug] > max(others) * 0.9

    def test_a_view_that_the_region_does_not_tell_is_known_all_the_same(self) -> None:
        photo = scene(4)
        brighter = np.clip(photo.astype(float) * 1.1 + 6, 0, 255).astype(np.uint8)
        looks = viewpoint.look(brighter, "face", [("close-up", photo)])
        plain = viewpoint.look(brighter, "face")
        assert "close-up" not in plain
        assert looks["close-up"] > viewpoint.LEAST_LOOK

    def test_none_is_asked_for_when_the_photo_leaves_no_doubt(self) -> None:
        def unread() -> Iterator[tuple[str, Image]]:
            raise AssertionError("An earlier photo was read.")
            yield

        assert likeliest(viewpoint.look(PORTRAIT, "face", unread())) == "frontal"


class TestDifferent:
    def test_two_sides_are_apart_and_one_is_not(self) -> None:
        assert viewpoint.apart(planted(LEFT, 0.99), planted(RIGHT, 0.99)) is True
        assert viewpoint.apart(planted(LEFT), planted(LEFT)) is False

    def test_a_doubt_is_not_said(self) -> None:
        assert viewpoint.apart(planted(LEFT, 0.5), planted(RIGHT, 0.5)) is None

    def test_a_face_and_itself_are_one_view(self) -> None:
        portrait = align.prepare(PORTRAIT, "face", PORTRAIT.shape[1::-1])
        assert viewpoint.different(portrait, portrait) is False
