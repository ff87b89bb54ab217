"""Ciphertext below, photos above, and nothing that was changed gets through."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress.errors import StorageError
from progress.storage import BlobMissing
from progress.storage.encrypted import PhotoStore
from progress.storage.keyring import KeyDestroyed, KeyMissing, Keyring
from progress.storage.memory import MemoryStore

ASHA, BELA = "asha-1", "bela-2"
KEY = "photos/5f2c/original"
PHOTO = b"\xff\xd8 the photo of a patient " * 40


class CorruptingStore(MemoryStore):
    """A disk that lies: what is read differs in one bit from what was written."""

    def get(self, key: str) -> bytes:
        blob = bytearray(super().get(key))
        blob[len(blob) // 2] ^= 1
        return bytes(blob)


class ForgettingStore(MemoryStore):
    """A disk that acknowledges and does nothing."""

    def put(self, key: str, data: bytes) -> None:
        pass


@pytest.fixture(scope="module")
def keyring(tmp_path_factory) -> Keyring:
    keyring = Keyring(tmp_path_factory.mktemp("keyring"), bytes(32))
    keyring.create(ASHA)
    keyring.create(BELA)
    return keyring


@pytest.fixture
def store(keyring) -> PhotoStore:
    return PhotoStore(MemoryStore(), keyring)


def test_what_is_put_is_got_and_lies_encrypted(store):
    store.put(ASHA, KEY, PHOTO, verify=True)
    assert store.get(ASHA, KEY) == PHOTO
    assert b"patient" not in store.blobs.get(KEY)


def test_the_same_photo_twice_looks_different(store):
    store.put(ASHA, KEY, PHOTO)
    first = store.blobs.get(KEY)
    store.put(ASHA, KEY, PHOTO)
    assert store.blobs.get(KEY) != first


def test_nothing_and_much_can_be_stored(store):
    for data in (b"", bytes(5_000_000)):
        store.put(ASHA, KEY, data, verify=True)
        assert store.get(ASHA, KEY) == data


def test_another_patients_key_does_not_open_it(store):
    store.put(ASHA, KEY, PHOTO)
    with pytest.raises(StorageError, match="damaged"):
        store.get(BELA, KEY)


def test_a_blob_under_another_name_does_not_open(store):
    store.put(ASHA, KEY, PHOTO)
    store.blobs.put("photos/other/original", store.blobs.get(KEY))
    with pytest.raises(StorageError, match="damaged"):
        store.get(ASHA, "photos/other/original")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_changed_or_shortened_blob_opens(store, data):
    store.put(ASHA, KEY, PHOTO)
    sealed = store.blobs.get(KEY)
    at = data.draw(st.integers(0, len(sealed) - 1))
    flipped = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    for changed in (flipped, sealed[:at], sealed + b"\0"):
        store.blobs.put(KEY, changed)
        with pytest.raises(StorageError, match="damaged"):
            store.get(ASHA, KEY)


@pytest.mark.parametrize("disk", [CorruptingStore, ForgettingStore])
def test_a_lying_disk_is_found_out_and_keeps_nothing(disk, keyring):
    store = PhotoStore(disk(), keyring)
    with pytest.raises(StorageError, match="nothing was stored"):
        store.put(ASHA, KEY, PHOTO, verify=True)
    assert not store.blobs.exists(KEY)


def test_without_a_key_nothing_is_stored(store):
    with pytest.raises(KeyMissing):
        store.put("nobody", KEY, PHOTO)
    assert not store.blobs.exists(KEY)


def test_a_missing_blob_is_said_so(store):
    with pytest.raises(BlobMissing):
        store.get(ASHA, KEY)


def test_after_the_key_is_destroyed_even_a_backup_is_unreadable(tmp_path):
    keyring = Keyring(tmp_path, bytes(32))
    keyring.create(ASHA)
    store = PhotoStore(MemoryStore(), keyring)
    store.put(ASHA, KEY, PHOTO)
    backup = dict(store.blobs.blobs)
    keyring.destroy(ASHA)
    store.blobs.blobs = backup
    with pytest.raises(KeyDestroyed):
        store.get(ASHA, KEY)
    with pytest.raises(KeyDestroyed):
        store.put(ASHA, KEY, PHOTO)
    store.delete(KEY)
    assert not store.blobs.exists(KEY)
