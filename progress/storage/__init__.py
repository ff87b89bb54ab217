"""Where bytes live: opaque keys to bytes, whatever the disk or vendor behind them.

    services -> PhotoStore (encrypted.py) -> a BlobStore (local.py, memory.py)
                     |
                  Keyring (keyring.py): one key per patient

A back end translates every error of its vendor into StorageError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from progress.errors import StorageError

_NAME = r"[a-z0-9][a-z0-9_-]*"
_KEY = re.compile(rf"{_NAME}(/{_NAME})*")
_LONGEST_KEY = 200


class BlobMissing(StorageError):
    """Nothing is stored under this key."""

    status = 404


class BlobStore(Protocol):
    """What every back end offers. Keys are checked by `checked`; errors are StorageError."""

    def put(self, key: str, data: bytes) -> None:
        """Store `data` under `key`, replacing what was there; durable once this returns."""

    def get(self, key: str) -> bytes:
        """Return what was stored; raises BlobMissing."""

    def delete(self, key: str) -> None:
        """Forget `key`; forgetting it twice is no error."""

    def exists(self, key: str) -> bool:
        """Whether something is stored under `key`."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every stored key that starts with `prefix`, sorted."""


def checked(key: str) -> str:
    """Return `key` if it is lower-case names joined by slashes: no key leaves its folder."""
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise StorageError("A file was asked for under a name that Progress never gives.")
    return key
