"""Copies a database while others read and write it, and holds none of them up.

SQLite's own online backup begins anew whenever somebody else has written: beside a door that writes a row
every second it never comes to an end with a large file. One long reading transaction would do, but until it
ends no row of the access log is safe, and the door opens for nobody. So rows are copied, not pages:

1. The tables that grow large are copied in small transactions, some thousand rows in each: the log, which
   only grows, and what belongs to people, who say when they were last changed.
2. Their indexes are made, in the copy alone.
3. One short transaction reads the state that counts: what was changed of people since, all small tables, and
   the log's last rows.
4. What was erased meanwhile is deleted from the copy, too, and overwritten there.

The copy has the same tables, rows and indexes as the database had in step 3.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from database.connections import BUSY_TIMEOUT_S, Database
from database.faults import storage_faults
from database.log.log_head import End
from door_access.atomic_file import PRIVATE
from door_access.errors import StorageFault

LOG = "access_events"
PICTURES = "event_pictures"
OF_PEOPLE = {
    "people": "id",
    "templates": "person_id",
    "person_references": "person_id",
    "enrolment_chips": "person_id",
    "consents": "person_id",
    "cards": "person_id",
}
"""The large tables whose rows belong to somebody who says when they were changed, and the column that says
whose they are. All tables but these, log and pictures are read in one transaction: they must stay small."""
BATCH_ROWS = 1000
"""Read in one transaction: some 5 ms, for which the door's next row waits to be safe."""
PAUSE_S = 0.001
"""Between two, so that whoever waits for the disk, or for Python, has a turn."""

_SCHEMA = """
SELECT type, name, sql FROM live.sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
"""
Pause = Callable[[], object]


class ForgottenMeanwhile(Exception):
    """Old rows of the log were forgotten, or cut off, while it was copied: the copy is to be made anew."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What the copy holds.

    Attributes:
        cut: the last row that was cut off for being old; that before the first where none was.
        times_erased: as ``database.backup.tombstones`` counts them, at the moment that the copy shows.
        held_s: how long the one transaction took for which the door's rows had to wait.
    """

    end: End
    cut: End
    rows: int
    people: int
    times_erased: tuple[int, str]
    held_s: float


def copied(database: Database, target: Path, pause: Pause = lambda: time.sleep(PAUSE_S)) -> Copied:
    """Copy the database into a new file, private to its owner.

    Raises:
        StorageFault: one of the two cannot be read or written, or the tables were changed meanwhile.
    """
    target.touch(PRIVATE, exist_ok=False)
    with storage_faults(database.path), closing(_connected(target, database.path)) as copy:
        schema = copy.execute(_SCHEMA).fetchall()
        for kind, _, sql in schema:
            if kind == "table":
                copy.execute(sql)
        before = _one(copy, "SELECT version FROM live.gallery_version")
        old_rows = _old_rows(copy)
        for table in (*OF_PEOPLE, PICTURES, LOG):
            _copy_growing(copy, table, pause)
        for kind, _, sql in schema:
            if kind != "table":
                copy.execute(sql)
                pause()
        _copy_growing(copy, LOG, pause)
        found = _made_one_state(copy, schema, before)
        if _old_rows(copy, "main") != old_rows:
            raise ForgottenMeanwhile
        _forget(copy)
        copy.execute("DETACH live")
        _check(copy, target)
        copy.execute("PRAGMA main.journal_mode = WAL")  # SQLite remembers it in the file
    return found


def _connected(target: Path, live: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(
        target, timeout=BUSY_TIMEOUT_S, isolation_level=None, uri=True, check_same_thread=False
    )
    copy.execute("ATTACH ? AS live", (f"{live.as_uri()}?mode=ro",))
    page_bytes = _one(copy, "PRAGMA live.page_size")
    pragmas = ("journal_mode = OFF", "synchronous = OFF", f"page_size = {page_bytes}")
    for pragma in pragmas:
        copy.execute(f"PRAGMA main.{pragma}")
    copy.execute("PRAGMA secure_delete = ON")
    copy.execute("PRAGMA temp_store = MEMORY")  # what is sorted for an index lies in no file
    return copy


@contextmanager
def _reading(copy: sqlite3.Connection) -> Iterator[None]:
    copy.execute("BEGIN")
    try:
        yield
    except BaseException:
        copy.execute("ROLLBACK")
        raise
    copy.execute("COMMIT")


def _copy_growing(copy: sqlite3.Connection, table: str, pause: Pause) -> None:
    """Copy what is behind the copy's last row, in many transactions; rows keep their numbers.

    It ends where a transaction finds fewer rows than it would take: the rest is for the one state.
    """
    columns = _columns(copy, table)
    done = _one(copy, f"SELECT coalesce(max(rowid), 0) FROM main.{table}")
    found = BATCH_ROWS
    while found == BATCH_ROWS:
        with _reading(copy):
            last, found = _batch(copy, table, done)
            copy.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM live.{table}"
                " WHERE rowid > ? AND rowid <= ? ORDER BY rowid",
                (done, last),
            )
        done = last
        pause()


def _batch(copy: sqlite3.Connection, table: str, done: int) -> tuple[int, int]:
    """Return the last row of the next batch, and how many there are."""
    batch = f"SELECT rowid FROM live.{table} WHERE rowid > ? ORDER BY rowid LIMIT {BATCH_ROWS}"
    last, count = copy.execute(f"SELECT max(rowid), count(*) FROM ({batch})", (done,)).fetchone()
    return int(last or done), int(count)


def _made_one_state(copy: sqlite3.Connection, schema: list[tuple[str, str, str]], before: int) -> Copied:
    """Bring the copy to one state of the database."""
    copy.execute("CREATE TEMP TABLE changed (id TEXT PRIMARY KEY)")
    copy.execute("CREATE TEMP TABLE present (id TEXT PRIMARY KEY)")
    copy.execute("CREATE TEMP TABLE pictured (seq INTEGER PRIMARY KEY)")
    large = (*OF_PEOPLE, PICTURES, LOG)
    small = [name for kind, name, _ in schema if kind == "table" and name not in large]
    begun_s = time.monotonic()
    with _reading(copy):
        if copy.execute(_SCHEMA).fetchall() != schema:
            raise StorageFault("The program was updated while the backup was made; try again.")
        copy.execute("INSERT INTO changed SELECT id FROM live.people WHERE changed > ?", (before,))
        copy.execute("INSERT INTO present SELECT id FROM live.people")
        for table, owner in OF_PEOPLE.items():
            _copy_changed(copy, table, owner)
        _copy_pictures(copy)
        for table in (*small, LOG):
            _copy_rest(copy, table)
    held_s = time.monotonic() - begun_s
    seq, row_hash = copy.execute("SELECT seq, hash FROM main.chain_head").fetchone() or (0, "")
    cut = copy.execute("SELECT seq, hash FROM main.log_checkpoint").fetchone()
    count, latest = copy.execute("SELECT count(*), max(at_utc) FROM main.erased").fetchone()
    return Copied(
        End(seq, row_hash),
        End(*cut) if cut else End(),
        rows=_one(copy, f"SELECT count(*) FROM main.{LOG}"),
        people=_one(copy, "SELECT count(*) FROM main.people"),
        times_erased=(count, latest or ""),
        held_s=held_s,
    )


def _copy_changed(copy: sqlite3.Connection, table: str, owner: str) -> None:
    """Copy anew what belongs to those who were changed, or came, since the copying began."""
    columns, whose = _columns(copy, table), f"{owner} IN (SELECT id FROM changed)"
    copy.execute(f"DELETE FROM main.{table} WHERE {whose}")
    copy.execute(
        f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM live.{table} WHERE {whose}"
    )


def _copy_pictures(copy: sqlite3.Connection) -> None:
    """Copy the pictures that came since; they need not come in the order of their rows."""
    columns = _columns(copy, PICTURES)
    copy.execute(f"INSERT INTO pictured SELECT seq FROM live.{PICTURES}")
    copy.execute(
        f"INSERT INTO main.{PICTURES} ({columns}) SELECT {columns} FROM live.{PICTURES}"
        f" WHERE seq IN (SELECT seq FROM pictured EXCEPT SELECT seq FROM main.{PICTURES})"
    )


def _old_rows(copy: sqlite3.Connection, of: str = "live") -> list[tuple[object, ...]]:
    """Return what tells which old rows of the log were forgotten, or cut off."""
    forgotten = copy.execute(f"SELECT kind, seq FROM {of}.log_forgotten ORDER BY kind").fetchall()
    return [*forgotten, *copy.execute(f"SELECT seq, hash FROM {of}.log_checkpoint").fetchall()]


def _copy_rest(copy: sqlite3.Connection, table: str) -> None:
    columns = _columns(copy, table)
    done = _one(copy, f"SELECT coalesce(max(rowid), 0) FROM main.{table}") if table == LOG else 0
    copy.execute(
        f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM live.{table} WHERE rowid > ?"
        " ORDER BY rowid",
        (done,),
    )


def _forget(copy: sqlite3.Connection) -> None:
    """Delete what belongs to whoever is gone, and what of the log cannot be opened any more."""
    for table, owner in OF_PEOPLE.items():
        copy.execute(f"DELETE FROM main.{table} WHERE {owner} NOT IN (SELECT id FROM present)")
    copy.execute(f"DELETE FROM main.{PICTURES} WHERE seq NOT IN (SELECT seq FROM pictured)")
    copy.execute(
        f"UPDATE main.{LOG} SET person_tag = NULL, payload = NULL"
        " WHERE person_tag IS NOT NULL AND person_tag NOT IN (SELECT tag FROM main.log_keys)"
    )


def _columns(copy: sqlite3.Connection, table: str) -> str:
    """Return the columns, the row's number first where no column has it, so that rows stay what they are."""
    about = copy.execute(f"PRAGMA main.table_info({table})").fetchall()
    names = [f'"{name}"' for _, name, *_ in about]
    keys = [kind for _, _, kind, _, _, place in about if place]
    has_number = keys == ["INTEGER"]
    return ", ".join(names if has_number else ["rowid", *names])


def _check(copy: sqlite3.Connection, target: Path) -> None:
    (answer,) = copy.execute("PRAGMA main.integrity_check(1)").fetchone()
    if answer != "ok":
        raise StorageFault(f"{target} is damaged: {answer}.")


def _one(copy: sqlite3.Connection, query: str) -> int:
    return int(copy.execute(query).fetchone()[0])
