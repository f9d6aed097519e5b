"""What lies in a data directory before a backup is put back there: how far its log went, and who was erased.

All of it is read without changing anything, and as far as it can be: often a restore is wanted because
something of it is lost.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from database.backup import catalogue, tombstones
from database.backup.denials import Denied, denied
from database.connections import Database
from database.engine import FILE_NAME
from database.facts import read_fact
from database.keys.key_file import KeyFile
from database.keys.keys import Keys
from database.log.log_head import HEAD_NAME, SITE_FACT, End, Head, head_in
from database.schema import access_events, chain_head
from door_access.atomic_file import read_whole
from door_access.errors import StorageFault

_MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the data that are to be replaced.

    Attributes:
        is_there: there are data at all; else it is a new machine.
        ends: how far the log went, as far as anything tells: the record, and the database.
        denied: who and what is let in no more.
        lost: which record cannot be read that would tell it; empty where none was, or it was read.
        lost_marks: why the list of who was erased cannot be read, in a sentence.
    """

    is_there: bool
    site: str = ""
    ends: tuple[End, ...] = ()
    marks: tombstones.Marks = field(default_factory=dict)
    notes: tuple[dict[str, object], ...] = ()
    denied: Denied = field(default_factory=Denied)
    lost: str = ""
    lost_marks: str = ""


def standing(data_dir: Path, key_dir: Path) -> Standing:
    """Look at a data directory and the folder of its keys."""
    path = data_dir / FILE_NAME
    is_there = path.exists() or any((key_dir / name).exists() for name in (HEAD_NAME, tombstones.ERASED_NAME))
    if not is_there:
        return Standing(False)
    keys = _keys(key_dir)
    head = _head(key_dir, keys)
    marks, lost_marks = _marks(key_dir, keys)
    found = Standing(
        True,
        head.site if head else "",
        (head.end,) if head else (),
        marks,
        lost="" if head else f"{key_dir / HEAD_NAME}",
        lost_marks=lost_marks,
    )
    return _with_database(found, path, key_dir)


def hashes_of(path: Path, key_dir: Path) -> "Hashes | None":
    """Return what tells the hash of each row of a database; None where there is none."""
    return Hashes(Database(path, key_dir)) if path.exists() else None


class Hashes:
    """Tells the hashes of a log's rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, seq: int) -> str | None:
        """Return the hash of a row; None where it is not there, or cannot be read."""
        try:
            with self._database.reading() as connection:
                query = select(access_events.c.hash).where(access_events.c.seq == seq)
                return connection.scalar(query)
        except StorageFault:
            return None

    def first(self) -> int:
        """Return the oldest row that is there: those before it were cut off; 1 where it cannot be read."""
        try:
            with self._database.reading() as connection:
                return int(connection.scalar(select(func.min(access_events.c.seq))) or 1)
        except StorageFault:
            return 1

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


def _keys(key_dir: Path) -> Keys | None:
    try:
        stored = KeyFile(key_dir).read()
    except StorageFault:
        return None
    return Keys(max(stored), stored) if stored else None


def _head(key_dir: Path, keys: Keys | None) -> Head | None:
    if keys is None:
        return None
    try:
        return head_in(read_whole(key_dir / HEAD_NAME, at_most=_MOST_BYTES), keys)
    except (OSError, ValueError):
        return None


def _marks(key_dir: Path, keys: Keys | None) -> tuple[tombstones.Marks, str]:
    path = key_dir / tombstones.ERASED_NAME
    if not path.exists():
        return {}, f"{path}, the list of who was erased, is missing, and the database tells nothing."
    if keys is None:
        return {}, f"{path}, the list of who was erased, cannot be read without its key."
    try:
        return tombstones.read_marks(path, keys), ""
    except StorageFault as error:
        return {}, str(error)


def _with_database(found: Standing, path: Path, key_dir: Path) -> Standing:
    if not path.exists():
        return found
    database = Database(path, key_dir)
    try:
        with database.reading() as connection:
            told = _read(found, connection)
    except StorageFault:
        return found
    finally:
        database.close()
    has_list = (key_dir / tombstones.ERASED_NAME).exists()
    return told if has_list else replace(told, lost_marks="")  # the database tells of everybody


def _read(found: Standing, connection: Connection) -> Standing:
    site = read_fact(connection, SITE_FACT) or ""
    row = connection.execute(select(chain_head.c.seq, chain_head.c.hash)).one_or_none()
    tables = set(connection.scalars(text("SELECT name FROM sqlite_master")))
    is_older = "erased" not in tables
    return replace(
        found,
        site=found.site or site,
        ends=found.ends if row is None else (*found.ends, End(int(row.seq), str(row.hash))),
        marks=found.marks if is_older else {**found.marks, **tombstones.buried(connection)},
        denied=denied(connection, tables),
        notes=() if is_older else tuple(catalogue.stored(connection)),
        lost=found.lost if site else "",
    )
