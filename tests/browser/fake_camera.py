"""A camera for Chromium that plays a photograph: a real face, or a head of the demo clinic."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from progress.demo import face
from progress.demo.cast import PATIENTS
from progress.demo.photos import shoot

SIZE = (600, 800)
FRAMES = 301
"""Ten seconds; then the film begins again."""
BITS = FRAMES.bit_length()
TODAY = date(2026, 11, 22)
ROHAN = next(one for one in PATIENTS if one.name == "Rohan Khanna")
VIEWS = tuple(view.slug for view in ROHAN.views)


@cache
def photograph(view: str, visit: int) -> bytes:
    """One view of one patient's head, as it was at a visit of his course."""
    return shoot(ROHAN, VIEWS.index(view), visit, TODAY, SIZE)


@cache
def portrait() -> bytes:
    """The public-domain portrait that the demonstration's face is made of, as it was taken."""
    whole = face.portrait()
    assert whole is not None
    head = whole[face.TOP : face.TOP + face.HEIGHT, face.LEFT : face.LEFT + face.WIDTH]
    large = cv2.resize(cv2.cvtColor(head, cv2.COLOR_RGB2BGR), SIZE, interpolation=cv2.INTER_CUBIC)
    return cv2.imencode(".jpg", large)[1].tobytes()


def play(photo: bytes, film: Path) -> None:
    """What the camera sees from its next start. As with any camera, no two frames are the same:
    the same bytes twice would be one photo."""
    picture = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    with film.open("wb") as file:
        for number in range(FRAMES):
            for place in range(BITS):
                picture[:8, 8 * place : 8 * place + 8] = 255 * (number >> place & 1)
            file.write(cv2.imencode(".jpg", picture)[1])


def switches(film: Path) -> list[str]:
    """What Chromium is started with; pages are let use the camera without being asked."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
