"""From an opened file to pixels, by the fastest decoder that tells when it could not read all."""

from __future__ import annotations

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from progress.errors import UnusablePhoto
from progress.vision.wholeness import CUT_SHORT, DAMAGED

Pixels = NDArray[np.uint8]
Box = tuple[int, int]

_FAST = {"RGB": "RGB", "L": "GRAY"}
_SLIGHT_REDUCTION = 1.5
_TURNS: dict[int, tuple[int | None, int | None]] = {  # cv2.rotate code, then cv2.flip code
    1: (None, None),
    2: (None, 1),
    3: (cv2.ROTATE_180, None),
    4: (None, 0),
    5: (None, None),
    6: (cv2.ROTATE_90_CLOCKWISE, None),
    7: (cv2.ROTATE_180, None),
    8: (cv2.ROTATE_90_COUNTERCLOCKWISE, None),
}


def fit(width: int, height: int, max_side: int | None) -> Box:
    """Width and height scaled so that the long side is at most `max_side`; never enlarged."""
    scale = min(1.0, (max_side or max(width, height)) / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def decode(image: Image.Image, data: bytes, box: Box) -> tuple[Pixels, str]:
    """The picture at `box` pixels and its mode (L, RGB or CMYK), in its own colours, as stored.

    Raises UnusablePhoto, or whatever the decoder raises.
    """
    pixels = _strict_jpeg(image, data, box) if image.format in ("JPEG", "MPO") else None
    if pixels is None:
        pixels, mode = _by_pillow(image, box)
    else:
        mode = image.mode
    return resized(pixels, box), mode


def resized(pixels: Pixels, box: Box) -> Pixels:
    """`pixels` at `box` (width, height).

    INTER_AREA costs six times INTER_LINEAR between whole ratios; in a slight reduction they
    look alike.
    """
    if pixels.shape[1::-1] == box:
        return pixels
    slight = pixels.shape[1] < _SLIGHT_REDUCTION * box[0]
    result = cv2.resize(pixels, box, interpolation=cv2.INTER_LINEAR if slight else cv2.INTER_AREA)
    return np.asarray(result, dtype=np.uint8)


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """`pixels` turned as EXIF orientation 1..8 asks for (CIPA DC-008, 4.6.5)."""
    if orientation in (5, 7):
        pixels = np.asarray(cv2.transpose(pixels), dtype=np.uint8)
    turn, flip = _TURNS[orientation]
    if turn is not None:
        pixels = np.asarray(cv2.rotate(pixels, turn), dtype=np.uint8)
    return pixels if flip is None else np.asarray(cv2.flip(pixels, flip), dtype=np.uint8)


def _strict_jpeg(image: Image.Image, data: bytes, box: Box) -> Pixels | None:
    """libjpeg's scaled decode, at the least scale that holds `box`; it reads all of the file.

    None for the modes it does not know and for oddities that are no damage: Pillow judges those.
    """
    if image.mode not in _FAST:
        return None
    width, height = box
    try:
        if simplejpeg.decode_jpeg_header(data)[1::-1] != image.size:
            raise UnusablePhoto(DAMAGED)
        found = simplejpeg.decode_jpeg(data, _FAST[image.mode], min_width=width, min_height=height)
    except KeyError:  # A chroma layout that simplejpeg has no name for.
        return None
    except ValueError as error:
        _refuse_damage(str(error))
        return None
    return np.asarray(found if image.mode == "RGB" else found[:, :, 0], dtype=np.uint8)


def _refuse_damage(complaint: str) -> None:
    if complaint.startswith("Premature end"):
        raise UnusablePhoto(CUT_SHORT)
    if complaint.startswith("Corrupt JPEG data") and "extraneous" not in complaint:
        raise UnusablePhoto(DAMAGED)


def _by_pillow(image: Image.Image, box: Box) -> tuple[Pixels, str]:
    image.draft(image.mode, box)
    image.load()
    if image.mode.startswith("I"):  # 16-bit grey
        return (np.asarray(image) >> 8).astype(np.uint8), "L"
    if image.has_transparency_data:
        image = _on_white(image.convert("RGBA"))
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("RGB")
    return np.asarray(image), image.mode


def _on_white(image: Image.Image) -> Image.Image:
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper
