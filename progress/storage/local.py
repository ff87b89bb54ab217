"""Blobs as files below one folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from progress.storage import BlobMissing, checked, durable


class LocalStore:
    """The BlobStore on a local disk: `photos/<id>/original` is a file of that path below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, data: bytes) -> None:
        with durable.translated("writing a photo"):
            durable.write(self._path(key), data)

    def get(self, key: str) -> bytes:
        with durable.translated("reading a photo"):
            try:
                return self._path(key).read_bytes()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                raise BlobMissing("This photo cannot be found any more.") from None

    def delete(self, key: str) -> None:
        path = self._path(key)
        with durable.translated("deleting a photo"):
            durable.remove(path)
        with suppress(OSError):  # The photo's folder goes with its last file.
            path.parent.rmdir()

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def list(self, prefix: str = "") -> Iterator[str]:
        folder = self.root / prefix.rpartition("/")[0]
        paths = (path for path in folder.rglob("*") if path.suffix != durable.PART)
        keys = sorted(path.relative_to(self.root).as_posix() for path in paths if path.is_file())
        return (key for key in keys if key.startswith(prefix))

    def _path(self, key: str) -> Path:
        return self.root / checked(key)
