"""The counter by which a running kiosk sees a change. One rule: it rises in the transaction that changes."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select, update

from database.connections import Database
from database.schema import gallery_version


def version(connection: Connection) -> int:
    """Return the gallery's version."""
    return int(connection.scalar(select(gallery_version.c.version)) or 0)


@contextmanager
def changing(database: Database) -> Iterator[Connection]:
    """Open a writing transaction that raises the version at its end; raises StorageFault."""
    with database.writing() as connection:
        yield connection
        connection.execute(update(gallery_version).values(version=gallery_version.c.version + 1))
