"""One key per patient, so that destroying 32 bytes makes a patient's photos unreadable everywhere,
in old backups too.

Each key is a small file, wrapped by the clinic's master key (AES-256-GCM, NIST SP 800-38D, the
patient's id as associated data, so that files cannot be swapped). A destroyed key leaves a
tombstone: nothing can make a second key for that patient by accident, and whoever comes back with
an older database is known, and erased again.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from progress.errors import ConfigurationError, StorageError
from progress.storage import durable

KEY_BYTES = 32
NONCE_BYTES = 12
HEADER = b"PGK1"
_PATIENT = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CACHED_KEYS = 256
_KEYS_TRIED = 5


class KeyMissing(StorageError):
    """No key was ever made for this patient."""

    status = 404


class KeyDestroyed(StorageError):
    """The patient was erased: their photos cannot be read by anyone any more."""

    status = 410


class Keyring:
    """The patients' keys in `folder`, to be backed up apart from the photos and the database."""

    def __init__(self, folder: Path, master_key: bytes) -> None:
        self.folder = folder
        self._master = AESGCM(master_key)
        self._unwrapped = lru_cache(_CACHED_KEYS)(self._read)

    def check(self) -> None:
        """Raise ConfigurationError if the master key is not the one that wrapped these keys."""
        names = [path.stem for path in islice(self.folder.glob("*.key"), _KEYS_TRIED)]
        if names and not any(map(self._opens, names)):
            raise ConfigurationError(
                "The master key does not open this clinic's keyring. "
                "Set PROGRESS_MASTER_KEY (or its file) to the key that the keyring was made with."
            )

    def create(self, patient: str) -> None:
        """Make a key for `patient`; one that exists already is kept. Raises KeyDestroyed."""
        self._refuse_erased(patient)
        nonce = os.urandom(NONCE_BYTES)
        key = AESGCM.generate_key(KEY_BYTES * 8)
        wrapped = HEADER + nonce + self._master.encrypt(nonce, key, _bound(patient))
        with durable.translated("writing a patient's key"):
            try:
                durable.write_new(self._path(patient), wrapped)
            except FileExistsError:
                return

    def get(self, patient: str) -> bytes:
        """The patient's 32-byte key. Raises KeyMissing, KeyDestroyed or StorageError (damaged)."""
        # Looked for every time: another process may have destroyed a key that is cached here.
        self._refuse_erased(patient)
        return self._unwrapped(patient)

    def destroy(self, patient: str, note: bytes = b"") -> None:
        """Make everything of `patient` unreadable for ever; doing it twice changes nothing. The
        tombstone keeps the `note`."""
        path = self._path(patient)
        with durable.translated("destroying a patient's key"):
            durable.write(self._tombstone(patient), note)
            _overwrite(path)
            durable.remove(path)
        self._unwrapped.cache_clear()

    def destroyed(self) -> list[tuple[str, bytes]]:
        """Whose keys were destroyed, each with the note that was left."""
        with durable.translated("reading which keys were destroyed"):
            return [(path.stem, path.read_bytes()) for path in sorted(self.folder.glob("*.gone"))]

    def keep_note(self, name: str, note: bytes) -> None:
        """Keep beside the keys what an older database that is restored has to be told."""
        with durable.translated("writing a note beside the keys"):
            durable.write(self._note(name), note)

    def notes(self) -> dict[str, bytes]:
        """All notes, by name."""
        with durable.translated("reading the notes beside the keys"):
            return {path.stem: path.read_bytes() for path in sorted(self.folder.glob("*.note"))}

    def drop_note(self, name: str) -> None:
        with durable.translated("removing a note beside the keys"):
            durable.remove(self._note(name))

    def _read(self, patient: str) -> bytes:
        with durable.translated("reading a patient's key"):
            try:
                wrapped = self._path(patient).read_bytes()
            except FileNotFoundError:
                raise KeyMissing("There is no key for this patient's photos.") from None
        header, rest = wrapped[: len(HEADER)], wrapped[len(HEADER) :]
        try:
            if header != HEADER:
                raise InvalidTag
            return self._master.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(patient))
        except (InvalidTag, ValueError):
            raise StorageError(
                "The key of this patient's photos is damaged. Restore the keyring from its backup."
            ) from None

    def _opens(self, patient: str) -> bool:
        try:
            return bool(self._read(patient))
        except StorageError:
            return False

    def _refuse_erased(self, patient: str) -> None:
        if self._tombstone(patient).exists():
            raise KeyDestroyed("This patient was erased: the photos cannot be read any more.")

    def _path(self, patient: str) -> Path:
        return self.folder / f"{_checked(patient)}.key"

    def _tombstone(self, patient: str) -> Path:
        return self.folder / f"{_checked(patient)}.gone"

    def _note(self, name: str) -> Path:
        return self.folder / f"{_checked(name)}.note"


def _checked(patient: str) -> str:
    if not _PATIENT.fullmatch(patient):
        raise StorageError("A key was asked for under a name that Progress never gives.")
    return patient


def _bound(patient: str) -> bytes:
    return HEADER + patient.encode()


def _overwrite(path: Path) -> None:
    """Blank the file in place: on most disks this also blanks the sectors, where they are kept."""
    if path.exists():
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
