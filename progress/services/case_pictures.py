"""The two pictures of a case: made when its look is chosen, and shown as they were approved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from progress.errors import Conflict
from progress.exchange import credentials
from progress.exchange.credentials import Credentials, Done, Signer
from progress.models import Case, Photo
from progress.rules import looks as rules
from progress.rules.consents import Disguise
from progress.rules.looks import Box, Hiding, Look
from progress.services import photos
from progress.services.case_pulls import SIDES, key
from progress.services.work import Work
from progress.storage import BlobMissing
from progress.vision import codec, disguise, render, transform
from progress.vision.disguise import Hidden, Image
from progress.vision.transform import Matrix

SOURCE_SIDE = 2000
"""Long side at which photos are read; what is published is smaller."""


@dataclass(frozen=True)
class Source:
    """Both photos as they were taken, and how the later one lies on the earlier."""

    earlier: Image
    later: Image
    matrix: Matrix

    @cached_property
    def faces(self) -> list[Box]:
        """Where the program sees faces, in parts of the earlier photo."""
        size = (self.earlier.shape[1], self.earlier.shape[0])
        laid = render.laid_over(self.later, self.matrix, size)
        found = [disguise.face_box(image) for image in (self.earlier, laid)]
        return [Box(*box) for box in found if box]

    @property
    def frame(self) -> Box:
        """What both photos fill."""
        sizes = [(image.shape[1], image.shape[0]) for image in (self.earlier, self.later)]
        return Box(*disguise.shared_frame(self.matrix, *sizes))


def source(work: Work, earlier: Photo, later: Photo, matrix: list[list[float]]) -> Source:
    """`matrix` maps full-size pixels of the later photo to those of the earlier."""
    one, other = _read(work, earlier), _read(work, later)
    to_one, to_other = _shrunk(earlier, one), _shrunk(later, other)
    return Source(one, other, to_one @ np.array(matrix) @ np.linalg.inv(to_other))


def _read(work: Work, photo: Photo) -> Image:
    return codec.decode(photos.original(work, photo), max_side=SOURCE_SIDE)


def _shrunk(photo: Photo, image: Image) -> Matrix:
    return transform.resized((photo.width, photo.height), (image.shape[1], image.shape[0]))


@dataclass(frozen=True)
class Made:
    """Both pictures of a look, signed, and how recognisable the person is in them."""

    look: Look
    disguise: Disguise
    jpegs: tuple[bytes, bytes]


def make(look: Look, view: str, source: Source, signer: Signer) -> Made:
    """Raises InvalidInput for a look that is none."""
    rules.check(look, source.faces)
    pictures = disguise.pair(source.earlier, source.later, source.matrix, look.frame, hidden(look))
    seen = any(disguise.face_box(picture) for picture in pictures)
    degree = rules.disguise(look, view, source.faces, seen)
    earlier, later = (
        credentials.sign(codec.encode_jpeg(picture), done, signer)
        for picture, done in zip(pictures, _done(look), strict=True)
    )
    return Made(look, degree, (earlier, later))


def _done(look: Look) -> tuple[Done, Done]:
    """What happened to each photo: only the later one is laid over the other."""
    cropped = look.frame != rules.WHOLE
    return (
        Done("Before", False, cropped, look.hiding),
        Done("After", True, cropped, look.hiding),
    )


def keep(work: Work, case: Case, made: Made) -> None:
    """Store both pictures and say in the row what they are."""
    for side, jpeg in zip(SIDES, made.jpegs, strict=True):
        work.store.put(str(case.patient_id), key(case.id, side), jpeg)
    look = made.look
    case.frame, case.area, case.hiding = list(look.frame), list(look.area), look.hiding
    case.face, case.no_face = list(look.face) if look.face else None, look.no_face
    case.disguise = made.disguise
    case.earlier_sha256, case.later_sha256 = (
        hashlib.sha256(jpeg).hexdigest() for jpeg in made.jpegs
    )


def hidden(look: Look) -> Hidden | None:
    """What vision is told of a look."""
    if look.hiding is Hiding.NOTHING:
        return None
    return Hidden(look.area, look.hiding.hides_outside, look.hiding.blurs)


def read(work: Work, case: Case, side: str) -> bytes:
    """One picture, if it is still the one that the row speaks of; Conflict when it is not."""
    jpeg = work.store.get(str(case.patient_id), key(case.id, side))
    if hashlib.sha256(jpeg).hexdigest() != _expected(case, side):
        raise Conflict("This picture is not the one that was approved, and is not shown.")
    return jpeg


def credentials_of(work: Work, case: Case) -> list[Credentials]:
    """What both pictures say of themselves; nothing where one cannot be shown or says nothing."""
    try:
        found = [credentials.read(read(work, case, side)) for side in SIDES]
    except (BlobMissing, Conflict):
        return []
    return [each for each in found if each] if all(found) else []


def require_signed(work: Work, case: Case) -> None:
    """Raises Conflict unless both pictures are as they were made, and say what was done to them."""
    for side in SIDES:
        read(work, case, side)
    said = credentials_of(work, case)
    if not said or not all(each.valid for each in said):
        raise Conflict(
            "These pictures carry no valid Content Credentials. Please send the case back, and "
            "have its pictures made again."
        )


def _expected(case: Case, side: str) -> str:
    return case.earlier_sha256 if side == SIDES[0] else case.later_sha256


def fingerprint(case: Case) -> str:
    """Of both pictures: what was looked at is what is approved."""
    return hashlib.sha256(f"{case.earlier_sha256}{case.later_sha256}".encode()).hexdigest()
