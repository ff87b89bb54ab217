"""From a photo's own colour space to sRGB, which screens and everything in `vision` expect."""

from __future__ import annotations

import struct
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

ADOBE_RGB = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060)), (563 / 256,)
"""CIE 1931 xy of red, green and blue, and the tone curve (Adobe RGB (1998), 2005-05)."""
DISPLAY_P3 = (
    ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
)
"""The primaries of SMPTE EG 432-1 with the tone curve of sRGB (IEC 61966-2-1)."""
_D65 = np.array([0.95047, 1.0, 1.08883])
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
_XYZ = struct.pack(">4sI", b"XYZ ", 0)
_UNREADABLE = (ImageCms.PyCMSError, OSError, ValueError, TypeError)

Primaries = tuple[tuple[float, float], ...]


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image` (L, RGB or CMYK) as RGB in sRGB. A profile that makes no sense is left aside."""
    transform = _transform(profile, image.mode) if profile else None
    if transform is None or (image.mode == "RGB" and _changes_nothing(transform)):
        return image.convert("RGB")
    return transform.apply(image)


def name_of(profile: bytes | None) -> str | None:
    """The profile's own description, or None."""
    try:
        return ImageCms.getProfileDescription(BytesIO(profile)).strip()[:80] if profile else None
    except _UNREADABLE:
        return None


@cache
def matrix_profile(name: str, primaries: Primaries, curve: tuple[float, ...]) -> bytes:
    """An ICC profile (ICC.1:2022) of an RGB space with white D65.

    `curve` holds the parameters of a parametricCurveType: (gamma,) or (gamma, a, b, c, d).
    """
    text = name.encode("utf-16-be")
    description = struct.pack(">4sIII4sII", b"mluc", 0, 1, 12, b"enUS", len(text), 28) + text
    kind = {1: 0, 5: 3}[len(curve)]
    tone = struct.pack(">4sIHH", b"para", 0, kind, 0) + _fixed(*curve)
    colorants = [_XYZ + _fixed(*column) for column in _colorants(primaries).T]
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), colorants, strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), tone)
    tags |= {b"desc": description, b"cprt": description, b"wtpt": _XYZ + _fixed(*_D50)}
    return _profile(tags)


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        return ImageCms.buildTransform(BytesIO(profile), _srgb(), mode, "RGB")
    except _UNREADABLE:
        return None


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Most embedded profiles are sRGB under one of many names: tried on 6 x 6 x 6 colours,
    the whole photo need not go through."""
    levels = np.arange(0, 256, 51, dtype=np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(6, 36, 3)
    changed = np.asarray(transform.apply(Image.fromarray(colours)))
    return bool(np.abs(changed.astype(int) - colours).max() <= 2)


def _colorants(primaries: Primaries) -> NDArray[np.float64]:
    """The 3x3 matrix from linear RGB to XYZ under D50 (columns: red, green, blue)."""
    xyz = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in primaries]).T
    under_d65 = xyz * np.linalg.solve(xyz, _D65)
    cones = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ _D65))
    return np.asarray(np.linalg.inv(_BRADFORD) @ cones @ _BRADFORD @ under_d65)


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _profile(tags: dict[bytes, bytes]) -> bytes:
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    kind = struct.pack(">I4s4s4s12x4s28x", 0x04400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = struct.pack(">I4x", start + len(body)) + kind + _fixed(*_D50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
