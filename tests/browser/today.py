"""A visit of today and who is photographed at it, as tests of the camera's page need them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import select

from progress.models import Photo
from progress.rules.views import Region, ViewSlug
from progress.services import captures, uploads
from progress.services.work import Work
from tests import factories
from tests.browser import fake_camera
from tests.browser.conftest import Clinic
from tests.conftest import errand

MOVE = np.array([[0.97, -0.06, 30.0], [0.06, 0.97, -4.0]])
BETWEEN = np.array([[1.02, 0.03, -20.0], [-0.03, 1.02, 6.0]])
"""How the film's head lies beside the baseline's, and how that of the visit between does: pixels
of the baseline to those of the other."""


@dataclass(frozen=True)
class Subject:
    """What is before the camera, whatever view is asked for, and the course it is taken for."""

    region: Region
    views: tuple[ViewSlug, ViewSlug]
    instruction: str
    photograph: Callable[[], bytes]

    @property
    def names(self) -> tuple[str, str]:
        return self.views[0].label, self.views[1].label


FACE = Subject(
    Region.FACE,
    (ViewSlug.FRONTAL, ViewSlug.LEFT_OBLIQUE),
    "From one metre, level with the middle of the face",
    fake_camera.portrait,
)
CROWN = Subject(
    Region.SCALP,
    (ViewSlug.VERTEX, ViewSlug.FRONTAL_HAIRLINE),
    "From half a metre behind and above",
    partial(fake_camera.photograph, "vertex", 0),
)


def moved(photo: bytes, move: NDArray[np.float64] = MOVE) -> bytes:
    """The photo from slightly elsewhere."""
    with Image.open(BytesIO(photo)) as image:
        pixels = np.asarray(image)
    shifted = cv2.warpAffine(pixels, move, fake_camera.SIZE, borderMode=cv2.BORDER_REFLECT)
    return jpeg(Image.fromarray(shifted))


def jpeg(image: Image.Image, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=92, **options)
    return file.getvalue()


@dataclass(frozen=True)
class Today:
    """A visit of today, after two with a photo of the first view."""

    clinic: Clinic
    subject: Subject
    visit_id: UUID

    @classmethod
    def of(cls, clinic: Clinic, subject: Subject) -> Today:
        first, photo = subject.views[0], subject.photograph()

        def make(work: Work) -> UUID:
            patient = factories.patient(work, name="Rohan Khanna").id
            course = factories.course(work, patient, subject.region, views=list(subject.views))
            before = factories.visit(work, course, date(2026, 6, 1))
            uploads.add(work, before.id, photo, view=first)
            between = factories.visit(work, course, date(2026, 9, 1))
            uploads.add(work, between.id, moved(photo, BETWEEN), view=first)
            return factories.visit(work, course, date(2026, 11, 22)).id

        return cls(clinic, subject, clinic.prepare(make))

    @property
    def page(self) -> str:
        return f"/visits/{self.visit_id}/capture"

    def code(self, by: str = "staff") -> str:
        """Where a phone is let in."""

        def open_visit(work: Work) -> str:
            with errand(self.clinic.app, getattr(self.clinic.cast, by), datetime.now(UTC)) as own:
                return captures.open_visit(own, self.visit_id).token

        return f"/capture/{self.clinic.prepare(open_visit)}"

    def sessions_have(self, left: timedelta) -> None:
        """From now on."""

        def shorten(work: Work) -> None:
            with errand(self.clinic.app, self.clinic.cast.staff, datetime.now(UTC)) as own:
                for each in captures.of_visit(own, self.visit_id):
                    each.session.expires_at = own.now + left
                own.session.commit()

        self.clinic.prepare(shorten)

    def kept(self) -> list[tuple[str, int, int]]:
        """View and size of each photo of the visit."""
        query = select(Photo).where(Photo.visit_id == self.visit_id).order_by(Photo.received_at)
        return self.clinic.prepare(
            lambda work: [
                (each.view, each.width, each.height) for each in work.session.scalars(query)
            ]
        )
