"""A drawing that somebody else's program sent: whether it is a picture at all."""

from __future__ import annotations

from io import BytesIO

from PIL import Image


def is_png(data: bytes, largest_side: int) -> bool:
    """Whether it can be opened whole. The size that the header tells is asked first (PNG, ISO/IEC
    15948, 11.2.2): a small file can claim to be a picture that fills all memory."""
    told = [int.from_bytes(data[at : at + 4], "big") for at in (16, 20)]
    if not all(0 < side <= largest_side for side in told):
        return False
    try:
        Image.open(BytesIO(data), formats=["PNG"]).load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True
