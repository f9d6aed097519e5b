"""The access log on SQLite. One durable transaction per row: read the head, insert, move the head.

Then the row is settled: moved out of SQLite's ``-wal`` into the main file, and told of by the record of the
chain's head outside the database (``log_head``). After that no kill and no lost file takes it away unseen.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from database.connections import Database
from database.keys.key_file import KeyFile
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.log import log_headers, log_query
from database.log.audit_chain import ChainCheck
from database.log.checkpoint import Checkpoint, stored_checkpoint
from database.log.forgotten import CHANGED_RECORDS, SealedRows, UpTo, are_records_whole, forgotten_up_to
from database.log.grant_histories import grant_histories, people_with_faces
from database.log.log_head import End, LogHead, lost_head
from database.log.log_keys import LogKeys
from database.log.log_rows import Row, log_row, new_cells, payload_of
from database.log.many_rows import ManyRows
from database.log.row_names import with_names
from database.schema import access_events, chain_head
from database.timestamps import utc_moment
from door_access.complaints import Complaint
from door_access.domain.figures.figures import Header
from door_access.domain.matching.access import Reason
from door_access.domain.matching.drift import GrantHistory
from door_access.domain.operators.acts import Act
from door_access.errors import Refused, StorageFault, UnsettledRow
from door_access.ports import NOTES_LOOKED_AT, LogCheck, LogEntry, LogFilter, LogKind, LogRow, TellRows

_log = logging.getLogger(__name__)

BATCH_PEOPLE = 50
"""Whose grants are read in one transaction, at most 30 ms."""
BATCH_ROWS = 500
"""Rows that are read in one transaction, some 3 ms: until it ends, no row that is appended is settled."""

_NEWEST_ROW = select(access_events.c.seq, access_events.c.hash).order_by(access_events.c.seq.desc()).limit(1)
_ACKNOWLEDGEMENTS = (
    select(access_events.c.seq)
    .where(access_events.c.kind == LogKind.SYSTEM, access_events.c.reason == Reason.LOG_ACKNOWLEDGED)
    .order_by(access_events.c.seq)
)
_EPOCHS = (
    select(access_events.c.seq)
    .where(access_events.c.kind == LogKind.ACT, access_events.c.reason == Act.RESTORE_BACKUP)
    .order_by(access_events.c.seq)
)
_CONFIRMED = select(func.max(access_events.c.seq)).where(
    access_events.c.kind == LogKind.ACT, access_events.c.reason == Act.CONFIRM_CLOCK
)
_TIME_OF = select(access_events.c.at_utc).where(access_events.c.seq == bindparam("seq"))
_NEWEST_TIME = (
    select(access_events.c.at_utc)
    .where(access_events.c.seq >= func.coalesce(_CONFIRMED.scalar_subquery(), 0))
    .order_by(access_events.c.at_utc.desc())
    .limit(1)
)
_NEW_HEAD = sqlite_insert(chain_head).values(id=1, seq=bindparam("seq"), hash=bindparam("hash"))
_MOVED_HEAD = _NEW_HEAD.on_conflict_do_update(
    index_elements=["id"], set_={"seq": _NEW_HEAD.excluded.seq, "hash": _NEW_HEAD.excluded.hash}
)


class _Block:
    """What is known of the log while several things are done together."""

    fault = ""
    has_rows = False


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows of one transaction: those that are wanted, how many were looked at, and the last one's number."""

    wanted: tuple[LogRow, ...]
    size: int
    last_seq: int


def open_log(database: Database) -> "SqlAccessLog":
    """Return the log with the data directory's key; raises StorageFault when the key does not fit."""
    return SqlAccessLog(database, open_keyring(database))


class SqlAccessLog:
    """Adapter of the AccessLog port. Several processes and threads may append; their rows form one chain.

    The key of the data directory is read when it is first needed. While its file is missing, rows can be
    listed and the chain be checked, but they tell no more than their headers, and none can be written.
    """

    def __init__(self, database: Database, keyring: Keyring | None = None) -> None:
        self._database = database
        self._keyring = keyring
        self._keys: LogKeys | None = None
        self._opened_head: LogHead | None = None
        self._of_thread = threading.local()

    def keys_at(self, connection: Connection) -> LogKeys:
        """Return what this transaction's payloads are sealed with.

        Raises:
            StorageFault: the key is missing, or another one.
        """
        keys = self._ring().at(connection)
        held = self._keys
        if held is None or held.keys is not keys:
            self._keys = held = LogKeys(keys)
        return held.load(connection)

    def _ring(self) -> Keyring:
        if self._keyring is None:
            self._keyring = open_keyring(self._database)
        return self._keyring

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread does with the database here, rows of the log as well.

        The record of the head is locked before the transaction begins, as for a single row, and moved on
        after it. A row that is written and not safe then is complained of; the door sees to it before it
        opens.

        Raises:
            StorageFault: nothing of it was done.
        """
        with self._database.together(self._head_held):
            yield

    @contextmanager
    def _head_held(self) -> Iterator[None]:
        self._of_thread.block = block = _Block()
        with ExitStack() as opened:
            try:
                head = self._open_head()
                opened.enter_context(head.locked())
                found = head.fault()
                block.fault = found.sentence if found else ""
            except StorageFault as error:
                block.fault = str(error)
            try:
                yield
            except BaseException:
                self._keys = None  # one that was made in what is undone now
                raise
            if block.has_rows and not block.fault:
                self._settle_or_complain()

    def _settle_or_complain(self) -> None:
        try:
            self._database.settle()
            self._open_head().advance()
        except StorageFault as error:
            _log.error("a row of the access log is written, but not safe yet: %s", error)

    def _append_together(self, event: LogEntry) -> int:
        seq = self._insert(event)[1].seq
        block: _Block = self._of_thread.block
        block.has_rows = True
        if block.fault:
            raise UnsettledRow(block.fault, seq=seq)
        return seq

    def append_many(self, rows: ManyRows) -> None:
        """Write all of these rows within the block of ``together`` that the thread is in.

        Raises:
            Refused: somebody whom they are about was written of meanwhile, for the first time.
            UnsettledRow: the log has lost others; nothing may be done.
            StorageFault: nothing was written.
        """
        with self._database.writing() as connection:
            if self.keys_at(connection).keys.generation != rows.keys.keys.generation:
                raise Refused(Complaint.PEOPLE_CHANGED)
            there = _end(connection.execute(_NEWEST_ROW).one_or_none()) or End()
            head = _end(self._head(connection))
            if head is None or head.seq < there.seq:
                raise StorageFault(lost_head(self._database.path))
            seq, row_hash = rows.write(connection, seq=head.seq, previous_hash=head.hash)
            connection.execute(_MOVED_HEAD, {"seq": seq, "hash": row_hash})
        block: _Block = self._of_thread.block
        block.has_rows = True
        if block.fault:
            raise UnsettledRow(block.fault, seq=seq)

    def append(self, event: LogEntry) -> int:
        """Write one row that cannot be lost any more and return its seq; ``together`` it is safe at the end.

        Raises:
            UnsettledRow: the row is written, but not safe, or the log has lost others; nothing may open.
            StorageFault: nothing was written; nothing may open.
        """
        if self._database.is_together:
            return self._append_together(event)
        head = self._open_head()
        with head.locked():
            before, newest = self._insert(event)
            try:
                self._database.settle()
                head.follow(before, newest)
            except StorageFault as error:
                raise UnsettledRow(str(error), seq=newest.seq) from error
        return newest.seq

    def settle(self) -> None:
        """Make safe what is written, and look whether anything was lost; raises StorageFault."""
        head = self._open_head()
        with head.locked():
            self._database.settle()
            head.advance()

    def newest_seq(self) -> int:
        """Return the number of the newest row; 0 before the first."""
        with self._database.reading() as connection:
            head = self._head(connection)
        return 0 if head is None else int(head.seq)

    def verify_head(self) -> str:
        """Return what is wrong with the record of the head, in a sentence; nothing where all is well."""
        found = self._open_head().fault()
        return found.sentence if found else ""

    def acknowledge(self, event: LogEntry) -> str:
        """Write the row with what was lost before its note, go on from there, and return what was lost.

        Raises:
            Refused: nothing was lost.
            StorageFault: the row or the record of the log's head cannot be written.
        """
        head = self._open_head()
        with head.locked():
            found = head.fault()
            if found is None:
                raise Refused("There is nothing to acknowledge: the access log has lost nothing.")
            told = replace(event, note=f"{found.sentence} {event.note}".strip())
            self._insert(told, is_acknowledging=True)
            self._database.settle()
            head.renew()
        return found.sentence

    def _insert(self, event: LogEntry, *, is_acknowledging: bool = False) -> tuple[End | None, End]:
        """Write the row behind the chain's head; in acknowledging behind the newest row, wherever that is.

        Returns:
            What was the newest row, None unless the chain ended there, and what is it now.
        """
        with self._database.writing() as connection:
            keys = self.keys_at(connection)
            there = _end(connection.execute(_NEWEST_ROW).one_or_none()) or End()
            head = there if is_acknowledging else _end(self._head(connection))
            if head is None or head.seq < there.seq:
                raise StorageFault(lost_head(self._database.path))
            cells = new_cells(event, connection, keys, seq=head.seq + 1, previous_hash=head.hash)
            newest = End(head.seq + 1, str(cells["hash"]))
            connection.execute(insert(access_events), cells)
            connection.execute(_MOVED_HEAD, {"seq": newest.seq, "hash": newest.hash})
        return there if there == head else None, newest

    def newest_utc(self) -> datetime | None:
        """Return the latest time of the rows since the clock was last confirmed; None without any."""
        with self._database.reading() as connection:
            text = connection.scalar(_NEWEST_TIME)
            return None if text is None else utc_moment(text)

    def page(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        """Return up to ``limit`` rows older than ``before_seq``, newest first."""
        rows, left = list[LogRow](), wanted.looks_at_most
        while len(rows) < limit and (left is None or left > 0):
            size = BATCH_ROWS if wanted.looks_inside else min(BATCH_ROWS, limit - len(rows))
            size = size if left is None else min(size, left)
            query = partial(log_query.newest, wanted, before_seq=before_seq, limit=size)
            batch = self._batch(wanted, query)
            rows += batch.wanted
            if batch.size < size:
                break
            before_seq, left = batch.last_seq, None if left is None else left - size
        return tuple(rows[:limit])

    def seqs(self, since_utc: datetime, until_utc: datetime | None) -> range:
        """Return the seqs between the first and the last row of a stretch of time, both included."""
        with self._database.reading() as connection:
            return log_headers.seqs(connection, LogFilter(since_utc=since_utc, until_utc=until_utc))

    def headers(self, seqs: range) -> tuple[Header, ...]:
        """Return the headers of the rows with these seqs, oldest first, some 150,000 in half a second."""
        with self._database.reading() as connection:
            return log_headers.headers(connection, seqs)

    def grant_histories(
        self, model_key: str, person_ids: Collection[str] | None = None
    ) -> dict[str, GrantHistory]:
        """Return people's first and latest grants by a face of the model since their newest template."""
        self._ring()
        if person_ids is None:
            with self._database.reading() as connection:
                person_ids = people_with_faces(connection, model_key)
        wanted, found = list(person_ids), dict[str, GrantHistory]()
        for begin in range(0, len(wanted), BATCH_PEOPLE):
            with self._database.reading() as connection:
                some = wanted[begin : begin + BATCH_PEOPLE]
                found |= self._grant_histories(connection, model_key, some)
        return found

    def _grant_histories(
        self, connection: Connection, model_key: str, person_ids: Collection[str]
    ) -> dict[str, GrantHistory]:
        try:
            return grant_histories(connection, model_key, self.keys_at(connection), person_ids)
        except ValueError as error:
            raise StorageFault(f"{self._database.path}: the access log cannot be read: {error}.") from error

    def count(self, wanted: LogFilter) -> int:
        """Return how many rows the filter lets through."""
        if wanted.looks_inside:
            return sum(1 for _ in self.oldest_first(wanted))
        with self._reading() as (connection, keys):
            query = log_query.number(wanted, self._found(wanted, connection, keys))
            return int(connection.scalar(query) or 0)

    def notes_since(self, wanted: LogFilter) -> datetime | None:
        """Return how far back the notes of these rows are looked through; None: all of them are."""
        with self._database.reading() as connection:
            oldest = _first_note(connection, wanted, log_query.Found(seqs=_seqs(connection, wanted)))
            return None if oldest == 0 else utc_moment(connection.scalar(_TIME_OF, {"seq": oldest}) or "")

    def oldest_first(self, wanted: LogFilter) -> Iterator[LogRow]:
        """Stream the rows without holding them all; rows that are added meanwhile come last."""
        seq = 0
        while True:
            batch = self._batch(wanted, partial(log_query.oldest, wanted, after_seq=seq, limit=BATCH_ROWS))
            yield from batch.wanted
            if batch.size < BATCH_ROWS:
                return
            seq = batch.last_seq

    def verify(self, tell: TellRows | None = None) -> LogCheck:
        """Check every row there is now; ``first_broken`` is the first seq changed, missing or one too many.

        What can be opened must be what its header committed itself to; what was forgotten is counted. Where
        old rows were cut off, the chain goes on from the checkpoint.

        The record of the head outside the database tells of rows that are missing though the chain is whole.

        The limit: whoever can read the key as well can make record and chain anew. A copy kept elsewhere
        shows it; its last hash is enough. Without the key the record is not looked at. Nor does anything tell
        who forgot: a payload may be missing because its person was erased, or was dropped.
        """
        has_keys = self._has_keys()
        with self._database.reading() as connection:
            head = self._head(connection)
            cut = stored_checkpoint(connection) or Checkpoint()
            newest = int(connection.scalar(select(func.max(access_events.c.seq))) or 0)
            events = int(connection.scalar(select(func.count()).select_from(access_events)) or 0)
            acknowledged = tuple(connection.scalars(_ACKNOWLEDGEMENTS))
            epochs = tuple(connection.scalars(_EPOCHS))
            up_to = forgotten_up_to(connection)
            is_told = not has_keys or are_records_whole(connection, self.keys_at(connection).keys)
        chain, sealed, is_whole = ChainCheck(cut.seq, cut.hash), SealedRows(up_to, has_keys), True
        for cells, keys in self._raw_rows(newest, tell):
            try:
                sealed.take(cells, payload_of(cells, keys))
                is_whole = chain.accepts(cells)
            except ValueError:
                is_whole = False
            if not is_whole:
                break
        is_whole = is_whole and head is not None and (head.seq, head.hash) == (chain.seq, chain.hash)
        if not is_whole and self._cut_since(cut):
            return self.verify(tell)
        lost = self._open_head().fault() if has_keys else None
        first_missing = lost.first_missing if lost else None
        fault = lost.sentence if lost else "" if is_told else CHANGED_RECORDS
        return LogCheck(
            is_whole and not fault,
            events,
            first_broken=first_missing if is_whole else chain.seq + 1,
            sealed=sealed.rows,
            acknowledged=acknowledged,
            epochs=epochs,
            fault=fault,
            forgotten=sealed.forgotten,
            unexplained=sealed.unexplained,
            cut=cut.seq,
        )

    def _cut_since(self, before: Checkpoint) -> bool:
        """Say whether rows were cut off while they were checked."""
        with self._database.reading() as connection:
            return (stored_checkpoint(connection) or Checkpoint()).seq > before.seq

    def checkpoint(self) -> int:
        """Return up to which row the oldest were cut off; 0 where none was."""
        with self._database.reading() as connection:
            return (stored_checkpoint(connection) or Checkpoint()).seq

    def _raw_rows(self, newest: int, tell: TellRows | None) -> Iterator[tuple[Row, LogKeys | None]]:
        """Return the rows with their keys, which another process may be changing meanwhile."""
        rows, has_keys = access_events.c, self._has_keys()
        done = None
        while done is None or done < newest:
            later = rows.seq <= newest if done is None else rows.seq.between(done + 1, newest)
            with self._database.reading_as_stored() as connection:
                keys = self.keys_at(connection) if has_keys else None
                query = log_query.with_keys(later).order_by(rows.seq).limit(BATCH_ROWS)
                batch = _cells(connection, query)
            if not batch:
                return
            yield from ((cells, keys) for cells in batch)
            done = int(batch[-1]["seq"])
            if tell is not None:
                tell(done, newest)

    @contextmanager
    def _reading(self) -> Iterator[tuple[Connection, LogKeys | None]]:
        """Open a reading transaction with its keys; without any while their file is missing."""
        has_keys = self._has_keys()
        with self._database.reading() as connection:
            yield connection, self.keys_at(connection) if has_keys else None

    def _has_keys(self) -> bool:
        """Say whether there are keys, and open them, which may have to write: in no transaction, then."""
        is_there = self._keyring is not None or KeyFile(self._database.key_dir).path.exists()
        if is_there:
            self._ring()
        return is_there

    def _batch(self, wanted: LogFilter, query: Callable[[log_query.Found], log_query.Rows]) -> _Batch:
        with self._reading() as (connection, keys):
            found = _cells(connection, query(self._found(wanted, connection, keys)))
            up_to = forgotten_up_to(connection)
        each = {cells["seq"]: cells for cells in found}  # one may be found in two ways
        rows = [_with_age(self._row(cells, keys), up_to) for cells in each.values()]  # opened outside
        fitting = [row for row in rows if wanted.fits(row.event)]
        last_seq = rows[-1].seq if rows else 0
        with self._reading() as (connection, keys):
            return _Batch(with_names(connection, keys, fitting), len(found), last_seq)

    def _row(self, cells: Row, keys: LogKeys | None) -> LogRow:
        """Return the row; of one whose payload was changed its header alone, so that the others are read."""
        try:
            try:
                return log_row(cells, payload_of(cells, keys))
            except (ValueError, TypeError, AttributeError, KeyError):
                return replace(log_row(cells, None), is_damaged=True)
        except (ValueError, TypeError, AttributeError) as error:
            raise StorageFault(
                f"{self._database.path}: row {cells['seq']} of the access log cannot be read: {error}."
            ) from error

    @staticmethod
    def _head(connection: Connection) -> SqlRow[int, str] | None:
        return connection.execute(select(chain_head.c.seq, chain_head.c.hash)).one_or_none()

    def _open_head(self) -> LogHead:
        if self._opened_head is None:
            self._opened_head = LogHead(self._database, self._ring())
        return self._opened_head

    def _found(self, wanted: LogFilter, connection: Connection, keys: LogKeys | None) -> log_query.Found:
        sought = wanted.sought
        person = () if wanted.person_id is None else (wanted.person_id,)
        people = () if sought is None else sought.people
        if (person or people) and keys is None:
            self._ring()  # says what is missing
        found = log_query.Found(_tags(keys, person), _tags(keys, people), seqs=_seqs(connection, wanted))
        return replace(found, notes_from=_first_note(connection, wanted, found)) if sought else found


def _seqs(connection: Connection, wanted: LogFilter) -> range | None:
    return None if wanted.since_utc is wanted.until_utc is None else log_headers.seqs(connection, wanted)


def _tags(keys: LogKeys | None, person_ids: Collection[str]) -> log_query.Tags:
    return () if keys is None else tuple(tag for one in person_ids for tag in keys.person_tags(one))


def _first_note(connection: Connection, wanted: LogFilter, found: log_query.Found) -> int:
    """Return the first row whose note is looked at for a text; 0 where all of them are."""
    if not log_query.kinds_with_notes(wanted):
        return 0
    return connection.scalar(log_query.notes(wanted, found, NOTES_LOOKED_AT)) or 0


def _cells(connection: Connection, query: log_query.Rows) -> list[Row]:
    """Return the rows as dictionaries, in two thirds of the time that SQLAlchemy's own mappings take."""
    found = connection.execute(query)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _with_age(row: LogRow, up_to: UpTo) -> LogRow:
    """Return the row, with the word that it was forgotten for being old where that is so."""
    is_old = row.is_sealed and not row.is_damaged and row.seq <= up_to.get(row.event.kind.value, 0)
    return replace(row, is_forgotten=True) if is_old else row


def _end(row: SqlRow[int, str] | None) -> End | None:
    return None if row is None else End(int(row.seq), str(row.hash))
