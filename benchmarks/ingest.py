"""Taking in a 12-megapixel photo, against pyvips making the same two pictures.

    python -m benchmarks.ingest

Ours is the real service on a real disk and database: look for the duplicate, decode and prove that
the file is whole, two JPEGs, hash, encrypt, write, fsync, read back and compare, rows and audit.
pyvips only makes the two JPEGs, in memory, by the quickest of the ways tried (the small one from
the large one), and does not notice a file that is cut short. Both on one thread, in turns, so that
a busy machine slows both; the ratio is of the medians of CPU time (all threads of the process).
Once for a photo in sRGB, once for a phone's in Display P3, which both change to sRGB.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ["VIPS_CONCURRENCY"] = "1"

import cv2
import pyvips

from benchmarks.photos import cpu, in_display_p3, marked, photo_like
from progress.config import ROOT
from progress.rules.access import SYSTEM
from progress.schema import upgrade
from progress.services import uploads
from progress.services.work import Work
from progress.vision import codec
from tests import factories
from tests.conftest import errand, make_app

BUILD = ROOT / "build"
"""On the disk of the repository: /tmp may be memory, where fsync costs nothing."""
ROUNDS = 25
Made = tuple[bytes, bytes]


def main() -> None:
    cv2.setNumThreads(1)
    pyvips.cache_set_max(0)
    plain = photo_like()
    photos = {"sRGB": plain, "Display P3": in_display_p3(plain)}
    print(f"a photo of 4032 x 3024 pixels, {len(plain) / 1e6:.1f} MB; {ROUNDS} rounds")
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        app = make_app(Path(folder))
        upgrade(f"sqlite:///{folder}/instance/progress.db")
        with errand(app, SYSTEM) as work:
            take_in = taking_in(work)
            for space, photo in photos.items():
                print(space)
                report(compare(photo, take_in))


def taking_in(work: Work) -> Callable[[bytes], object]:
    """The service, for one visit of one patient."""
    patient = factories.patient(work, name="Bench Mark")
    visit = factories.visit(work, factories.course(work, patient.id), date(2026, 1, 5))
    visit_id = visit.id
    return lambda jpeg: uploads.add(work, visit_id, jpeg, "vertex.jpg", view="vertex")


def compare(jpeg: bytes, take_in: Callable[[bytes], object]) -> dict[str, list[float]]:
    """CPU seconds of each way, round by round; every round is a file that was never seen."""
    measured: dict[str, list[float]] = {"ingest": [], "derivatives alone": [], "pyvips": []}
    for number in range(ROUNDS + 1):
        photo = marked(jpeg, number)
        found = {
            "ingest": cpu(lambda photo=photo: take_in(photo), 1),
            "derivatives alone": cpu(lambda photo=photo: codec.derivatives(photo), 1),
            "pyvips": cpu(lambda photo=photo: by_pyvips(photo), 1),
        }
        if number:  # The first round warms up.
            for way, seconds in found.items():
                measured[way].append(seconds)
    return measured


def by_pyvips(jpeg: bytes) -> Made:
    """The same two pictures: long side 1600 and 320, JPEG of the same qualities, sRGB, bare."""
    # Asked of a photo that is in sRGB already, the change would cost pyvips four times the rest.
    change = {"export_profile": "srgb"} if b"ICC_PROFILE" in jpeg[:4096] else {}
    view = pyvips.Image.thumbnail_buffer(jpeg, 1600, height=1600, size="down", **change)
    view = view.copy_memory()
    thumb = view.thumbnail_image(320, height=320)
    return (
        view.jpegsave_buffer(Q=codec.VIEW_QUALITY, keep="none"),
        thumb.jpegsave_buffer(Q=codec.THUMB_QUALITY, keep="none"),
    )


def report(measured: dict[str, list[float]]) -> None:
    yardstick = statistics.median(measured["pyvips"])
    for way, seconds in measured.items():
        median = statistics.median(seconds)
        low, *_, high = sorted(seconds)
        print(
            f"{way:20}{median * 1e3:8.1f} ms CPU  ({low * 1e3:.1f} to {high * 1e3:.1f})"
            f"{median / yardstick:8.2f}x"
        )


if __name__ == "__main__":
    main()
