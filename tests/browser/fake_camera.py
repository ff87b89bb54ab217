"""A camera for Chromium that plays photographs of the demonstration clinic."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from PIL import Image

from progress.demo.cast import PATIENTS
from progress.demo.photos import shoot

SIZE = (600, 800)
FRAMES = 40
TODAY = date(2026, 11, 22)
ROHAN = next(one for one in PATIENTS if one.name == "Rohan Khanna")
VIEWS = tuple(view.slug for view in ROHAN.views)


def photograph(view: str, visit: int) -> bytes:
    """One view of one patient's head, as it was at a visit of his course."""
    return shoot(ROHAN, VIEWS.index(view), visit, TODAY, SIZE)


def play(photo: bytes, film: Path) -> None:
    """What the camera sees from its next start. As with any camera, no two frames are the same."""
    with Image.open(BytesIO(photo)) as still, film.open("wb") as file:
        for number in range(FRAMES):
            frame = still.copy()
            frame.putpixel((number, 0), (0, 0, 0))
            frame.save(file, "JPEG", quality=92, subsampling="4:2:0")


def switches(film: Path) -> list[str]:
    """What Chromium is started with; pages are let use the camera without being asked."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
