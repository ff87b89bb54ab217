"""The ZIP that is made while it is sent."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.exchange.archive import PIECE, RESERVED, File, Names, stream, tidy


def unzipped(files: list[File]) -> ZipFile:
    archive = ZipFile(BytesIO(b"".join(stream(files))))
    assert archive.testzip() is None
    return archive


def test_what_goes_in_comes_out() -> None:
    files = [
        File("Scalp/2026-03-02 Baseline/vertex-1.jpg", bytes(range(256)) * 1000),
        File("फ़ोटो/श्री.txt", "नमस्ते\n".encode() * 500),
        File("nothing.txt", b""),
    ]
    archive = unzipped(files)
    assert archive.namelist() == [file.path for file in files]
    assert [archive.read(file.path) for file in files] == [file.data for file in files]


def test_text_is_compressed_and_photos_are_not_compressed_twice() -> None:
    archive = unzipped([File("a.json", b"x" * 9000), File("a.jpg", b"x" * 9000)])
    assert archive.getinfo("a.json").compress_size < 100
    assert archive.getinfo("a.jpg").compress_size == 9000


def test_only_one_file_at_a_time_is_held() -> None:
    size = 1 << 20

    def files() -> Iterator[File]:
        for number in range(60):
            yield File(f"{number}.jpg", bytes(size))

    tracemalloc.start()
    largest = max(len(piece) for piece in stream(files()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert largest <= PIECE
    assert peak < 4 * size, f"{peak} bytes for files of {size}"


def test_nothing_is_read_before_it_is_asked_for() -> None:
    opened = []

    def files() -> Iterator[File]:
        for number in range(3):
            opened.append(number)
            yield File(f"{number}.jpg", bytes(PIECE * 4))

    begun = stream(files())
    assert opened == []
    next(begun)
    assert opened == [0]
    begun.close()  # type: ignore[attr-defined]
    assert opened == [0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Vertex (crown)", "Vertex (crown)"),
        ("../../etc/passwd", "etc passwd"),
        ('a<b>:"c"|d?*\\e', "a b c d e"),
        ("mole\u202egpj.exe", "molegpj.exe"),
        ("  trailing. . ", "trailing"),
        ("तिल", "तिल"),
        ("...", "-"),
        ("x" * 500, "x" * 60),
    ],
)
def test_names_for_any_system(name: str, expected: str) -> None:
    assert tidy(name) == expected


@given(st.text())
def test_a_tidy_name_stays_in_its_folder(name: str) -> None:
    given = tidy(name)
    assert 0 < len(given) <= 60
    assert not RESERVED.search(given)
    assert not given.endswith((".", " ")) and not given.startswith((".", " "))


def test_no_path_is_given_twice() -> None:
    names = Names()
    given = [names.give(path, ".jpg") for path in ("A/x", "a/X", "A/x", "B/x")]
    assert given == ["A/x.jpg", "a/X (2).jpg", "A/x (3).jpg", "B/x.jpg"]
