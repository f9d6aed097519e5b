"""The counter by which a running kiosk sees a change, and by which it knows whose.

One rule: it rises in the transaction that changes, and whoever was changed is given the number. Only a person
who is gone has none; the missing place tells of them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, ScalarSelect, select, update

from database.connections import Database
from database.schema import gallery_version, people

NEWEST_VERSION = select(gallery_version.c.version).scalar_subquery()


def version(connection: Connection) -> int:
    """Return the gallery's version."""
    return int(connection.scalar(select(gallery_version.c.version)) or 0)


@contextmanager
def changing(database: Database, person: str | ScalarSelect[Any]) -> Iterator[Connection]:
    """Open a writing transaction that raises the version at its end; raises StorageFault.

    ``person``: the id of whom it is about, or what selects that at the end.
    """
    with database.writing() as connection:
        yield connection
        connection.execute(update(gallery_version).values(version=gallery_version.c.version + 1))
        connection.execute(update(people).where(people.c.id == person).values(changed=NEWEST_VERSION))
