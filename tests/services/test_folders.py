"""What a file's place in a clinic's folder says of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from progress.rules.views import Region
from progress.services import folders


def found_at(tmp_path: Path, inside: str) -> folders.Found:
    path = tmp_path / "Asha Verma" / inside
    path.parent.mkdir(parents=True)
    path.touch()
    (found,) = folders.find(tmp_path)
    return found


@pytest.mark.parametrize(
    ("name", "region", "view"),
    [
        ("vertex.jpg", Region.SCALP, "vertex"),
        ("Crown.HEIC", Region.SCALP, "vertex"),
        ("left-temporal.jpg", Region.SCALP, "left-temporal"),
        ("left-oblique.jpg", Region.FACE, "left-oblique"),
        ("RightLateral90.jpg", Region.FACE, "right-lateral"),
        ("frontal hairline.png", Region.SCALP, "frontal-hairline"),
        ("IMG_0001.jpg", None, None),
    ],
)
def test_a_name_gives_the_view_away(
    tmp_path: Path, name: str, region: Region | None, view: str | None
) -> None:
    found = found_at(tmp_path, f"2026-03-01/{name}")
    assert (found.region, found.view) == (region, view)


@pytest.mark.parametrize(
    "folder", ["2026-03-01", "20260301", "01-03-2026", "1.3.2026", "visit 2026_03_01"]
)
def test_the_day_is_read_in_the_ways_that_people_write_it(tmp_path: Path, folder: str) -> None:
    assert found_at(tmp_path, f"{folder}/vertex.jpg").day == date(2026, 3, 1)


def test_an_impossible_day_is_no_day(tmp_path: Path) -> None:
    assert found_at(tmp_path, "2026-13-45/vertex.jpg").day is None


def test_a_folder_between_names_the_region(tmp_path: Path) -> None:
    found = found_at(tmp_path, "face/2026-03-01/front.jpg")
    assert (found.region, found.view) == (Region.FACE, "frontal")


def test_what_operating_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "._vertex.jpg"):
        path = tmp_path / "Asha" / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert list(folders.find(tmp_path)) == []
