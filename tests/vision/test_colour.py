"""Colours after the change to sRGB, against the published matrices between the spaces."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from progress.vision import codec, colour
from tests.vision import photo_files as files

SKIN = np.array([[[214, 160, 140], [120, 84, 70], [240, 205, 190], [90, 90, 90]]], np.uint8)
# Linear RGB to linear sRGB, both D65 (CSS Color 4, sample code; Adobe RGB (1998), 4.3.8).
FROM_P3 = [[1.22494, -0.22494, 0], [-0.04206, 1.04206, 0], [-0.01964, -0.07864, 1.09827]]
FROM_ADOBE = [[1.39828, -0.39828, 0], [0, 1, 0], [0, -0.04294, 1.04294]]


def srgb_linear(values):
    values = values / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def srgb_coded(linear):
    linear = linear.clip(0, 1)
    return 255 * np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


@pytest.fixture
def p3() -> bytes:
    return colour.matrix_profile("Display P3", *colour.DISPLAY_P3)


def test_display_p3_becomes_srgb(p3):
    expected = srgb_coded(srgb_linear(SKIN) @ np.transpose(FROM_P3))
    found = np.asarray(colour.to_srgb(Image.fromarray(SKIN), p3))
    assert np.abs(found - expected).max() <= 2
    assert np.abs(found.astype(int) - SKIN).max() > 5


def test_adobe_rgb_becomes_srgb():
    profile = colour.matrix_profile("Adobe RGB (1998)", *colour.ADOBE_RGB)
    expected = srgb_coded((SKIN / 255) ** (563 / 256) @ np.transpose(FROM_ADOBE))
    assert np.abs(np.asarray(colour.to_srgb(Image.fromarray(SKIN), profile)) - expected).max() <= 2


def test_an_srgb_profile_of_any_name_costs_no_change():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    busy = files.busy()
    assert np.array_equal(np.asarray(colour.to_srgb(busy, profile)), np.asarray(busy))


@pytest.mark.parametrize("profile", [None, b"", b"nonsense", bytes(200)])
def test_a_missing_or_spoilt_profile_leaves_the_colours(profile):
    found = np.asarray(colour.to_srgb(Image.fromarray(SKIN), profile))
    assert np.array_equal(found, SKIN)
    assert colour.name_of(profile) is None


def test_a_profile_of_another_kind_of_picture_is_left_aside(p3):
    grey = files.quarters().convert("L")
    found = np.asarray(colour.to_srgb(grey, p3))
    assert np.array_equal(found, np.asarray(grey.convert("RGB")))


def test_cut_profiles_never_raise(p3):
    for length in range(0, len(p3), 7):
        assert colour.to_srgb(Image.fromarray(SKIN), p3[:length]).mode == "RGB"
        colour.name_of(p3[:length])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_profile_in_each_format_is_found_and_applied(kind, p3):
    options = {"quality": 95} if kind != "PNG" else {}
    image = files.quarters()
    data = files.saved(image, kind, icc_profile=p3, **options)
    assert codec.inspect(data).profile == "Display P3"
    expected = files.corners(np.asarray(colour.to_srgb(image, p3)))
    assert np.abs(np.subtract(files.corners(codec.decode(data)), expected)).max() <= 10


def test_heic_that_only_names_display_p3(p3):
    """Some phones write H.273 numbers instead of a profile."""
    nclx = {
        "color_primaries": 12,
        "transfer_characteristics": 13,
        "matrix_coefficients": 1,
        "full_range_flag": 1,
    }
    data = files.saved(files.quarters(), "HEIF", quality=95, **nclx)
    assert codec.inspect(data).profile == "Display P3"
    expected = files.corners(np.asarray(colour.to_srgb(files.quarters(), p3)))
    assert np.abs(np.subtract(files.corners(codec.decode(data)), expected)).max() <= 10


def test_a_camera_set_to_adobe_rgb_that_writes_no_profile():
    said = Image.Exif()
    said.get_ifd(0x8769)[0xA001] = 0xFFFF
    said.get_ifd(0x8769)[0xA005] = {1: "R03"}
    data = files.saved(files.quarters(), "JPEG", exif=said.tobytes(), quality=95)
    assert codec.inspect(data).profile == "Adobe RGB (1998)"
    plain = files.corners(codec.decode(files.saved(files.quarters(), "JPEG", quality=95)))
    red_with, red_without = files.corners(codec.decode(data))[0][0], plain[0][0]
    assert red_with > red_without + 10


def test_made_profiles_are_read_as_what_they_are(p3):
    profile = ImageCms.ImageCmsProfile(BytesIO(p3)).profile
    assert profile.profile_description == "Display P3"
    x, y, _ = profile.media_white_point[1]
    assert (round(x, 3), round(y, 3)) == (0.346, 0.359)  # D50, as ICC.1 wants it.
