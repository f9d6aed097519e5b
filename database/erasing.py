"""The last step of every erasure: what was erased leaves SQLite's write-ahead log and the database's file.

One rule: an erasure is promised in the transaction that erases, and the promise is taken back when nothing is
left. So one that another process hinders, or that a crash cuts off, is finished by whoever opens the data
directory next.
"""

from datetime import datetime

from sqlalchemy import Connection, delete

from database.connections import BUSY_TIMEOUT_S, Database
from database.facts import read_fact, write_fact
from database.schema import secrets
from database.timestamps import utc_moment, utc_now, utc_text

PENDING = "erasure_pending"
"""The fact that something is left, with the time since when."""
HURRY_S = 0.05
"""How long whoever finishes another's erasure waits for readers: nobody is kept waiting for it."""


def promise(connection: Connection) -> None:
    """Note within the erasing transaction that its traces must still be overwritten."""
    write_fact(connection, PENDING, utc_text(utc_now()))


def kept(database: Database, *, patience_s: float = BUSY_TIMEOUT_S) -> bool:
    """Overwrite the traces of what was erased, if there are any, and say whether none is left.

    Raises:
        StorageFault: the database cannot be read or written.
    """
    with database.reading() as connection:
        promised = read_fact(connection, PENDING)
    if promised is None:
        return True
    if not database.emptied_log(patience_s=patience_s):
        return False
    with database.writing() as connection:  # another's newer promise stays
        connection.execute(delete(secrets).where(secrets.c.key == PENDING, secrets.c.text == promised))
    return True


def pending_since(database: Database) -> datetime | None:
    """Return since when traces of somebody wait to be overwritten; None when there are none."""
    with database.reading() as connection:
        promised = read_fact(connection, PENDING)
    return None if promised is None else utc_moment(promised)
