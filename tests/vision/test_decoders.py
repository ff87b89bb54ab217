"""Each kind of pixel that a file can hold, and which decoder may judge it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image

from progress.errors import UnusablePhoto
from progress.vision import codec, decoders, wholeness
from tests.vision import photo_files as files


def decoded(image: Image.Image, kind: str = "PNG", **options) -> np.ndarray:
    return codec.decode(files.saved(image, kind, **options))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_png_mode_becomes_rgb(mode):
    image = files.quarters().convert(mode)
    expected = np.asarray(image.convert("RGB"))
    assert np.array_equal(decoded(image), expected)


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_sixteen_bits_become_eight(channels):
    deep = np.full((80, 100, channels), 0x8765, np.uint16)
    deep[..., 3:] = 0xFFFF
    data = cv2.imencode(".png", deep.squeeze())[1].tobytes()
    assert np.unique(codec.decode(data)).tolist() == [0x87]


def test_transparency_shows_white_paper():
    image = files.quarters()
    image.putalpha(Image.new("L", image.size, 0))
    for kind in ("PNG", "WEBP", "HEIF"):
        assert decoded(image, kind).min() >= 250
    half = Image.new("RGBA", (80, 80), (0, 0, 0, 128))
    assert np.unique(decoded(half)).tolist() == [127]


def test_a_colour_key_and_a_palette_with_alpha_show_white_paper():
    key = files.CORNERS[0]
    for image, transparent in ((files.quarters(), key), (files.quarters().quantize(8), None)):
        if transparent is None:
            transparent = image.getpixel((0, 0))
        pixels = decoded(image, transparency=transparent)
        assert files.corners(pixels)[0] == (255, 255, 255)
        assert files.corners(pixels)[3] == files.corners(np.asarray(image.convert("RGB")))[3]


@pytest.mark.parametrize("progressive", [False, True])
def test_grey_and_cmyk_jpeg(progressive):
    for mode in ("L", "CMYK"):
        image = files.quarters().convert(mode)
        expected = np.asarray(image.convert("RGB")).astype(int)
        found = decoded(image, "JPEG", quality=95, progressive=progressive)
        assert np.abs(np.subtract(files.corners(found), files.corners(expected))).max() <= 6


@pytest.mark.parametrize("luma", [0x11, 0x21, 0x12, 0x22, 0x41, 0x14])
def test_every_chroma_layout(luma):
    assert np.unique(codec.decode(files.flat_jpeg(240, 160, luma=luma))).tolist() == [128]


def test_stray_bytes_between_scans_are_no_damage():
    data = files.saved(files.quarters(), "JPEG", progressive=True)
    at = data.index(b"\xff\xc4", data.index(b"\xff\xda"))
    stray = data[:at] + b"\1\2\3" + data[at:]
    assert np.array_equal(codec.decode(stray), codec.decode(data))
    with pytest.raises(UnusablePhoto, match="cut short"):
        codec.decode(stray[:-40])


def test_a_hole_in_the_middle_is_damage_although_the_rest_decodes():
    data = files.saved(files.busy(), "JPEG")
    middle = len(data) // 2
    with pytest.raises(UnusablePhoto) as caught:
        codec.decode(data[:middle] + data[middle + 500 :])
    assert caught.value.sentence == wholeness.DAMAGED


def test_a_file_that_two_decoders_read_as_different_sizes_is_damage():
    """A second frame header: one reader takes the first size, the other the last."""
    data = files.flat_jpeg(240, 160)
    image = Image.open(files.BytesIO(data))
    other = files.flat_jpeg(480, 320)
    with pytest.raises(UnusablePhoto) as caught:
        decoders.decode(image, other, (240, 160))
    assert caught.value.sentence == wholeness.DAMAGED


@pytest.mark.parametrize(
    ("size", "most", "box"),
    [
        ((4032, 3024), 1600, (1600, 1200)),
        ((3024, 4032), 1600, (1200, 1600)),
        ((800, 600), 1600, (800, 600)),
        ((20000, 64), 320, (320, 1)),
        ((20000, 16), 320, (320, 1)),
        ((4032, 3024), None, (4032, 3024)),
    ],
)
def test_fit(size, most, box):
    assert decoders.fit(*size, most) == box


@pytest.mark.parametrize("box", [(100, 100), (80, 80), (50, 50), (13, 13)])
def test_resized_keeps_flat_colours_and_edges_where_they_are(box):
    pixels = np.full((100, 100, 3), 90, np.uint8)
    pixels[:, 50:] = 210
    found = decoders.resized(pixels, box)
    assert found.shape == (*box, 3)
    assert found.mean() == pytest.approx(150, abs=3)
    assert (found[0, 0, 0], found[0, -1, 0]) == (90, 210)
