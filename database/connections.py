"""The open database: short transactions on pooled connections, each used by one thread at a time.

Reading transactions see one state and never wait. Writing ones take SQLite's write lock when they begin, so
that what they read cannot change before they commit, in this process or another. A file that was deleted or
replaced while it is open takes nothing any more: rows written to it would be seen by nobody.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event

from database.faults import storage_faults
from door_access.errors import StorageFault

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another process. A guess: a thousand times the longest transaction here."""
POOLED_CONNECTIONS = 8
"""The kiosk has five threads and a desk; more connections are made when needed, and closed again."""

_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON")
"""FULL: a committed row survives a power cut. secure_delete: what is erased is overwritten."""
_MEND = "put the right file in its place and start again"
_BEGIN = "door_access_begin"
_PATIENCE = "PRAGMA busy_timeout = {}"


class Database:
    """Hands out transactions. Share it between threads, not between processes."""

    def __init__(self, path: Path, key_dir: Path) -> None:
        """``key_dir``: the folder of what must not lie in a copy of the database."""
        self.path = path
        self.key_dir = key_dir
        self.engine = _engine(path)
        self._file: tuple[int, int] | None = None
        self._writer = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})

    @property
    def data_dir(self) -> Path:
        return self.path.parent

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database; raises StorageFault."""
        with storage_faults(self.path), self.engine.begin() as connection:
            self._check_file()
            yield connection

    @contextmanager
    def reading_as_stored(self) -> Iterator[Connection]:
        """Open a reading transaction in which text that is no UTF-8 keeps its bytes, as surrogate escapes."""
        with self.reading() as connection:
            driver = cast(sqlite3.Connection, connection.connection.driver_connection)
            driver.text_factory = _text_as_stored
            try:
                yield connection
            finally:
                driver.text_factory = str

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that owns the write lock; all of it is durable at the end, or none."""
        with storage_faults(self.path), self._writer.begin() as connection:
            self._check_file()
            yield connection

    def _check_file(self) -> None:
        """Raise StorageFault when the path leads to another file than at first, or to none."""
        try:
            found = self.path.stat()
        except OSError as error:
            raise StorageFault(f"{self.path} is gone while it is in use; {_MEND}.") from error
        file = found.st_dev, found.st_ino
        self._file = self._file or file
        if file != self._file:
            raise StorageFault(f"{self.path} was replaced while it is in use; {_MEND}.")

    def outside_transactions(self, pragma: str) -> None:
        """Run a PRAGMA that SQLite takes only there; raises StorageFault."""
        with storage_faults(self.path):
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute(f"PRAGMA {pragma}")
            finally:
                connection.close()

    def emptied_log(self, *, patience_s: float = BUSY_TIMEOUT_S) -> bool:
        """Move SQLite's write-ahead log, which still holds what was erased, into the file and empty it.

        Raises:
            StorageFault: the file cannot be written.

        Returns:
            False when another reads or writes for longer than the patience: some of the log is left.
        """
        with storage_faults(self.path):
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(_PATIENCE.format(round(patience_s * 1000)))
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                is_busy, *_ = cursor.fetchall()[0]
                cursor.execute(_PATIENCE.format(round(BUSY_TIMEOUT_S * 1000)))
            finally:
                connection.close()
        return not is_busy

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        pool_size=POOLED_CONNECTIONS,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={"timeout": BUSY_TIMEOUT_S},
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _on_begin says, not where sqlite3 guesses
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _text_as_stored(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
