"""Photo files with a known truth, made in memory: what a camera, a phone or a vandal would send."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

WIDTH, HEIGHT = 240, 160
CORNERS = ((200, 40, 40), (40, 180, 40), (50, 50, 190), (190, 180, 50))
"""The colours of top left, top right, bottom left and bottom right of `quarters`."""
MOMENT = "2024:03:05 10:11:12"


def quarters(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Four plain quarters, so that every turn and flip shows and JPEG keeps the colours."""
    pixels = np.empty((height, width, 3), np.uint8)
    top, left = slice(None, height // 2), slice(None, width // 2)
    bottom, right = slice(height // 2, None), slice(width // 2, None)
    places = ((top, left), (top, right), (bottom, left), (bottom, right))
    for place, colour in zip(places, CORNERS, strict=True):
        pixels[place] = colour
    return Image.fromarray(pixels)


def busy(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Noise over a gradient: a file whose every byte matters."""
    noise = np.random.default_rng(7).integers(0, 60, (height, width, 3))
    slope = np.linspace(0, 180, width).astype(int)[None, :, None]
    return Image.fromarray((noise + slope).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int = 1, moment: str = MOMENT, *, gps: bool = True) -> bytes:
    said = Image.Exif()
    said[0x0112] = orientation
    said.get_ifd(0x8769)[0x9003] = moment
    if gps:
        said.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return said.tobytes()


def corners(pixels: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """The mean colours of the four quarters' middles, as in CORNERS."""
    height, width = pixels.shape[:2]
    rows, columns = (height // 4, height * 3 // 4), (width // 4, width * 3 // 4)
    patches = [pixels[y - 4 : y + 4, x - 4 : x + 4] for y in rows for x in columns]
    return tuple(tuple(int(v) for v in patch.mean(axis=(0, 1)).round()) for patch in patches)


def flat_jpeg(width: int, height: int, *, luma: int = 0x11, components: int = 3) -> bytes:
    """A baseline JPEG of plain grey, written by hand: each block is two zero bits (DC 0, end).

    `luma` is the sampling factor of the first component, two nibbles.
    """
    across, down = luma >> 4, luma & 15
    units = -(-width // (8 * across)) * -(-height // (8 * down))
    blocks = units * (across * down + components - 1)
    scan = _scan_header(range(1, components + 1)) + bytes(-(-blocks * 2 // 8))
    return _jpeg_head(0xC0, width, height, luma, components) + scan + b"\xff\xd9"


def png(width: int, height: int, body: bytes) -> bytes:
    """An RGB PNG with right checksums around whatever `body` is given as its compressed pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def scan_bomb(width: int, height: int, scans: int) -> bytes:
    """A valid progressive JPEG of plain grey in `scans` scans of a few bytes each (T.81, annex G).

    One code bit and fourteen more say "the next 32767 blocks are finished".
    """
    blocks = -(-width // 8) * -(-height // 8)
    runs = -(-blocks // 0x7FFF)
    bits = ("0" + "1" * 14) * runs
    body = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8), "big")
    body = body.replace(b"\xff", b"\xff\x00")
    file = _jpeg_head(0xC2, width, height, 0x11, 1, end_of_blocks=0xE0)
    file += _scan_header([1], spectrum=(0, 0, 0)) + bytes(-(-blocks // 8))
    steps = [
        (k, k, (0 if low == 13 else low + 1) << 4 | low)
        for k in range(1, 64)
        for low in range(13, -1, -1)
    ]
    for step in steps[: scans - 1]:
        file += _scan_header([1], spectrum=step) + body
    return file + b"\xff\xd9"


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _jpeg_head(
    frame: int, width: int, height: int, luma: int, components: int, end_of_blocks: int = 0
) -> bytes:
    sampling = [luma] + [0x11] * (components - 1)
    parts = b"".join(bytes([n + 1, s, 0]) for n, s in enumerate(sampling))
    one_code = b"\x01" + bytes(15)
    return (
        b"\xff\xd8"
        + _segment(0xDB, b"\0" + b"\x01" * 64)
        + _segment(frame, struct.pack(">BHHB", 8, height, width, components) + parts)
        + _segment(0xC4, b"\x00" + one_code + b"\x00")
        + _segment(0xC4, b"\x10" + one_code + bytes([end_of_blocks]))
    )


def _scan_header(components: Any, spectrum: tuple[int, int, int] = (0, 63, 0)) -> bytes:
    chosen = b"".join(bytes([c, 0]) for c in components)
    return _segment(0xDA, bytes([len(chosen) // 2]) + chosen + bytes(spectrum))
