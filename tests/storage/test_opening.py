"""The store that the settings ask for."""

from __future__ import annotations

import pytest

from progress.config import Settings
from progress.errors import ConfigurationError
from progress.storage.opening import open_store

ASHA = "asha-1"


def settings(folder, master: str = "00" * 32) -> Settings:
    data, uploads = folder / "data", folder / "uploads"
    return Settings.load(data_dir=data, uploads_dir=uploads, master_key=master)


def test_photos_lie_in_uploads_and_keys_beside_the_data(tmp_path):
    store = open_store(settings(tmp_path))
    store.keyring.create(ASHA)
    store.put(ASHA, "photos/1/original", b"photo", verify=True)
    assert (tmp_path / "uploads/photos/1/original").is_file()
    assert (tmp_path / "data/keyring/asha-1.key").is_file()
    assert open_store(settings(tmp_path)).get(ASHA, "photos/1/original") == b"photo"


def test_the_wrong_master_key_stops_the_start(tmp_path):
    open_store(settings(tmp_path)).keyring.create(ASHA)
    with pytest.raises(ConfigurationError, match="master key"):
        open_store(settings(tmp_path, "11" * 32))
