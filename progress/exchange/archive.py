"""Many files as one ZIP that is sent while it is made: nothing of it is ever on a disk here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream

PIECE = 1 << 16
"""Bytes sent at once: a slow phone is given up by the time that one piece takes it."""
LONGEST_NAME = 60
PACKED = (".jpg", ".png", ".webp", ".heic", ".pdf")
"""What is compressed already."""
RESERVED = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""Characters that one of the systems on which a ZIP is opened does not allow in a name."""


@dataclass(frozen=True)
class File:
    """A file to be, under a path of names joined by slashes."""

    path: str
    data: bytes


def stream(files: Iterable[File]) -> Iterator[bytes]:
    """The ZIP, piece by piece. Of `files`, one at a time is held in memory."""
    archive = ZipStream()
    for file in files:
        method = ZIP_STORED if file.path.endswith(PACKED) else ZIP_DEFLATED
        archive.add(_pieces(file.data), file.path, size=len(file.data), compress_type=method)
        yield from archive.all_files()
    yield from archive.finalize()


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[start : start + PIECE] for start in range(0, len(data), PIECE))


def tidy(name: str) -> str:
    """What a person wrote, as the name of a file or folder on any system; "-" when nothing is left.

    A name that turns the direction of writing could show an ending that the file has not.
    """
    plain = RESERVED.sub(" ", unicodedata.normalize("NFC", name))
    shown = "".join(each for each in plain if unicodedata.category(each) not in ("Cf", "Cs", "Co"))
    return " ".join(shown.split())[:LONGEST_NAME].strip(" .") or "-"


class Names:
    """Paths that are given once, whatever the system thinks of capitals."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, path: str, ending: str = "") -> str:
        """`path` with its ending, or with a number before it: "Scalp (2)"."""
        number, given = 1, path + ending
        while given.casefold() in self._given:
            number += 1
            given = f"{path} ({number}){ending}"
        self._given.add(given.casefold())
        return given
