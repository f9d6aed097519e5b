"""The open database: short transactions on pooled connections, each used by one thread at a time.

Reading transactions see one state and never wait. Writing ones take SQLite's write lock when they begin, so
that what they read cannot change before they commit, in this process or another. Those of one thread that
stand ``together`` are one. A file that was deleted or replaced while it is open takes nothing any more: rows
written to it would be seen by nobody.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
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


class _Unit:
    """The one transaction of a thread. It begins when the database is first asked for something."""

    def __init__(self, writer: Engine) -> None:
        self._writer = writer
        self._opened = ExitStack()
        self._connection: Connection | None = None
        self.afterwards: list[Callable[[], None]] = []

    @contextmanager
    def whole(self) -> Iterator[None]:
        with self._opened:
            yield

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """Open a part that is undone alone when it raises."""
        if self._connection is None:
            self._connection = self._opened.enter_context(self._writer.begin())
        with self._connection.begin_nested():
            yield self._connection


class Database:
    """Hands out transactions. Share it between threads, not between processes."""

    def __init__(self, path: Path, key_dir: Path) -> None:
        """``key_dir``: the folder of what must not lie in a copy of the database."""
        self.path = path
        self.key_dir = key_dir
        self.engine = _engine(path)
        self._file: tuple[int, int] | None = None
        self._writer = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._of_thread = threading.local()

    @property
    def data_dir(self) -> Path:
        return self.path.parent

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database; raises StorageFault."""
        with storage_faults(self.path), self._transaction(self.engine) as connection:
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
        with storage_faults(self.path), self._transaction(self._writer) as connection:
            self._check_file()
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread reads and writes here; raises StorageFault.

        It owns the write lock from the first reading or writing on. One of them that raises is undone alone;
        an error that leaves the block undoes everything.
        """
        if self._unit is not None:
            yield
            return
        unit = self._of_thread.unit = _Unit(self._writer)
        try:
            with storage_faults(self.path), unit.whole():
                yield
        finally:
            self._of_thread.unit = None
        for job in unit.afterwards:
            job()

    def once_durable(self, job: Callable[[], None]) -> None:
        """Do this when what the thread is in the middle of is durable; at once where that is nothing.

        It is never done when the transaction fails.
        """
        if self._unit is None:
            job()
        else:
            self._unit.afterwards.append(job)

    @property
    def _unit(self) -> _Unit | None:
        return getattr(self._of_thread, "unit", None)

    def _transaction(self, engine: Engine) -> AbstractContextManager[Connection]:
        return engine.begin() if self._unit is None else self._unit.part()

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
        """Run a PRAGMA that SQLite takes only there, after an open transaction; raises StorageFault."""
        self.once_durable(partial(self._run, pragma))

    def _run(self, pragma: str) -> None:
        with storage_faults(self.path):
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute(f"PRAGMA {pragma}")
            finally:
                connection.close()

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
