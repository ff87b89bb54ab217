"""Bytes to pixels and back: the one place where a file from outside is decoded.

    data -> head (exif), wholeness -> decoders (scaled, flat) -> colour (sRGB) -> upright -> JPEG

Accepted are JPEG, PNG, WebP and HEIC stills. Whatever else arrives, however it is broken, leaves
as UnusablePhoto with a sentence for the person who sent it. Pixels are uint8 RGB arrays of shape
(height, width, 3) in sRGB, upright.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pillow_heif
import simplejpeg
from PIL import Image, UnidentifiedImageError

from progress.errors import UnusablePhoto
from progress.vision import colour, decoders, exif, wholeness
from progress.vision.decoders import Pixels

VIEW_SIDE = 1600
THUMB_SIDE = 320
VIEW_QUALITY = 85
THUMB_QUALITY = 80
LEAST_SIDE = 64
MOST_SIDE = 20_000
MOST_PIXELS = 50_000_000
"""What the 48- and 50-megapixel cameras of phones deliver."""

MOST_SCANS = 100
"""A progressive JPEG has about ten; a few kilobytes can hold thousands, and cost minutes."""
_BRANDS = (b"WEBP", b"heic", b"heix")
_START_OF_SCAN = b"\xff\xda"

FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
_DCI_P3_WITH_D65 = 12
"""colour_primaries of ITU-T H.273 that phones write into HEIC without an ICC profile."""

NOT_A_PHOTO = "Progress cannot read this file. It takes photos as JPEG, PNG, WebP or HEIC."
ANIMATED = "This is an animation. Please send a still photo."

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True)
class PhotoFacts:
    """What a file says about itself. Width and height in pixels, after orientation is applied."""

    format: str
    width: int
    height: int
    taken_at: datetime | None
    orientation: int
    """EXIF 1..8 that `decode` applies; always 1 for HEIC, whose decoder has applied its own."""
    profile: str | None
    """The description of the colour profile."""
    has_gps: bool


class Derived(NamedTuple):
    """What is served of a photo: JPEG bytes, upright, sRGB, without metadata."""

    facts: PhotoFacts
    view: bytes
    thumb: bytes


def inspect(source: bytes | Path) -> PhotoFacts:
    """What the file says about itself, without decoding more than that. Raises UnusablePhoto."""
    with _refusing():
        return _opened(_bytes(source))[1]


def decode(source: bytes | Path, *, max_side: int | None = None) -> Pixels:
    """The whole photo, its long side at most `max_side` pixels. Raises UnusablePhoto."""
    with _refusing():
        data = _bytes(source)
        return _pixels(data, *_opened(data), max_side)


def derivatives(source: bytes | Path) -> Derived:
    """Facts, view and thumb in one decode that reads the file to its end. Raises UnusablePhoto."""
    with _refusing():
        data = _bytes(source)
        image, facts = _opened(data)
        view = _pixels(data, image, facts, VIEW_SIDE)
        thumb = decoders.resized(view, decoders.fit(facts.width, facts.height, THUMB_SIDE))
        return Derived(facts, encode_jpeg(view), encode_jpeg(thumb, THUMB_QUALITY))


def encode_jpeg(pixels: Pixels, quality: int = VIEW_QUALITY) -> bytes:
    """A JPEG of `pixels` (RGB, sRGB) that carries no metadata at all."""
    encoded: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", "420")
    return encoded


@contextmanager
def _refusing() -> Iterator[None]:
    """Decoders answer broken bytes with a dozen kinds of exceptions; people get one sentence."""
    try:
        yield
    except UnusablePhoto:
        raise
    except Image.DecompressionBombError as error:
        raise UnusablePhoto(_too_large()) from error
    except Exception as error:
        cut = "truncated" in str(error).lower()
        raise UnusablePhoto(wholeness.CUT_SHORT if cut else wholeness.DAMAGED) from error


def _bytes(source: bytes | Path) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise UnusablePhoto(f"{source.name} cannot be read ({error.strerror}).") from error


def _opened(data: bytes) -> tuple[Image.Image, PhotoFacts]:
    """The file's head, before decoding; refuses what is no whole still photo of our sizes."""
    wholeness.check(data)
    image = _identified(data)
    kind = FORMATS[image.format or ""]
    _refuse_size(*image.size)
    if kind in ("png", "webp") and getattr(image, "is_animated", False):
        raise UnusablePhoto(ANIMATED)
    if image.info.get("progressive") and data.count(_START_OF_SCAN) > MOST_SCANS:
        raise UnusablePhoto(wholeness.DAMAGED)
    if kind == "png":  # Its EXIF may stand behind the pixels.
        image.load()
    return image, _facts(image, kind)


def _identified(data: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP", "HEIF"))
    except UnidentifiedImageError as error:
        is_ours = data.startswith((b"\xff\xd8\xff", b"\x89PNG")) or data[8:12] in _BRANDS
        raise UnusablePhoto(wholeness.DAMAGED if is_ours else NOT_A_PHOTO) from error


def _refuse_size(width: int, height: int) -> None:
    if min(width, height) < LEAST_SIDE:
        raise UnusablePhoto(f"This picture is too small for a photo: {width} x {height} pixels.")
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise UnusablePhoto(_too_large(width, height))


def _too_large(width: int = 0, height: int = 0) -> str:
    found = f"{width} x {height} pixels" if width else "far too many pixels"
    return (
        f"This picture has {found}. Progress takes photos of up to "
        f"{MOST_PIXELS // 10**6} megapixels, no side over {MOST_SIDE:,} pixels. "
        "Please send a smaller one."
    )


def _facts(image: Image.Image, kind: str) -> PhotoFacts:
    said = exif.read(image)
    turn = exif.orientation(said)
    width, height = image.size if turn < 5 else image.size[::-1]
    return PhotoFacts(
        format=kind,
        width=width,
        height=height,
        taken_at=exif.taken_at(said),
        orientation=turn,
        profile=colour.name_of(_profile(image)),
        has_gps=exif.has_gps(said),
    )


def _profile(image: Image.Image) -> bytes | None:
    """The ICC profile of the photo, or one made for a colour space that it only names."""
    if image.info.get("icc_profile"):
        return bytes(image.info["icc_profile"])
    if image.info.get("nclx_profile", {}).get("color_primaries") == _DCI_P3_WITH_D65:
        return colour.matrix_profile("Display P3", *colour.DISPLAY_P3)
    if exif.is_adobe_rgb(exif.read(image)):
        return colour.matrix_profile("Adobe RGB (1998)", *colour.ADOBE_RGB)
    return None


def _pixels(data: bytes, image: Image.Image, facts: PhotoFacts, max_side: int | None) -> Pixels:
    profile = _profile(image)
    pixels, mode = decoders.decode(image, data, decoders.fit(*image.size, max_side))
    if profile or mode != "RGB":
        pixels = np.asarray(colour.to_srgb(Image.fromarray(pixels, mode), profile))
    return decoders.upright(pixels, facts.orientation)
