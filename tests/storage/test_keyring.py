"""One key per patient: made once, kept wrapped, destroyed for ever."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from progress.errors import ConfigurationError, StorageError
from progress.storage.keyring import KeyDestroyed, KeyMissing, Keyring

MASTER = bytes(range(32))
OTHER_MASTER = bytes(32)
ASHA, BELA = "asha-1", "bela-2"


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keyring", MASTER)


def again(keyring: Keyring, master: bytes = MASTER) -> Keyring:
    """The same folder as another process sees it."""
    return Keyring(keyring.folder, master)


def test_each_patient_has_a_key_of_their_own_that_stays(keyring):
    keyring.create(ASHA)
    keyring.create(BELA)
    asha = keyring.get(ASHA)
    assert len(asha) == 32
    assert asha != keyring.get(BELA)
    keyring.create(ASHA)
    assert asha == keyring.get(ASHA) == again(keyring).get(ASHA)


def test_no_key_lies_open_on_the_disk(keyring):
    keyring.create(ASHA)
    path = next(keyring.folder.iterdir())
    assert keyring.get(ASHA) not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_no_key_is_made_by_asking(keyring):
    with pytest.raises(KeyMissing):
        keyring.get(ASHA)


def test_a_destroyed_key_is_gone_for_every_process_and_never_made_again(keyring):
    keyring.create(ASHA)
    keyring.create(BELA)
    other = again(keyring)
    other.get(ASHA)
    keyring.destroy(ASHA)
    for each in (keyring, other, again(keyring)):
        with pytest.raises(KeyDestroyed):
            each.get(ASHA)
        with pytest.raises(KeyDestroyed):
            each.create(ASHA)
    keyring.destroy(ASHA)
    assert len(keyring.get(BELA)) == 32


def test_destroying_blanks_the_file_before_it_goes(keyring, monkeypatch):
    keyring.create(ASHA)
    path = keyring.folder / f"{ASHA}.key"
    seen = []
    unlink = Path.unlink
    monkeypatch.setattr(
        Path, "unlink", lambda p, *a, **k: (seen.append(p.read_bytes()), unlink(p, *a, **k))[1]
    )
    keyring.destroy(ASHA)
    assert not path.exists()
    assert seen[-1] == bytes(len(seen[-1]))


def test_a_destruction_that_was_cut_off_already_refuses_and_can_be_finished(keyring, monkeypatch):
    keyring.create(ASHA)
    with monkeypatch.context() as patch:
        patch.setattr(
            "progress.storage.keyring._overwrite",
            lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")),
        )
        with pytest.raises(StorageError, match="Input/output error"):
            keyring.destroy(ASHA)
    with pytest.raises(KeyDestroyed):
        keyring.get(ASHA)
    keyring.destroy(ASHA)
    assert [path.name for path in keyring.folder.iterdir()] == [f"{ASHA}.gone"]


def test_a_patient_without_a_key_can_be_destroyed(keyring):
    keyring.destroy(ASHA)
    with pytest.raises(KeyDestroyed):
        keyring.create(ASHA)


def test_the_wrong_master_key_is_said_at_the_start(keyring):
    keyring.check()
    keyring.create(ASHA)
    keyring.check()
    with pytest.raises(ConfigurationError, match="PROGRESS_MASTER_KEY"):
        again(keyring, OTHER_MASTER).check()


def test_one_damaged_key_stops_neither_the_start_nor_the_others(keyring):
    keyring.create(ASHA)
    keyring.create(BELA)
    (keyring.folder / f"{ASHA}.key").write_bytes(b"PGK1")
    later = again(keyring)
    later.check()
    assert later.get(BELA) == keyring.get(BELA)
    with pytest.raises(StorageError, match="backup"):
        later.get(ASHA)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[:-1],
        lambda raw: raw + b"\0",
        lambda raw: b"",
        lambda raw: b"PGK2" + raw[4:],
        lambda raw: raw[:20] + bytes([raw[20] ^ 1]) + raw[21:],
    ],
)
def test_a_changed_key_file_is_noticed(keyring, spoil):
    keyring.create(ASHA)
    path = keyring.folder / f"{ASHA}.key"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(StorageError, match="damaged"):
        keyring.get(ASHA)


def test_a_swapped_key_file_is_noticed(keyring):
    keyring.create(ASHA)
    (keyring.folder / f"{BELA}.key").write_bytes((keyring.folder / f"{ASHA}.key").read_bytes())
    with pytest.raises(StorageError, match="damaged"):
        keyring.get(BELA)


@pytest.mark.parametrize("patient", ["", "../x", "a/b", "A", "a.key", "x" * 65, "a\n"])
def test_only_names_of_ours_are_taken(keyring, patient):
    for use in (keyring.create, keyring.get, keyring.destroy):
        with pytest.raises(StorageError):
            use(patient)


def test_two_who_make_a_key_at_once_get_the_same(keyring):
    barrier = threading.Barrier(8)
    found = []

    def make() -> None:
        ring = again(keyring)
        barrier.wait()
        ring.create(ASHA)
        found.append(ring.get(ASHA))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_whose_keys_were_destroyed_is_known_with_the_note_that_was_left(keyring):
    keyring.create(ASHA)
    keyring.create(BELA)
    assert keyring.destroyed() == []
    keyring.destroy(BELA, b"by two")
    assert again(keyring).destroyed() == [(BELA, b"by two")]


def test_notes_lie_beside_the_keys_until_they_are_dropped(keyring):
    keyring.keep_note("one", b"first")
    keyring.keep_note("one", b"again")
    keyring.keep_note("two", b"second")
    assert again(keyring).notes() == {"one": b"again", "two": b"second"}
    keyring.drop_note("one")
    keyring.drop_note("one")
    assert keyring.notes() == {"two": b"second"}
    assert keyring.destroyed() == []
    with pytest.raises(StorageError):
        keyring.keep_note("../one", b"")
