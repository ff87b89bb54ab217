"""Is all of the file there? A cut-off copy often decodes, with grey or with nothing at its end.

JPEG is not here: libjpeg says so itself while decoding, see `decoders`.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from progress.errors import UnusablePhoto

EMPTY = "This file is empty: nothing of it was copied. Please send it again."
CUT_SHORT = "This file is cut short: it was probably not completely copied. Please send it again."
DAMAGED = "This photo is damaged and cannot be shown in full. Please send it again from the camera."
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"IEND\xaeB`\x82"


def check(data: bytes) -> None:
    """Raise UnusablePhoto when a file, PNG, WebP or HEIC by its first bytes, is not all there;
    of a PNG with a wrong checksum, what Pillow raises."""
    if not data:
        raise UnusablePhoto(EMPTY)
    if data.startswith(_PNG_START):
        _check_png(data)
    elif not (_riff_is_whole(data) and _boxes_are_whole(data)):
        raise UnusablePhoto(CUT_SHORT)


def _check_png(data: bytes) -> None:
    """Every chunk's CRC up to the end mark (PNG, third edition, 5.3)."""
    if _PNG_END not in data:
        raise UnusablePhoto(CUT_SHORT)
    Image.open(BytesIO(data), formats=("PNG",)).verify()


def _riff_is_whole(data: bytes) -> bool:
    is_riff = data.startswith(b"RIFF")
    return not is_riff or len(data) >= 8 + int.from_bytes(data[4:8], "little")


def _boxes_are_whole(data: bytes) -> bool:
    """Whether the outermost boxes (ISO/IEC 14496-12, 4.2) end where the file ends."""
    at = 0
    while data[4:8] == b"ftyp" and at < len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if size == 0:  # This last box reaches to the end, wherever that is.
            break
        at += max(size, head)
    return at <= len(data)
