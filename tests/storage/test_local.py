"""The store on disk: what is acknowledged is there, whatever happens in between."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from progress.errors import StorageError
from progress.storage import BlobMissing, durable
from progress.storage.local import LocalStore
from progress.storage.memory import MemoryStore

KEY = "photos/5f2c/original"
STEPS = ("mkdir", "open", "flock", "write", "fsync", "rename", "fsync of the folder")


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "uploads")


@pytest.fixture(params=["local", "memory"])
def any_store(request, store):
    return store if request.param == "local" else MemoryStore()


def files_below(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_put_is_got(any_store):
    assert not any_store.exists(KEY)
    any_store.put(KEY, b"first")
    any_store.put(KEY, b"second")
    assert any_store.exists(KEY)
    assert any_store.get(KEY) == b"second"


def test_what_is_deleted_is_missing_and_may_be_deleted_again(any_store):
    any_store.put(KEY, b"bytes")
    any_store.delete(KEY)
    any_store.delete(KEY)
    assert not any_store.exists(KEY)
    with pytest.raises(BlobMissing):
        any_store.get(KEY)


def test_keys_are_listed_by_prefix_in_order(any_store):
    for key in ("photos/b/view", "photos/a/view", "photos/a/original", "other"):
        any_store.put(key, b"")
    assert list(any_store.list("photos/a")) == ["photos/a/original", "photos/a/view"]
    assert len(list(any_store.list())) == 4


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/etc/passwd",
        "../secret",
        "photos/../../x",
        "photos//x",
        "photos/",
        "Photos/x",
        "photos/.x",
        "a.b",
        "a\0b",
        "a\nb",
        "x" * 201,
        "photos/-x",
        "c:\\x",
        "a\n",
    ],
)
def test_no_key_leads_out_of_the_folder(any_store, key):
    for use in (
        lambda: any_store.put(key, b""),
        lambda: any_store.get(key),
        lambda: any_store.delete(key),
        lambda: any_store.exists(key),
    ):
        with pytest.raises(StorageError):
            use()


def test_a_folder_goes_with_its_last_file_and_not_before(store):
    store.put("photos/a/original", b"1")
    store.put("photos/a/view", b"2")
    store.delete("photos/a/view")
    assert store.get("photos/a/original") == b"1"
    store.delete("photos/a/original")
    assert not (store.root / "photos/a").exists()


def test_a_key_below_another_key_is_an_error_and_a_folder_is_no_blob(store):
    store.put("photos/a", b"1")
    with pytest.raises(StorageError):
        store.put("photos/a/view", b"2")
    assert not store.exists("photos")
    for folder in ("photos", "photos/a/b"):
        with pytest.raises(BlobMissing):
            store.get(folder)


def test_only_this_user_may_read_the_files(store):
    store.put(KEY, b"bytes")
    path = store.root / KEY
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_full_disk_is_said_so_and_leaves_the_old_bytes(store, monkeypatch):
    store.put(KEY, b"old")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        store.put(KEY, b"new")
    assert store.get(KEY) == b"old"
    assert files_below(store.root) == ["original"]


def test_bytes_are_durable_before_their_name_and_their_name_before_we_say_so(store, monkeypatch):
    store.put("photos/other", b"")
    order = []
    fsync, replace = os.fsync, os.replace

    def watched_fsync(descriptor):
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        order.append("bytes" if path.is_file() else f"names in {path.name}")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(os, "replace", lambda *a: (order.append("rename"), replace(*a)))
    store.put(KEY, b"new")
    assert order == ["names in photos", "bytes", "rename", "names in 5f2c"]
    order.clear()
    store.delete(KEY)
    assert order == ["names in 5f2c"]


class Faults:
    """Raises, or ends the process, at the n-th system call of a write."""

    def __init__(self, at: int) -> None:
        self.left = at

    def before(self, call):
        def counted(*args, **kwargs):
            self.left -= 1
            if self.left == 0:
                self.fail()
            return call(*args, **kwargs)

        return counted

    def fail(self) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def watch(self, monkeypatch) -> None:
        for owner, name in (
            (os, "open"),
            (fcntl, "flock"),
            (os, "fsync"),
            (os, "mkdir"),
            (os, "replace"),
        ):
            monkeypatch.setattr(owner, name, self.before(getattr(owner, name)))


def count_of_calls(tmp_path: Path) -> int:
    """How many system calls a write into a new folder makes."""
    faults = Faults(0)
    with pytest.MonkeyPatch.context() as patch:
        faults.watch(patch)
        LocalStore(tmp_path / "counted").put(KEY, b"new")
    return -faults.left


def test_a_failing_disk_never_acknowledges_and_leaves_no_half(tmp_path):
    calls = count_of_calls(tmp_path)
    assert calls >= len(STEPS)
    for at in range(1, calls + 1):
        store = LocalStore(tmp_path / f"failing-{at}")
        with pytest.MonkeyPatch.context() as patch:
            Faults(at).watch(patch)
            with pytest.raises(StorageError, match="Input/output error"):
                store.put(KEY, b"new")
        assert files_below(store.root) in ([], ["original"])
        assert not store.exists(KEY) or store.get(KEY) == b"new"
        store.put(KEY, b"again")
        assert store.get(KEY) == b"again"


def test_a_failing_disk_keeps_what_was_there(tmp_path):
    for at in range(1, 8):
        store = LocalStore(tmp_path / f"failing-{at}")
        store.put(KEY, b"old")
        with pytest.MonkeyPatch.context() as patch:
            Faults(at).watch(patch)
            try:
                store.put(KEY, b"new")
            except StorageError:
                expected = (b"old", b"new")
            else:
                expected = (b"new",)
        assert store.get(KEY) in expected
        assert files_below(store.root) == ["original"]


KILLED = """
import os, sys, pathlib
from progress.storage.local import LocalStore
from tests.storage.test_local import Faults, KEY
import pytest
class Kill(Faults):
    def fail(self):
        os._exit(9)
Kill(int(sys.argv[2])).watch(pytest.MonkeyPatch())
LocalStore(pathlib.Path(sys.argv[1])).put(KEY, b"new")
os._exit(0)
"""


@pytest.mark.parametrize("after", ["put", "delete"])
def test_a_killed_writer_leaves_the_old_bytes_and_litter_that_the_next_one_sweeps(tmp_path, after):
    """Killed at the two calls where most is half done: before the bytes are synced, and before
    they get their name."""
    for at in (3, 4):
        store = LocalStore(tmp_path / str(at))
        store.put(KEY, b"old")
        done = subprocess.run([sys.executable, "-c", KILLED, store.root, str(at)], check=False)
        assert done.returncode == 9
        assert store.get(KEY) == b"old"
        assert list(store.list()) == [KEY]
        assert len(files_below(store.root)) == 2
        if after == "put":
            store.put(KEY, b"new")
        else:
            store.delete(KEY)
        assert files_below(store.root) == (["original"] if after == "put" else [])


def test_two_writers_of_one_key_leave_each_other_alone(store):
    store.put(KEY, b"old")
    with durable._part(store.root / KEY, b"slow") as part:
        store.put(KEY, b"quick")
        assert store.get(KEY) == b"quick"
        part.replace(store.root / KEY)
    assert store.get(KEY) == b"slow"


def test_a_store_whose_folder_is_not_there_yet_is_empty(store):
    store.delete(KEY)
    assert list(store.list()) == []
