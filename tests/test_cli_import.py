"""`python -m progress import`: a clinic's own folder, taken in once and again."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from tests import pictures

ASHA, RAVI = "Asha Verma", "P-0042"


def run_import(folder: Path, data: Path) -> str:
    environment = os.environ | {
        "PROGRESS_DATA_DIR": str(data / "instance"),
        "PROGRESS_UPLOADS_DIR": str(data / "uploads"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "progress", "import", str(folder)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def put(folder: Path, inside: str, data: bytes) -> None:
    path = folder / inside
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lines_of(output: str) -> dict[str, int]:
    """The numbers of the table: taken, skipped, refused and how the photos stand."""
    rows = re.findall(r"^  ([A-Za-z ]+?) +(\d+)$", output, re.MULTILINE)
    return {words: int(number) for words, number in rows}


def test_a_folder_is_taken_in_once_and_its_faults_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    put(folder, f"{ASHA}/2026-01-10/vertex.jpg", pictures.photo(seed=1))
    put(folder, f"{ASHA}/2026-03-10/vertex.jpg", pictures.photo(seed=1, degrees=3, right=8))
    put(folder, f"{RAVI}/left-oblique.jpg", pictures.photo(seed=2, moment=datetime(2026, 2, 1, 9)))
    put(folder, f"{RAVI}/front.jpg", pictures.photo(seed=3))
    put(folder, f"{RAVI}/2026-02-01/notes.txt", b"not a photo")

    first = run_import(folder, tmp_path / "data")
    assert lines_of(first) == {"taken": 3, "skipped": 0, "refused": 2, "Aligned": 3}
    assert "5 files of 2 patients" in first
    assert "notes.txt" in first
    assert "when it was taken" in first

    again = run_import(folder, tmp_path / "data")
    assert lines_of(again) == {"taken": 0, "skipped": 3, "refused": 2}
