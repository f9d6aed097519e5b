"""Small facts about this installation, by key: the operator PIN's hash, the pinned model."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from database.connections import Database
from database.schema import secrets


class SqlSiteStore:
    """Adapter of the SiteStore port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return the text; None when it was never set."""
        with self._database.reading() as connection:
            return read_fact(connection, key)

    def set(self, key: str, text: str) -> None:
        """Store the text durably in place of an earlier one."""
        with self._database.writing() as connection:
            write_fact(connection, key, text)


def read_fact(connection: Connection, key: str) -> str | None:
    """Return the text within a transaction; None when it was never set."""
    return connection.scalar(select(secrets.c.text).where(secrets.c.key == key))


def write_fact(connection: Connection, key: str, text: str) -> None:
    """Store the text within a transaction, in place of an earlier one."""
    new = insert(secrets).values(key=key, text=text)
    connection.execute(new.on_conflict_do_update(index_elements=["key"], set_={"text": text}))
