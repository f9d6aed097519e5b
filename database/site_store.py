"""The site's facts on SQLite: the operator PIN's hash, the pinned model."""

from database.connections import Database
from database.facts import forget_fact, opened_fact, read_fact, sealed_fact, write_fact
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from door_access.ports import SEALED_FACTS


class SqlSiteStore:
    """Adapter of the SiteStore port. The key is read when a sealed fact first needs it."""

    def __init__(self, database: Database, keyring: Keyring | None = None) -> None:
        self._database = database
        self._keyring = keyring

    def get(self, key: str) -> str | None:
        """Return the text; None when it was never set. Raises StorageFault when a sealed one was changed."""
        if key in SEALED_FACTS:
            self._ring()
        with self._database.reading() as connection:
            text = read_fact(connection, key)
            if text is None or key not in SEALED_FACTS:
                return text
            return opened_fact(self._ring().at(connection), key, text)

    def set(self, key: str, text: str) -> None:
        """Store the text durably in place of an earlier one."""
        if key in SEALED_FACTS:
            self._ring()
        with self._database.writing() as connection:
            if key in SEALED_FACTS:
                text = sealed_fact(self._ring().at(connection), key, text)
            write_fact(connection, key, text)

    def forget(self, key: str) -> None:
        """Delete the text durably; harmless when there is none."""
        with self._database.writing() as connection:
            forget_fact(connection, key)

    def _ring(self) -> Keyring:
        if self._keyring is None:
            self._keyring = open_keyring(self._database)
        return self._keyring
