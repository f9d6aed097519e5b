"""Small facts about an installation, read and written within a transaction."""

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from database.keys.keys import FACTS, Keys
from database.schema import secrets
from door_access.errors import StorageFault

_SEALED = "sealed "
"""What a sealed text begins with; versions up to revision 0004 stored all facts in the clear."""


def read_fact(connection: Connection, key: str) -> str | None:
    """Return the text; None when it was never set."""
    return connection.scalar(select(secrets.c.text).where(secrets.c.key == key))


def write_fact(connection: Connection, key: str, text: str) -> None:
    """Store the text in place of an earlier one."""
    new = insert(secrets).values(key=key, text=text)
    connection.execute(new.on_conflict_do_update(index_elements=["key"], set_={"text": text}))


def forget_fact(connection: Connection, key: str) -> None:
    """Delete the text; harmless when there is none."""
    connection.execute(delete(secrets).where(secrets.c.key == key))


def sealed_fact(keys: Keys, key: str, text: str) -> str:
    """Return the text as it is stored where a copy of the database must not tell it."""
    return _SEALED + keys.seal(FACTS, text.encode(), bound=key).hex()


def opened_fact(keys: Keys, key: str, stored: str) -> str:
    """Return a sealed text; raises StorageFault when it was changed."""
    try:
        if not stored.startswith(_SEALED):
            raise ValueError("it was put there in the clear")
        return keys.open(FACTS, bytes.fromhex(stored.removeprefix(_SEALED)), bound=key).decode()
    except ValueError as error:
        raise StorageFault(f"What is stored as {key} cannot be decrypted: {error}.") from error
