"""Which store the settings ask for."""

from __future__ import annotations

from progress.config import Settings
from progress.storage.encrypted import PhotoStore
from progress.storage.keyring import Keyring
from progress.storage.local import LocalStore


def open_store(settings: Settings) -> PhotoStore:
    """The clinic's photos. Raises ConfigurationError if the master key is not theirs."""
    keyring = Keyring(settings.keyring_dir, settings.master_key_bytes)
    keyring.check()
    return PhotoStore(LocalStore(settings.uploads_dir), keyring)
