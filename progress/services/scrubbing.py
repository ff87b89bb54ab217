"""Deleted rows leave no trace in the database's files, which are SQLite's.

`secure_delete` (progress/db.py) blanks what is deleted. Three things it does not reach: pages that
were freed before it was switched on, what a cell left behind when it was rewritten, and the log of
writes, which keeps earlier pages until it is started anew.
"""

from __future__ import annotations

import sqlalchemy as sa

from progress.errors import Conflict


def scrub(engine: sa.Engine) -> None:
    """Leave nothing in the file that no row says: pages that were freed before deletion blanked
    them, and the log of writes. Outside of any transaction; waits for writers and old readers."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # A file beside the database would be one more copy that nobody blanks.
        connection.exec_driver_sql("PRAGMA temp_store=MEMORY")
        connection.exec_driver_sql("VACUUM")
        connection.detach()
    empty_log(engine)


def empty_log(engine: sa.Engine) -> None:
    """Bring the log of writes into the database and cut it to nothing. Raises Conflict where
    somebody reads for so long that it cannot be."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    if busy:
        raise Conflict("The database is in use. It is tried again.")
