"""The demonstration photos: the same every time, dated, and of what the cast says."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from progress.demo import cast, face, photos, scalp, skin
from progress.demo.cast import PATIENTS

TODAY = date(2026, 11, 22)
SMALL = (240, 320)
PHOTOGRAPHED = [one for one in PATIENTS if one.visits]


def of(name: str) -> cast.DemoPatient:
    return next(one for one in PATIENTS if one.name.startswith(name))


@pytest.mark.parametrize("patient", PHOTOGRAPHED, ids=lambda one: one.name.split()[0])
def test_a_photo_is_a_dated_jpeg_of_its_size(patient: cast.DemoPatient) -> None:
    for view in range(len(patient.views)):
        picture = Image.open(BytesIO(photos.shoot(patient, view, 0, TODAY, SMALL)))
        taken = picture.getexif().get_ifd(photos.EXIF)[photos.DATE_TIME_ORIGINAL]
        assert (picture.format, picture.size) == ("JPEG", SMALL)
        assert taken.startswith(photos.taken_at(patient, 0, TODAY).strftime("%Y:%m:%d "))
        assert np.asarray(picture).std() > 10


def test_the_same_arguments_give_the_same_bytes() -> None:
    first = photos.shoot(of("Rohan"), 1, 3, TODAY, SMALL)
    for kept in (scalp.sitter, scalp.strands_of):
        kept.cache_clear()
    assert photos.shoot(of("Rohan"), 1, 3, TODAY, SMALL) == first


def test_visits_differ() -> None:
    shots = {photos.shot(of("Rohan"), 1, visit) for visit in range(9)}
    assert len(shots) == 9
    assert max(abs(shot.yaw) for shot in shots) > 2


def test_less_hair_shows_more_skin() -> None:
    subject = of("Rohan").views[1].subject
    full, thin = (
        scalp.scene(subject, "vertex", severity, SMALL).canvas.mean() for severity in (0, 1)
    )
    assert thin > full + 3


@pytest.mark.parametrize("name", ["Meera", "Arjun"])
def test_trouble_darkens_skin(name: str) -> None:
    subject = of(name).views[0].subject
    clear, troubled = (skin.scene(subject, severity, SMALL).canvas.mean() for severity in (0, 1))
    assert troubled < clear


def test_planted_pigment_darkens_only_the_face() -> None:
    clear, planted = (
        face.scene(cast.FACE, severity, SMALL).canvas.astype(int) for severity in (0, 1)
    )
    changed = np.abs(clear - planted).max(2) > 8
    assert 0.002 < changed.mean() < 0.08


def test_a_portrait_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "SHA256", "0" * 64)
    face.portrait.cache_clear()
    assert not photos.available(of("Demo Portrait"))
    assert photos.available(of("Rohan"))
    monkeypatch.undo()
    face.portrait.cache_clear()
    assert photos.available(of("Demo Portrait"))


def test_the_cast_has_what_a_clinic_meets() -> None:
    lengths = [len(one.visits) for one in PATIENTS]
    assert {0, 1, 3, 9} <= set(lengths)
    assert {one.region for one in PATIENTS} == {"scalp", "face"}
    assert any(one.missing for one in PATIENTS) and any(one.misfiled for one in PATIENTS)
    assert any(
        len({severity for _, severity in one.visits}) == 1 < len(one.visits) for one in PATIENTS
    )
