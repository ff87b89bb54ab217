"""Which files are taken as photos, and what is said of the others."""

import pytest

from progress.errors import UnusablePhoto
from progress.rules.photos import ACCEPTED, MAX_BYTES, check_bytes


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


def test_accepted_formats_read_as_a_sentence() -> None:
    assert ACCEPTED == "JPEG, PNG, WebP or HEIC (iPhone)"
