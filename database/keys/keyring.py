"""Which keys a transaction works with. The database says which, the key file has them, and both must agree.

Every transaction that seals, opens or looks up asks :meth:`Keyring.at`: one small query by which a running
process notices, at once and without being told, that another one is changing the keys.
"""

from sqlalchemy import ColumnElement, Connection, func

from database.connections import Database
from database.facts import read_fact, write_fact
from database.keys.key_file import KeyFile
from database.keys.keys import Keys
from door_access.errors import StorageFault

FACT = "keys"
"""The fact that says which generation of keys is in use, and by what it is told from another's."""


class Keyring:
    """Hands out the keys of one database. Any thread may use it; made by ``database.keys.opening``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: tuple[str, Keys] | None = None

    @property
    def file(self) -> KeyFile:
        return KeyFile(self._database.key_dir)

    def at(self, connection: Connection) -> Keys:
        """Return the keys that this transaction reads and writes with.

        Raises:
            StorageFault: the key file is missing, or its keys are not those of this database.
        """
        said = read_fact(connection, FACT)
        if said is None:
            raise foreign(self.file)
        held = self._held
        if held is None or held[0] != said:
            self._held = held = said, self._read(said)
        return held[1]

    def _read(self, said: str) -> Keys:
        generation, _, check = said.partition(" ")
        stored = self.file.read()
        if not stored:
            raise missing(self.file)
        if not generation.isdecimal() or int(generation) not in stored:
            raise foreign(self.file)
        keys = Keys(int(generation), stored)
        if keys.check != check:
            raise foreign(self.file)
        return keys


def foreign(file: KeyFile) -> StorageFault:
    """Return what to raise when the key is another one than that of this database."""
    return StorageFault(
        f"{file.path} is not the key that this database was written with: put the right one back."
    )


def missing(file: KeyFile) -> StorageFault:
    """Return what to raise when something stored needs a key that is not there."""
    return StorageFault(
        f"{file.path} is missing: put it back, only it can read people's names, templates, cards and PINs,"
        " and what the access log tells of them."
    )


def use(connection: Connection, keys: Keys) -> None:
    """Let everybody seal with these keys from the next transaction on."""
    write_fact(connection, FACT, f"{keys.generation} {keys.check}")


def is_of_older_key(cell: ColumnElement[bytes], keys: Keys) -> ColumnElement[bool]:
    """Return the condition by which what is sealed with any but the newest key is found."""
    return func.substr(cell, 1, len(keys.prefix)) != keys.prefix
