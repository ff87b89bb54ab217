from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from flask import Flask

from progress.errors import Conflict
from progress.services.scrubbing import empty_log, scrub
from progress.services.work import Work
from tests.services.planted import found_on_disk

WORD = [b"zqleftoverqz"]


@pytest.fixture
def folder(app: Flask) -> Path:
    return Path(app.instance_path)


def test_what_was_freed_before_deletion_blanked_it_goes_too(work: Work, folder: Path) -> None:
    """As in a database of an earlier version."""
    with closing(connect(folder / "progress.db")) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE leftovers (words TEXT)")
        database.execute("INSERT INTO leftovers VALUES (?)", [WORD[0].decode() * 2000])
        database.commit()
        database.execute("DROP TABLE leftovers")
        database.commit()
    assert found_on_disk(folder, WORD)
    scrub(work.session.get_bind().engine)
    assert found_on_disk(folder, WORD) == []


def test_a_reader_who_stays_is_told(work: Work, folder: Path) -> None:
    """The job is tried again; nothing says that it is done while the log still has it."""
    engine = work.session.get_bind().engine
    with closing(connect(folder / "progress.db")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people").fetchone()
        with closing(connect(folder / "progress.db")) as writer:
            writer.execute("CREATE TABLE leftovers (words TEXT)")
            writer.commit()
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=50")
        with pytest.raises(Conflict, match="in use"):
            empty_log(engine)
    empty_log(engine)
    assert (folder / "progress.db-wal").stat().st_size == 0
