"""What a photo's EXIF says (CIPA DC-008): when it was taken, which way up, whether it tells where.

A camera's EXIF is hearsay: what cannot be read is treated as not said, and never spoils a photo.
"""

from __future__ import annotations

import re
from datetime import datetime

from PIL import ExifTags, Image

UPRIGHT = 1
_MOMENT = re.compile(r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)")


def read(image: Image.Image) -> Image.Exif:
    """The EXIF of `image`, or an empty one."""
    try:
        return image.getexif()
    except Exception:
        return Image.Exif()


def taken_at(exif: Image.Exif) -> datetime | None:
    """The camera's local time when the shutter opened, without a zone, or None."""
    value = _directory(exif, ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    found = _MOMENT.match(str(value))
    try:
        return datetime.fromisoformat(found.expand(r"\1-\2-\3T\4:\5:\6")) if found else None
    except ValueError:  # Cameras whose clock was never set write 0000:00:00.
        return None


def orientation(exif: Image.Exif) -> int:
    """EXIF orientation 1..8; 1 when missing or nonsense."""
    value = exif.get(ExifTags.Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def has_gps(exif: Image.Exif) -> bool:
    """Whether the file tells where it was taken."""
    return ExifTags.GPS.GPSLatitude in _directory(exif, ExifTags.IFD.GPSInfo)


def is_adobe_rgb(exif: Image.Exif) -> bool:
    """Whether the colours are Adobe RGB although no profile says so: DCF's "R03" mark."""
    index = _directory(exif, ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
    return str(index).startswith("R03")


def _directory(exif: Image.Exif, which: int) -> dict[int, object]:
    try:
        return exif.get_ifd(which)
    except Exception:
        return {}
