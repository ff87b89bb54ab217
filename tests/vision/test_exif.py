"""Hearsay of cameras: taken when it makes sense, never a reason to refuse a photo."""

from __future__ import annotations

import datetime

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from progress.vision import codec, exif
from tests.vision import photo_files as files

TAKEN = datetime.datetime.fromisoformat("2024-03-05T10:11:12")


def said(raw: bytes) -> Image.Exif:
    found = Image.Exif()
    found.load(raw)
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024:03:05 10:11:12", TAKEN),
        ("2024-03-05T10:11:12", TAKEN),
        ("2024/03/05 10:11:12+02:00", TAKEN),
        ("0000:00:00 00:00:00", None),
        ("2024:13:05 10:11:12", None),
        ("2024:02:30 10:11:12", None),
        ("    :  :     :  :  ", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_taken_at(written, meant):
    assert exif.taken_at(said(files.exif(moment=written))) == meant


def test_a_date_of_editing_is_not_a_date_of_taking():
    edited = Image.Exif()
    edited[0x0132] = files.MOMENT
    assert exif.taken_at(edited) is None


@pytest.mark.parametrize("value", [0, 9, 77, "6", 6.5])
def test_an_orientation_that_does_not_exist_is_upright(value):
    odd = Image.Exif()
    odd[0x0112] = value
    assert exif.orientation(odd) == exif.UPRIGHT


def test_silence():
    silent = Image.Exif()
    assert (exif.taken_at(silent), exif.orientation(silent)) == (None, exif.UPRIGHT)
    assert not exif.has_gps(silent)
    assert not exif.is_adobe_rgb(silent)
    assert not exif.has_gps(said(files.exif(gps=False)))


@pytest.mark.parametrize(
    "raw",
    [
        b"Exif\0\0nonsense",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        files.exif()[:30],
        files.exif().replace(b"\x69\x87\x04\0\x01\0\0\0", b"\x69\x87\x04\0\x01\0\0\xff"),
        files.exif()[:-20] + b"\xff" * 20,
    ],
)
def test_spoilt_exif_spoils_no_photo(raw):
    data = files.saved(files.quarters(), "JPEG", exif=raw)
    assert codec.inspect(data).width in (files.WIDTH, files.HEIGHT)


def test_exif_as_broken_text_in_a_png_spoils_no_photo():
    text = PngInfo()
    text.add_text("Raw profile type exif", "\nexif\n4\nno hex")
    assert codec.inspect(files.saved(files.quarters(), "PNG", pnginfo=text)).taken_at is None


def test_a_directory_that_points_nowhere_says_nothing():
    class Pointing(Image.Exif):
        def get_ifd(self, tag):
            raise KeyError(tag)

    assert exif.taken_at(Pointing()) is None
