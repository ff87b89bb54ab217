"""What is kept of a photo for aligning and grading it later, without its pixels at hand."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from progress.vision import face, features, person, quality, recognition, transform

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]

VERSION = 8
WORK_SIDE = 640
"""Long side, in pixels, at which flow is computed, and that positions refer to."""
LANDMARKS_WITHIN = 1024


@dataclass(frozen=True)
class Prepared:
    """Positions are pixels of `gray`, whose long side is WORK_SIDE."""

    full_size: NDArray[np.int64]
    gray: NDArray[np.uint8]
    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8]
    landmarks: NDArray[np.float64]
    """(478, 3), or (0, 3) when there is no face."""
    quality: NDArray[np.float64]
    """The fields of quality.Quality."""
    portrait: NDArray[np.uint8]
    """recognition.picture of the face, or NO_PICTURE."""
    person: NDArray[np.uint8]
    """person.find of the photo: a square, whatever the photo's shape."""

    @property
    def size(self) -> tuple[int, int]:
        return int(self.gray.shape[1]), int(self.gray.shape[0])

    @property
    def to_work(self) -> Matrix:
        """Full-size pixels to pixels of `gray`."""
        width, height = (int(side) for side in self.full_size)
        return transform.resized((width, height), self.size)

    @property
    def face(self) -> face.Face | None:
        return face.Face(self.landmarks, 1.0) if len(self.landmarks) else None

    def to_bytes(self) -> bytes:
        buffer = io.BytesIO()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["gray"] = np.frombuffer(cv2.imencode(".png", self.gray)[1].tobytes(), np.uint8)
        np.savez_compressed(buffer, version=np.array(VERSION), **values)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Prepared:
        """Raises ValueError when the bytes are of another version, or no features at all."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                values = {name: stored[name] for name in stored.files}
        except (OSError, EOFError, KeyError, zipfile.BadZipFile) as fault:
            raise ValueError("no features") from fault
        if int(values.pop("version", -1)) != VERSION:
            raise ValueError("features of another version")
        values["gray"] = cv2.imdecode(values["gray"], cv2.IMREAD_GRAYSCALE)
        return cls(**values)


def prepare(image: Image, region: str, full_size: tuple[int, int]) -> Prepared:
    """Features of an RGB photo, decoded at any scale; `full_size` is (width, height) in full."""
    gray = quality.resized(np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8), WORK_SIDE)
    points, descriptors = features.detect(gray)
    size = (gray.shape[1], gray.shape[0])
    landmarks = _landmarks(image, size) if region == "face" else np.zeros((0, 3))
    portrait = _portrait(image, size, landmarks)
    return Prepared(
        full_size=np.array(full_size, np.int64),
        gray=gray,
        points=points,
        descriptors=descriptors,
        landmarks=landmarks,
        quality=quality.measure(image, landmarks).as_array(),
        portrait=portrait,
        person=person.find(image),
    )


def _portrait(image: Image, size: tuple[int, int], landmarks: NDArray[np.float64]) -> Image:
    if not len(landmarks):
        return recognition.NO_PICTURE
    from_work = transform.resized(size, (image.shape[1], image.shape[0]))
    return recognition.picture(image, transform.project(from_work, landmarks[:, :2]))


def _landmarks(image: Image, size: tuple[int, int]) -> NDArray[np.float64]:
    if max(image.shape[:2]) > LANDMARKS_WITHIN:
        image = quality.resized(image, LANDMARKS_WITHIN)
    found = face.find(image)
    if found is None:
        return np.zeros((0, 3))
    to_work = transform.resized((image.shape[1], image.shape[0]), size)
    flat = transform.project(to_work, found.points[:, :2])
    return np.hstack([flat, found.points[:, 2:] * to_work[0, 0]])
