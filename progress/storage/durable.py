"""Files that survive a power cut: a reader finds the old bytes or the new ones, never half.

The order of every write: temporary file in the same folder, bytes, fsync of the file, rename
(or link), fsync of the folder. A writer holds a lock on its temporary file, so a `.part` file
that nobody holds was left by a crash: the next who writes or removes that file takes it away.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from progress.errors import StorageError

PART = ".part"


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn an operating system's error while `doing` something into a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(_sentence(error, doing)) from error


def write(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data`."""
    _make_folder(path.parent)
    _sweep(path)
    with _part(path, data) as part:
        part.replace(path)
    sync_folder(path.parent)


def write_new(path: Path, data: bytes) -> None:
    """Write `data` to a file that must not exist yet; raises FileExistsError."""
    _make_folder(path.parent)
    with _part(path, data) as part:
        path.hardlink_to(part)
        part.unlink()
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove the file at `path`, if there is one."""
    _sweep(path)
    with suppress(FileNotFoundError):
        path.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names that were added to or removed from `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sentence(error: OSError, doing: str) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: nothing was stored. Free some space, then try again."
    return f"The disk failed while {doing} ({error.strerror}). Please try again."


@contextmanager
def _part(path: Path, data: bytes) -> Iterator[Path]:
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}{PART}")
    try:
        with open(part, "xb", opener=_private) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            yield part
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _make_folder(folder: Path) -> None:
    """Like mkdir with parents, but each new name is made durable in the folder above it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        sync_folder(folder.parent)


def _sweep(path: Path) -> None:
    """Remove the temporary files of crashed writers of `path`."""
    for part in path.parent.glob(f".{path.name}.*{PART}"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
