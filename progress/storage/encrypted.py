"""Encryption at rest: whatever store lies below, it holds ciphertext only.

A sealed blob is `PGB1` | nonce (12 bytes) | AES-256-GCM ciphertext and tag (NIST SP 800-38D). The
key is the patient's; header and storage key are associated data, so that a blob that was moved,
swapped or changed does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from progress.errors import StorageError
from progress.storage import BlobStore
from progress.storage.keyring import NONCE_BYTES, Keyring

HEADER = b"PGB1"


class PhotoStore:
    """Photos of patients, each under an opaque key, encrypted with the patient's own key."""

    def __init__(self, blobs: BlobStore, keyring: Keyring) -> None:
        self.blobs = blobs
        self.keyring = keyring

    def put(self, patient: str, key: str, data: bytes, *, verify: bool = False) -> None:
        """Encrypt and store `data`. With `verify` it is read back, opened and compared as well;
        what does not read back is taken away again and StorageError raised."""
        self.blobs.put(key, _seal(self.keyring.get(patient), key, data))
        if verify and not self._reads_back(patient, key, data):
            self.blobs.delete(key)
            raise StorageError("The disk did not give back what was written: nothing was stored.")

    def get(self, patient: str, key: str) -> bytes:
        """The bytes that were put. Raises BlobMissing, KeyDestroyed or StorageError (damaged)."""
        return _open(self.keyring.get(patient), key, self.blobs.get(key))

    def delete(self, key: str) -> None:
        """Forget the blob; needs no patient's key, so that it works after an erasure too."""
        self.blobs.delete(key)

    def _reads_back(self, patient: str, key: str, data: bytes) -> bool:
        try:
            return self.get(patient, key) == data
        except StorageError:
            return False


def _seal(patient_key: bytes, key: str, data: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return HEADER + nonce + AESGCM(patient_key).encrypt(nonce, data, HEADER + key.encode())


def _open(patient_key: bytes, key: str, sealed: bytes) -> bytes:
    start = len(HEADER) + NONCE_BYTES
    try:
        if not sealed.startswith(HEADER):
            raise InvalidTag
        nonce = sealed[len(HEADER) : start]
        return AESGCM(patient_key).decrypt(nonce, sealed[start:], HEADER + key.encode())
    except (InvalidTag, ValueError):
        raise StorageError("This stored photo is damaged. Restore it from a backup.") from None
