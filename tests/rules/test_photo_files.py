"""Which files are taken as photos, and what is said of the others."""

import pytest

from progress.errors import UnusablePhoto
from progress.rules.photos import ACCEPTED, MAX_BYTES, MIN_SIDE, check_bytes, check_pixels


@pytest.mark.parametrize("size", [1, MAX_BYTES])
def test_a_file_of_sensible_size_is_taken(size: int) -> None:
    check_bytes(size)


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (0, "The file is empty. Please choose it again."),
        (MAX_BYTES + 1, "The file is larger than 60 MB, the most that is taken."),
    ],
)
def test_other_files_are_refused_in_a_sentence(size: int, sentence: str) -> None:
    with pytest.raises(UnusablePhoto) as caught:
        check_bytes(size)
    assert caught.value.sentence == sentence


@pytest.mark.parametrize(("width", "height"), [(64, 64), (4032, 3024), (8064, 6048), (6120, 8160)])
def test_photos_up_to_48_megapixel_cameras_are_taken(width: int, height: int) -> None:
    check_pixels(width, height)


@pytest.mark.parametrize(("width", "height"), [(MIN_SIDE - 1, 400), (400, MIN_SIDE - 1), (1, 1)])
def test_a_picture_too_small_to_show_anything_is_refused(width: int, height: int) -> None:
    with pytest.raises(UnusablePhoto, match=f"{width} × {height} pixels; at least 64"):
        check_pixels(width, height)


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_001), (64, 1_000_000)])
def test_a_picture_too_large_to_open_is_refused(width: int, height: int) -> None:
    with pytest.raises(UnusablePhoto, match="at most 50 megapixels"):
        check_pixels(width, height)


def test_accepted_formats_read_as_a_sentence() -> None:
    assert ACCEPTED == "JPEG, PNG, WebP or HEIC (iPhone)"
