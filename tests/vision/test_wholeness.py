"""Files that end early although a decoder would shrug, and files that end in unusual ways."""

from __future__ import annotations

import struct

import pytest

from progress.errors import UnusablePhoto
from progress.vision import wholeness
from tests.vision import photo_files as files

PNG = files.saved(files.busy(), "PNG")
WEBP = files.saved(files.busy(), "WEBP")
HEIC = files.saved(files.busy(), "HEIF")


def refusal(data: bytes) -> str:
    with pytest.raises(UnusablePhoto) as caught:
        wholeness.check(data)
    return caught.value.sentence


@pytest.mark.parametrize("data", [PNG, WEBP, HEIC, b"\xff\xd8\xff", b"any other file"])
def test_what_is_whole_passes(data):
    wholeness.check(data)


@pytest.mark.parametrize("data", [PNG, WEBP, HEIC])
def test_every_shorter_file_is_cut_short(data):
    shorter = range(12, len(data), max(1, len(data) // 97))
    assert {refusal(data[:length]) for length in [*shorter, len(data) - 1]} == {wholeness.CUT_SHORT}


def test_nothing_at_all():
    assert refusal(b"") == wholeness.EMPTY


def test_one_wrong_bit_anywhere_in_a_png_is_damage():
    for at in range(9, len(PNG) - 12, len(PNG) // 50):
        spoilt = bytearray(PNG)
        spoilt[at] ^= 4
        with pytest.raises((SyntaxError, OSError, UnusablePhoto)):
            wholeness.check(bytes(spoilt))


def test_a_last_box_may_reach_to_the_end_of_the_file():
    at = HEIC.index(b"mdat") - 4
    wholeness.check(HEIC[:at] + bytes(4) + HEIC[at + 4 :])


def test_a_large_box_has_its_size_in_eight_bytes():
    at = HEIC.index(b"mdat") - 4
    size = struct.unpack_from(">I", HEIC, at)[0]
    large = HEIC[:at] + struct.pack(">I4sQ", 1, b"mdat", size + 8) + HEIC[at + 8 :]
    wholeness.check(large)
    assert refusal(large[:-1]) == wholeness.CUT_SHORT


def test_boxes_of_no_size_end():
    wholeness.check(HEIC + struct.pack(">I4s", 3, b"free"))
