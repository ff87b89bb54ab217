"""Files of sessions: found by what they hold, and removed."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from progress.storage import durable

SHORTEST = 4
"""Shorter words are found in anything."""


class SessionFiles:
    """The sessions in `folder`, one file each, strings in UTF-8."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def forget(self, words: Collection[str]) -> int:
        """Remove every session that holds one of these words; how many that were. Whoever it
        belongs to signs in again."""
        wanted = [word.encode() for word in words if len(word) >= SHORTEST]
        with durable.translated("removing sessions"):
            found = [path for path in self._files() if _holds(path, wanted)]
            for path in found:
                durable.remove(path)
        return len(found)

    def _files(self) -> list[Path]:
        return [path for path in self.folder.glob("*") if path.is_file()]


def _holds(path: Path, wanted: list[bytes]) -> bool:
    try:
        held = path.read_bytes()
    except FileNotFoundError:  # Ended meanwhile.
        return False
    return any(word in held for word in wanted)
