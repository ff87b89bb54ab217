"""Photos with white marks, moved by known homographies, and where a screen must show them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from progress.models import Photo, Status
from progress.rules.treatment import VisitKind
from progress.services.photos import key
from progress.services.work import Work
from tests import factories

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]

SIZE = (1200, 1600)
MARKS = [(240, 280), (960, 320), (600, 800), (280, 1320), (920, 1280)]
RADIUS = 16
DARK, BRIGHT, WHITE = 60, 100, 255
"""The first photo is dark and the others are brighter, so that a pixel tells which one it shows."""
REFUSAL = "The head is turned about 20 degrees more in the second."


def turned(degrees: float, scale: float, shift: tuple[float, float], tilt: float) -> Matrix:
    """A matrix with everything in it: rotation, scale, shift and perspective."""
    a = np.deg2rad(degrees)
    cos, sin = scale * np.cos(a), scale * np.sin(a)
    return np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [tilt, -0.7 * tilt, 1.0]])


TILTED = turned(6, 1.1, (90, -130), 2e-5)
LARGE = turned(-4, 0.52, (-20, 60), 4e-6)
"""From a photo of twice the size."""
MOVES: list[tuple[tuple[int, int], Matrix | None]] = [
    ((1000, 1400), TILTED),
    ((2400, 3200), LARGE),
    ((1200, 1600), None),
]
"""The size of each later photo, and how it lies on the first; None where that was refused."""
UNKNOWN = turned(-8, 0.95, (60, 100), 0.0)
"""How the refused photo really lies on the first."""


@dataclass(frozen=True)
class Course:
    """One view of a course: ids of the photos, the earliest first."""

    course_id: UUID
    photos: list[UUID]

    def path(self, left: int = 0, right: int = 1, **query: Any) -> str:
        words = {"left": self.photos[left], "right": self.photos[right]} | query
        asked = "&".join(f"{name}={value}" for name, value in words.items())
        return f"/courses/{self.course_id}/compare/vertex?{asked}"


def scene(shade: int) -> Image:
    image = np.full((SIZE[1], SIZE[0], 3), shade, np.uint8)
    for mark in MARKS:
        cv2.circle(image, mark, RADIUS, (WHITE,) * 3, -1, cv2.LINE_AA)
    return image


def moved(size: tuple[int, int], matrix: Matrix) -> Image:
    """The scene as another camera sees it: `matrix` brings its pixels back to the scene's."""
    back = np.linalg.inv(matrix)
    image = cv2.warpPerspective(
        scene(BRIGHT), back, size, flags=cv2.INTER_AREA, borderValue=(BRIGHT,) * 3
    )
    return np.asarray(image, np.uint8)


def course(work: Work, patient_id: UUID) -> Course:
    made = factories.course(work, patient_id)
    photos = [_photo(work, made, 0, scene(DARK))]
    for number, (size, matrix) in enumerate(MOVES, 1):
        image = moved(size, UNKNOWN if matrix is None else matrix)
        photos.append(_photo(work, made, number, image))
    _align(work, photos)
    return Course(made.id, [photo.id for photo in photos])


def _photo(work: Work, course: Any, number: int, image: Image) -> Photo:
    on = date(2026, 1, 5) + timedelta(days=28 * number)
    kind = VisitKind.TREATMENT if number else VisitKind.BASELINE
    visit = factories.visit(work, course, on, kind)
    height, width = image.shape[:2]
    taken_at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    row = factories.photo(work, visit, width=width, height=height, taken_at=taken_at)
    _, jpeg = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 95])
    work.store.put(str(row.patient_id), key(row.id, "original"), jpeg.tobytes())
    return row


def _align(work: Work, photos: list[Photo]) -> None:
    for photo, (_, matrix) in zip(photos[1:], MOVES, strict=True):
        if matrix is not None:
            flat = [float(value) for value in matrix.ravel()]
            factories.alignment(work, photos[0], photo, matrix=flat, reasons=["A little softer."])
            continue
        for other in photos[:-1]:
            refused = {"status": Status.REFUSED, "matrix": None, "grade": None, "message": REFUSAL}
            factories.alignment(work, other, photo, **refused)


# -- what the screen shows -------------------------------------------------------------------------

DESK = {"viewport": {"width": 1440, "height": 900}}
FINE = DESK | {"device_scale_factor": 2}
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


ADDRESS_AT_REST = """async () => {
  for (let last, same = 0; same < 4; last = location.href) {
    await new Promise((resolve) => setTimeout(resolve, 80));
    same = location.href === last ? same + 1 : 0;
  }
}"""
"""The address follows a moment later; the page's own clock is as slow as the page."""


def query(page: Page, name: str) -> str | None:
    page.evaluate(ADDRESS_AT_REST)
    found = re.search(rf"[?&]{name}=([^&]*)", page.url)
    return found[1] if found else None


def scale_of(screen: dict[str, Any]) -> int:
    return int(screen.get("device_scale_factor", 1))


SETTLED = """(size) => new Promise((done) => {
  const images = () => [...document.querySelectorAll(
    ".stage .pane:not([hidden]) .layer:not([hidden]) img")];
  const there = (image) => [size, "full"].includes(image.dataset.size);
  const check = () => (images().every(there) ? setTimeout(done, 60, true) : setTimeout(check, 20));
  setTimeout(done, 10000, false);
  requestAnimationFrame(check);
})"""


def loaded(page: Page, size: str = "view") -> None:
    """Wait until every visible picture is drawn in at least this size."""
    page.wait_for_selector(".stage[data-ready]")
    assert page.evaluate(SETTLED, size), "the pictures did not arrive"


WRITING = """(visibility) => document
  .querySelectorAll(".pane > :not(.pane-window), .over-stage")
  .forEach((element) => { element.style.visibility = visibility; })"""


def picture(page: Page) -> Image:
    """What the screen shows, in grey, without what is written over the photos."""
    page.evaluate(WRITING, "hidden")
    data = np.frombuffer(page.screenshot(scale="device"), np.uint8)
    page.evaluate(WRITING, "")
    image = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, np.uint8)


def spot(image: Image, near: tuple[float, float], reach: float) -> tuple[float, float] | None:
    """The middle of the white within reach of a place; None where there is none."""
    left, top = (max(0, int(value - reach)) for value in near)
    cut = image[top : int(near[1] + reach) + 1, left : int(near[0] + reach) + 1].astype(float)
    weight = np.clip(cut - (WHITE + BRIGHT) / 2, 0, None)
    if not weight.sum():
        return None
    ys, xs = np.mgrid[: cut.shape[0], : cut.shape[1]]
    total = weight.sum()
    return left + float((xs * weight).sum() / total), top + float((ys * weight).sum() / total)


def places(pane: Locator, scale: int, zoom: float, x: float, y: float) -> list[tuple[float, float]]:
    """Where a pane must show the marks, in pixels of the screen's picture.

    By the definition of the address: zoom 1 shows all of the first photo, and (x, y) is the middle
    as a fraction of it. A mark's centre is the middle of its pixel, half a pixel from the corner.
    """
    box = pane.bounding_box()
    assert box
    k = min(box["width"] / SIZE[0], box["height"] / SIZE[1]) * zoom
    left = box["x"] + box["width"] / 2 - k * x * SIZE[0]
    top = box["y"] + box["height"] / 2 - k * y * SIZE[1]
    return [
        (scale * (left + k * (u + 0.5)) - 0.5, scale * (top + k * (v + 0.5)) - 0.5)
        for u, v in MARKS
    ]


def shows(pane: Locator, place: tuple[float, float], scale: int, margin: float = 30) -> bool:
    """Whether a place of the screen's picture lies well inside the pane."""
    box = pane.bounding_box()
    assert box
    x, y = place[0] / scale - box["x"], place[1] / scale - box["y"]
    return margin < x < box["width"] - margin and margin < y < box["height"] - margin
