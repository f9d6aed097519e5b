"""The open database: short transactions on pooled connections, each used by one thread at a time.

Reading transactions see one state and never wait. Writing ones take SQLite's write lock when they begin, so
that what they read cannot change before they commit, in this process or another. Those of one thread that
stand ``together`` are one. A file that was deleted or replaced while it is open takes nothing any more: rows
written to it would be seen by nobody. That goes for SQLite's two files beside the database as well, which are
there as long as anybody has it open: what was committed lies in the ``-wal`` until it is settled, which moves
it to the main file (:meth:`Database.settle`).
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event

from database.faults import storage_faults
from database.reserve import Reserve
from door_access.errors import StorageFault

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another process. A guess: a thousand times the longest transaction here."""
POOLED_CONNECTIONS = 8
"""The kiosk has five threads and a desk; more connections are made when needed, and closed again."""
SETTLE_WITHIN_S = 0.5
"""How long settling waits for who reads an older state: five times what 10,000 people take (reckoned)."""
_SETTLE_PAUSE_S = 0.005

_PRAGMAS = ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON")
"""FULL: a committed row survives a power cut. secure_delete: what is erased is overwritten."""
_MEND = "put the right file in its place and start again"
_REOPEN = "start the program again"
_SIDE_FILES = ("-wal", "-shm")
_HAS_SIDE_FILES = "door_access_has_side_files"
_BEGIN = "door_access_begin"
_PATIENCE = "busy_timeout = {}"

FileId = tuple[int, int]


Guard = Callable[[], AbstractContextManager[object]]


class _Unit:
    """The one transaction of a thread. It begins when the database is first asked for something."""

    def __init__(self, writer: Engine, guard: Guard) -> None:
        self._writer = writer
        self._guard = guard
        self._opened = ExitStack()
        self._connection: Connection | None = None
        self._is_guarded = False
        self.is_in_guard = False
        self.afterwards: list[Callable[[], object]] = []

    @contextmanager
    def whole(self) -> Iterator[None]:
        with self._opened:
            yield

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """Open a part that is undone alone when it raises."""
        if self._connection is None:
            self._connection = self._begun()
        with self._connection.begin_nested():
            yield self._connection

    def _begun(self) -> Connection:
        if not self._is_guarded:
            self._is_guarded = True
            self._enter_guard()
        return self._opened.enter_context(self._writer.begin())

    def _enter_guard(self) -> None:
        self._set_in_guard(True)
        try:
            self._opened.enter_context(self._guard())
            self._opened.callback(self._set_in_guard, True)  # the transaction is durable or undone by then
        finally:
            self._set_in_guard(False)

    def _set_in_guard(self, is_in_guard: bool) -> None:
        self.is_in_guard = is_in_guard


class Database:
    """Hands out transactions. Share it between threads, not between processes."""

    def __init__(self, path: Path, key_dir: Path) -> None:
        """``key_dir``: the folder of what must not lie in a copy of the database."""
        self.path = path
        self.key_dir = key_dir
        self.engine = _engine(path)
        self._file: FileId | None = None
        self._side_files: dict[str, FileId] = {}
        self._open_connections: set[int] = set()
        event.listen(self.engine, "connect", self._on_open)
        event.listen(self.engine, "close", self._on_close)
        self._writer = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._of_thread = threading.local()
        self.reserve = Reserve(path.parent)

    @property
    def data_dir(self) -> Path:
        return self.path.parent

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the database; raises StorageFault."""
        with storage_faults(self.path), self._transaction(self.engine) as connection:
            self._check_files(connection.connection)
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
        self.reserve.give_up_if_needed()
        with storage_faults(self.path), self._transaction(self._writer) as connection:
            self._check_files(connection.connection)
            yield connection

    @contextmanager
    def together(self, guard: Guard = nullcontext) -> Iterator[None]:
        """Make one transaction of all that this thread reads and writes here; raises StorageFault.

        It owns the write lock from the first reading or writing on. One of them that raises is undone alone;
        an error that leaves the block undoes everything. Within another block it is part of that.

        Args:
            guard: entered before the transaction begins, left after it is durable or undone. What it reads
                and writes itself is no part of the transaction.
        """
        if self.is_together:
            yield
            return
        unit = self._of_thread.unit = _Unit(self._writer, guard)
        try:
            with storage_faults(self.path), unit.whole():
                yield
        finally:
            self._of_thread.unit = None
        for job in unit.afterwards:
            job()

    @property
    def is_together(self) -> bool:
        """Say whether what this thread reads and writes now is part of one transaction."""
        return self._unit is not None

    def once_durable(self, job: Callable[[], object]) -> None:
        """Do this when what the thread is in the middle of is durable; at once where that is nothing.

        It is never done when the transaction fails.
        """
        if self._unit is None:
            job()
        else:
            self._unit.afterwards.append(job)

    @property
    def _unit(self) -> _Unit | None:
        unit: _Unit | None = getattr(self._of_thread, "unit", None)
        return None if unit is None or unit.is_in_guard else unit

    def _transaction(self, engine: Engine) -> AbstractContextManager[Connection]:
        return engine.begin() if self._unit is None else self._unit.part()

    def settle(self) -> None:
        """Wait until all that was committed so far is in the main file and on the disk.

        Nobody is kept from reading or writing meanwhile; who reads an older state is waited for.

        Raises:
            StorageFault: somebody read an older state for too long, or a file cannot be written.
        """
        with storage_faults(self.path), self._borrowed() as connection:
            gives_up_at_s = time.monotonic() + SETTLE_WITHIN_S
            while not _is_settled(connection):
                if time.monotonic() > gives_up_at_s:
                    raise StorageFault(
                        f"{self.path} is being read for too long by another process or the desk; try again."
                    )
                time.sleep(_SETTLE_PAUSE_S)
            self._check_files(connection)

    def _check_files(self, connection: PoolProxiedConnection) -> None:
        """Raise StorageFault when a path leads to another file than at first, or to none."""
        self._file = _same_file(self.path, self._file, _MEND)
        if not _has_side_files(connection):
            return
        for name in _SIDE_FILES:
            path = self.path.with_name(self.path.name + name)
            self._side_files[name] = _same_file(path, self._side_files.get(name), _REOPEN)

    def _on_open(self, connection: sqlite3.Connection, _record: Any) -> None:
        self._open_connections.add(id(connection))

    def _on_close(self, connection: sqlite3.Connection, _record: Any) -> None:
        """Expect other files after the last connection: SQLite deletes the two with it."""
        self._open_connections.discard(id(connection))
        if not self._open_connections:
            self._side_files = {}

    @contextmanager
    def _borrowed(self) -> Iterator[PoolProxiedConnection]:
        connection = self.engine.raw_connection()
        try:
            yield connection
        finally:
            connection.close()

    def outside_transactions(self, pragma: str) -> None:
        """Run a PRAGMA that SQLite takes only there; raises StorageFault."""
        with storage_faults(self.path), self._borrowed() as connection:
            _answer(connection, pragma)

    def emptied_log(self, *, patience_s: float = BUSY_TIMEOUT_S) -> bool:
        """Move SQLite's write-ahead log, which still holds what was erased, into the file and empty it.

        Raises:
            StorageFault: the file cannot be written.

        Returns:
            False when another reads or writes for longer than the patience: some of the log is left.
        """
        with storage_faults(self.path), self._borrowed() as connection:
            _answer(connection, _PATIENCE.format(round(patience_s * 1000)))
            is_busy, *_ = _answer(connection, "wal_checkpoint(TRUNCATE)")
            _answer(connection, _PATIENCE.format(round(BUSY_TIMEOUT_S * 1000)))
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


def _same_file(path: Path, known: FileId | None, mend: str) -> FileId:
    """Return the file's identity; raises StorageFault when it is gone, or not the known one."""
    try:
        found = path.stat()
    except OSError as error:
        raise StorageFault(f"{path} is gone while it is in use; {mend}.") from error
    file = found.st_dev, found.st_ino
    if file != (known or file):
        raise StorageFault(f"{path} was replaced while it is in use; {mend}.")
    return file


def _has_side_files(connection: PoolProxiedConnection) -> bool:
    """Say whether the connection has the two files open; the question opens them, if they are to be."""
    if not connection.info.get(_HAS_SIDE_FILES):
        (mode,) = _answer(connection, "journal_mode")
        connection.info[_HAS_SIDE_FILES] = mode == "wal"
    return bool(connection.info[_HAS_SIDE_FILES])


def _is_settled(connection: PoolProxiedConnection) -> bool:
    """Move what can be moved into the main file, and say whether nothing is left, all of it on the disk.

    SQLite leaves out the last step, syncing the main file, when somebody commits meanwhile. So it is asked
    twice: the same number of frames both times means that nobody did.
    """
    first, second = (_answer(connection, "wal_checkpoint(PASSIVE)") for _ in range(2))
    is_busy, frames, moved = second
    return first == second and not is_busy and frames == moved


def _answer(connection: PoolProxiedConnection, pragma: str) -> tuple[Any, ...]:
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA {pragma}")
        return tuple(cursor.fetchone() or ())
    finally:
        cursor.close()
