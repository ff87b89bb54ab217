"""Blobs in a dictionary, for tests and trials."""

from __future__ import annotations

from collections.abc import Iterator

from progress.storage import BlobMissing, checked


class MemoryStore:
    """The BlobStore that forgets everything when the process ends."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    def put(self, key: str, data: bytes) -> None:
        self.blobs[checked(key)] = bytes(data)

    def get(self, key: str) -> bytes:
        try:
            return self.blobs[checked(key)]
        except KeyError:
            raise BlobMissing("This photo cannot be found any more.") from None

    def delete(self, key: str) -> None:
        self.blobs.pop(checked(key), None)

    def exists(self, key: str) -> bool:
        return checked(key) in self.blobs

    def list(self, prefix: str = "") -> Iterator[str]:
        return iter(sorted(key for key in self.blobs if key.startswith(prefix)))
