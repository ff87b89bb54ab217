"""The line that other programs call: statuses, exit codes, batches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from progress.cli_align import align_command
from tests.vision.scenes import error_px, move, moved, scene


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for name, pixels in {
        "before": scene(1),
        "after": moved(scene(1), move()),
        "other": scene(9),
    }.items():
        Image.fromarray(pixels).save(folder / f"{name}.png")
    (folder / "broken.png").write_bytes(b"not a photo")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(align_command, [str(argument) for argument in arguments])


def test_an_aligned_pair_is_told_as_json_and_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "laid.jpg"
    result = run(folder / "before.png", folder / "after.png", "--json", "--out", out)
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["status"] == "aligned"
    assert error_px(np.array(answer["matrix"]), move()) < 1.5
    assert answer["elapsed_ms"] > 0
    laid = np.asarray(Image.open(out), float)[100:380, 100:380]
    assert np.abs(laid - scene(1)[100:380, 100:380]).mean() < 8


def test_an_aligned_pair_is_told_in_words(folder: Path) -> None:
    result = run(folder / "before.png", folder / "after.png", "--region", "scalp")
    assert result.exit_code == 0
    assert result.stdout.startswith("Aligned. Grade ")


def test_a_refused_pair_exits_with_3_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    result = run(folder / "before.png", folder / "other.png", "--out", tmp_path / "none.jpg")
    assert result.exit_code == 3
    assert result.stdout.strip().endswith(".")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("other", "status"), [("after.png", 0), ("other.png", 3)])
def test_every_stage_is_explained_with_a_picture(
    folder: Path, tmp_path: Path, other: str, status: int
) -> None:
    told = tmp_path / "told" / "here"
    result = run(folder / "before.png", folder / other, "--explain", told)
    assert result.exit_code == status
    index = (told / "index.txt").read_text()
    pictures = sorted(told.glob("*.png"))
    assert [picture.name[:2] for picture in pictures] == [
        f"{number:02}" for number in range(1, len(pictures) + 1)
    ]
    assert all(picture.name in index for picture in pictures)
    assert ("Aligned: " if status == 0 else "Refused (") in index
    for picture in pictures:
        Image.open(picture).verify()


def test_an_unusable_photo_explains_nothing(folder: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert run(folder / "before.png", folder / "broken.png", "--explain", told).exit_code == 2
    assert not told.exists()


@pytest.mark.parametrize("name", ["broken.png", "missing.png"])
def test_an_unusable_photo_exits_with_2(folder: Path, name: str) -> None:
    result = run(folder / "before.png", folder / name)
    assert result.exit_code == 2
    assert result.stderr.strip().endswith(".")


def test_a_batch_answers_every_line_in_order(folder: Path) -> None:
    names = ["after.png", "broken.png", "other.png"]
    lines = [
        json.dumps({"reference": "before.png", "moving": name, "region": "scalp", "more": 1})
        for name in names
    ]
    pairs = folder / "pairs.jsonl"
    pairs.write_text("\n".join(lines) + "\n")
    result = run("--batch", pairs)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["status"] for answer in answers] == ["aligned", "unusable", "refused"]


@pytest.mark.parametrize("arguments", [(), ("--batch", "/nowhere/pairs.jsonl")])
def test_a_call_without_photos_is_explained(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr
