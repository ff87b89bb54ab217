"""What leaves the codec: the right photo, or one sentence."""

from __future__ import annotations

import zlib
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from progress.errors import UnusablePhoto
from progress.vision import codec, colour, wholeness
from tests.vision import photo_files as files

KINDS = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
CLOSE = 12  # Levels that lossy coding may move a plain colour.
TURNED = {  # EXIF: where the stored top left and top right corners are when the photo is upright.
    1: ("tl", "tr"),
    2: ("tr", "tl"),
    3: ("br", "bl"),
    4: ("bl", "br"),
    5: ("tl", "bl"),
    6: ("tr", "br"),
    7: ("br", "tr"),
    8: ("bl", "tl"),
}


def assert_upright(pixels: np.ndarray) -> None:
    assert np.abs(np.subtract(files.corners(pixels), files.CORNERS)).max() <= CLOSE


def stored_for(orientation: int) -> Image.Image:
    """The quarters as a camera stores them that then says `orientation`."""
    colours = dict(zip(("tl", "tr", "bl", "br"), files.CORNERS, strict=True))
    first, second = TURNED[orientation]
    rest = [name for name in colours if name not in (first, second)]
    # Opposite corners stay opposite: below the first lies the one opposite the second.
    across = {"tl": "br", "br": "tl", "tr": "bl", "bl": "tr"}
    assert {across[second], across[first]} == set(rest)
    names = (first, second, across[second], across[first])
    size = (files.WIDTH, files.HEIGHT) if orientation < 5 else (files.HEIGHT, files.WIDTH)
    image = files.quarters(*size)
    pixels = np.array(image)
    half_y, half_x = size[1] // 2, size[0] // 2
    places = ((0, 0), (0, half_x), (half_y, 0), (half_y, half_x))
    for name, (y, x) in zip(names, places, strict=True):
        pixels[y : y + half_y, x : x + half_x] = colours[name]
    return Image.fromarray(pixels)


def refusal(data: bytes) -> str:
    with pytest.raises(UnusablePhoto) as caught:
        codec.derivatives(data)
    return caught.value.sentence


def sensible(data: bytes) -> bool:
    """Whether the codec answers with a photo within our limits or with a sentence."""
    try:
        facts = codec.derivatives(data).facts
    except UnusablePhoto as refused:
        return refused.sentence.endswith(".")
    return min(facts.width, facts.height) >= 64 and facts.width * facts.height <= 50_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_accepted_format_is_told_and_decoded(kind):
    data = files.saved(files.quarters(), kind, exif=files.exif())
    facts = codec.inspect(data)
    assert (facts.format, facts.width, facts.height) == (KINDS[kind], files.WIDTH, files.HEIGHT)
    assert facts.taken_at == datetime.fromisoformat("2024-03-05T10:11:12")
    assert facts.has_gps
    pixels = codec.decode(data)
    assert (pixels.shape, pixels.dtype) == ((files.HEIGHT, files.WIDTH, 3), np.uint8)
    assert_upright(pixels)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNED)
def test_each_exif_orientation_is_applied_once(kind, orientation):
    data = files.saved(stored_for(orientation), kind, exif=files.exif(orientation))
    facts, view, _thumb = codec.derivatives(data)
    assert (facts.width, facts.height) == (files.WIDTH, files.HEIGHT)
    assert facts.orientation == orientation
    assert_upright(codec.decode(data))
    assert_upright(np.asarray(Image.open(BytesIO(view))))


@pytest.mark.parametrize("orientation", TURNED)
def test_a_phones_heic_is_turned_by_its_own_box_and_not_again_by_its_exif(orientation):
    """A grid of tiles, `irot` or `imir`, EXIF with the same orientation, Display P3, a position."""
    image = stored_for(orientation)
    profile = colour.matrix_profile("Display P3", *colour.DISPLAY_P3)
    said = files.exif(orientation)
    data = files.saved(image, "HEIF", tile_size=64, exif=said, icc_profile=profile, quality=95)
    assert b"grid" in data
    assert orientation == 1 or b"irot" in data or b"imir" in data
    facts = codec.inspect(data)
    assert (facts.width, facts.height, facts.orientation) == (files.WIDTH, files.HEIGHT, 1)
    assert (facts.profile, facts.has_gps) == ("Display P3", True)
    wide = files.corners(codec.decode(data))
    flat = files.corners(codec.decode(files.saved(files.quarters(), "PNG", icc_profile=profile)))
    assert np.abs(np.subtract(wide, flat)).max() <= CLOSE


def test_the_depth_map_of_a_portrait_heic_is_left_aside():
    """A depth map is an auxiliary image like an alpha plane, told apart by one digit."""
    image = files.quarters()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    data = files.saved(image, "HEIF", quality=95)
    alpha, depth = b"urn:mpeg:hevc:2015:auxid:1", b"urn:mpeg:hevc:2015:auxid:2"
    assert data.count(alpha) == 1
    assert_upright(codec.decode(data.replace(alpha, depth)))


def test_a_heic_collection_gives_its_primary_photo():
    data = files.saved(files.quarters(), "HEIF", save_all=True, append_images=[files.busy()])
    assert_upright(codec.decode(data))


def test_a_jpeg_with_a_second_picture_behind_it_gives_the_first():
    data = files.saved(files.quarters(), "MPO", save_all=True, append_images=[files.busy()])
    assert codec.inspect(data).format == "jpeg"
    assert_upright(codec.decode(data))


def test_a_jpeg_with_a_film_behind_it_gives_the_photo():
    assert_upright(codec.decode(files.saved(files.quarters(), "JPEG") + bytes(range(256)) * 40))


@pytest.mark.parametrize("kind", KINDS)
def test_derivatives_carry_no_metadata(kind):
    profile = colour.matrix_profile("Display P3", *colour.DISPLAY_P3)
    data = files.saved(files.quarters(), kind, exif=files.exif(), icc_profile=profile)
    for jpeg in codec.derivatives(data)[1:]:
        image = Image.open(BytesIO(jpeg))
        assert image.format == "JPEG"
        assert not set(image.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not image.getexif()


@pytest.mark.parametrize(
    ("size", "view", "thumb"),
    [
        ((2400, 1800), (1600, 1200), (320, 240)),
        ((1800, 2400), (1200, 1600), (240, 320)),
        ((200, 100), (200, 100), (200, 100)),
        ((3000, 64), (1600, 34), (320, 7)),
    ],
)
def test_derivatives_have_their_sizes_and_are_never_enlarged(size, view, thumb):
    derived = codec.derivatives(files.saved(files.quarters(*size), "JPEG"))
    assert Image.open(BytesIO(derived.view)).size == view
    assert Image.open(BytesIO(derived.thumb)).size == thumb


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("max_side", [1, 37, 120, 200, 5000])
def test_decode_keeps_to_max_side(kind, max_side):
    pixels = codec.decode(files.saved(files.quarters(), kind), max_side=max_side)
    assert max(pixels.shape) == min(max_side, files.WIDTH) or max_side == 1
    assert pixels.shape[1] == min(max_side, files.WIDTH)


def test_a_scaled_decode_shows_what_the_full_one_shows():
    data = files.saved(files.quarters(1200, 800), "JPEG", quality=95)
    small = codec.decode(data, max_side=300).astype(int)
    full = np.asarray(Image.fromarray(codec.decode(data)).reduce(4)).astype(int)
    assert np.abs(small - full).mean() < 1


def test_a_path_is_read_and_a_missing_one_refused(tmp_path: Path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(files.saved(files.quarters(), "JPEG"))
    assert_upright(codec.decode(path))
    with pytest.raises(UnusablePhoto, match="photo\\.png cannot be read"):
        codec.inspect(tmp_path / "photo.png")


def test_what_is_not_a_photo_is_said_so():
    for other in (
        b"hello",
        b"%PDF-1.7",
        files.saved(files.quarters(), "GIF"),
        bytes(9000),
        files.saved(files.quarters(), "TIFF"),
        files.saved(files.quarters(), "BMP"),
    ):
        assert refusal(other) == codec.NOT_A_PHOTO
    assert refusal(b"") == wholeness.EMPTY


@pytest.mark.parametrize("kind", KINDS)
def test_a_spoilt_head_of_a_photo_is_damage(kind):
    data = bytearray(files.saved(files.quarters(), kind))
    data[16:24] = bytes(8)
    assert refusal(bytes(data)) in (wholeness.DAMAGED, wholeness.CUT_SHORT)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_an_animation_is_refused(kind):
    data = files.saved(files.quarters(), kind, save_all=True, append_images=[files.busy()])
    assert refusal(data) == (codec.NOT_A_PHOTO if kind == "GIF" else codec.ANIMATED)


def test_a_tiny_picture_is_refused():
    assert "300 x 63" in refusal(files.saved(files.quarters(300, 63), "PNG"))


def test_forty_eight_megapixels_are_taken():
    facts = codec.derivatives(files.flat_jpeg(8064, 6048)).facts
    assert (facts.width, facts.height) == (8064, 6048)


@pytest.mark.parametrize(
    "data",
    [
        files.flat_jpeg(8000, 6400),
        files.flat_jpeg(30000, 70),
        files.flat_jpeg(65000, 65000, components=1)[:2000],
    ],
    ids=["51 megapixels", "too long", "bomb"],
)
def test_a_larger_one_is_refused_before_it_is_decoded(data):
    assert "Please send a smaller one" in refusal(data)


def test_a_png_bomb_is_refused_before_it_is_inflated():
    data = files.png(60000, 60000, zlib.compress(bytes(10**6)))
    assert "Please send a smaller one" in refusal(data)


@pytest.mark.parametrize("body", [zlib.compress(bytes(10**4)), b"", b"no zlib stream"])
def test_a_png_with_good_checksums_and_too_few_pixels_is_refused(body):
    codec.derivatives(files.png(64, 64, zlib.compress(bytes(64 * 193))))
    assert refusal(files.png(64, 64, body)) in (wholeness.CUT_SHORT, wholeness.DAMAGED)


def test_a_jpeg_of_a_thousand_scans_is_refused_unread():
    assert codec.inspect(files.scan_bomb(240, 160, 90)).width == 240
    assert refusal(files.scan_bomb(240, 160, 800)) == wholeness.DAMAGED


def test_memory_that_runs_out_is_a_refusal(monkeypatch: pytest.MonkeyPatch):
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("progress.vision.decoders.decode", exhausted)
    assert refusal(files.saved(files.quarters(), "PNG")) == wholeness.DAMAGED


WHOLE = {
    "jpeg": files.saved(files.busy(), "JPEG", exif=files.exif()),
    "progressive": files.saved(files.busy(), "JPEG", progressive=True),
    "grey": files.saved(files.busy().convert("L"), "JPEG"),
    "cmyk": files.saved(files.busy().convert("CMYK"), "JPEG"),
    "png": files.saved(files.busy(), "PNG", exif=files.exif()),
    "webp": files.saved(files.busy(), "WEBP", exif=files.exif()),
    "lossless": files.saved(files.busy(), "WEBP", lossless=True),
    "heic": files.saved(files.busy(), "HEIF", tile_size=128, exif=files.exif()),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_anywhere_is_refused(name):
    data = WHOLE[name]
    codec.derivatives(data)
    cuts = {1, 2, 3, 7, 40, 500, len(data) // 3, len(data) // 2, len(data) - 60}
    for missing in cuts:
        assert refusal(data[:-missing]) == wholeness.CUT_SHORT, missing


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_no_change_of_bytes_lets_anything_out_but_a_photo_or_a_sentence(name, data):
    spoilt = bytearray(WHOLE[name])
    # Half the changes in the head, where the structure is.
    reach = data.draw(st.sampled_from([200, len(spoilt) - 1]))
    for at in data.draw(st.lists(st.integers(0, reach), min_size=1, max_size=8)):
        spoilt[at] = data.draw(st.integers(0, 255))
    assert sensible(bytes(spoilt))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"\xff\xd8\xff\xe1",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\x20\0\0\0WEBPVP8 ",
            b"\0\0\0\x18ftypheic",
        ]
    ),
)
def test_noise_is_refused(noise, start):
    assert refusal(start + noise).endswith(".")


def test_encode_takes_views_of_arrays():
    turned = np.rot90(np.asarray(files.quarters()))
    assert Image.open(BytesIO(codec.encode_jpeg(turned))).size == (files.HEIGHT, files.WIDTH)
