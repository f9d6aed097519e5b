"""Drops what is too old in the log, batch by batch, beside a running door.

What rows tell beside their header goes first, by kind and by date (``forget``); much later, where that is
wanted, what is left of them is cut off behind a checkpoint (``cut``). Each batch is one transaction, with the
record of how far it went; killed anywhere, the next run goes on from there.

A row is old when it and all before it are: the first one that is young enough ends the walk, whatever later
ones claim. So rows that were written while the clock was behind are never forgotten before their time. Times
to come hold up nothing: the clock is known to be right by whoever calls this.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, select, update

from database.connections import Database
from database.erasing import HURRY_S, kept, promise
from database.keys.keyring import Keyring
from database.log.audit_chain import ChainCheck
from database.log.checkpoint import Checkpoint, checkpoint_of, write_checkpoint
from database.log.forgotten import are_records_whole, drop_changed, forgotten_up_to, note_forgotten
from database.log.log_head import LogHead
from database.schema import access_events, event_pictures
from database.timestamps import utc_moment, utc_text
from door_access.domain.operators.acts import Act
from door_access.errors import StorageFault
from door_access.ports import GoesOn, LogKind

BATCH_ROWS = 50
"""Changed in one transaction, some 20 ms in a log of a million rows, for which the door's next row waits."""
LOOKED_AT_ROWS = 5_000
"""Looked at in one transaction, in an index alone: some milliseconds."""
PAUSE_S = 0.005
"""Between two transactions, so that whoever waits to write has a turn."""

_rows = access_events.c
_NEWEST = select(func.max(_rows.seq))
_own_time: ColumnElement[str] = "" + _rows.at_utc
"""Keeps SQLite from walking the index by time where that by kind is at hand."""


class SqlLogRetention:
    """Adapter of the LogRetention port."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def first_from(self, at_utc: datetime) -> datetime | None:
        """Return the earliest time of a row at or after this one; None for none."""
        return self._time(select(func.min(_rows.at_utc)).where(_rows.at_utc >= utc_text(at_utc)))

    def last_before(self, at_utc: datetime) -> datetime | None:
        """Return the latest time of a row before this one; None for none."""
        return self._time(select(func.max(_rows.at_utc)).where(_rows.at_utc < utc_text(at_utc)))

    def confirmed_utc(self) -> datetime | None:
        """Return when somebody has last said that the clock is right; None for never."""
        is_one = (_rows.kind == LogKind.ACT.value, _rows.reason == Act.CONFIRM_CLOCK.value)
        return self._time(select(_rows.at_utc).where(*is_one).order_by(_rows.seq.desc()).limit(1))

    def _time(self, query: Select[str]) -> datetime | None:
        with self._database.reading() as connection:
            text = connection.scalar(query)
        return None if text is None else utc_moment(text)

    def drop_changed_records(self) -> tuple[LogKind, ...]:
        """Drop records that were not written by whoever has the key, and return of which kinds."""
        with self._database.reading() as connection:
            if are_records_whole(connection, self._keyring.at(connection)):
                return ()
        with self._database.writing() as connection:
            return drop_changed(connection, self._keyring.at(connection))

    def due(self, kind: LogKind, *, before_utc: datetime, now_utc: datetime) -> int:
        """Return how many rows of a kind are older and not forgotten yet."""
        before, now = utc_text(before_utc), utc_text(now_utc)
        with self._database.reading() as connection:
            done = forgotten_up_to(connection).get(kind.value, 0)
            newest = int(connection.scalar(_NEWEST) or 0)
            end = _old_until(connection, done, newest, before, now)
            return int(connection.scalar(select(func.count()).where(*_of(kind, done, end))) or 0)

    def plain(self, *, before_utc: datetime) -> int:
        """Return how many older rows of version 1 there are."""
        older = (_rows.kind.is_(None), utc_text(before_utc) > _own_time)
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(access_events).where(*older)) or 0)

    def forget(self, kind: LogKind, *, before_utc: datetime, now_utc: datetime, goes_on: GoesOn) -> int:
        """Drop what rows of a kind tell beside their header; return of how many."""
        before, now = utc_text(before_utc), utc_text(now_utc)
        return repeated(lambda: self._forget_some(kind, before, now), goes_on)

    def _forget_some(self, kind: LogKind, before: str, now: str) -> int | None:
        """Drop one batch and return how many that were; None when there is nothing left to look at."""
        with self._database.writing() as connection:
            done = forgotten_up_to(connection).get(kind.value, 0)
            end = _old_until(connection, done, _chunk_end(connection, done), before, now)
            if end <= done:
                return None
            query = select(_rows.seq).where(*_of(kind, done, end), _rows.payload.is_not(None))
            seqs = connection.scalars(query.order_by(_rows.seq).limit(BATCH_ROWS)).all()
            up_to = seqs[-1] if len(seqs) == BATCH_ROWS else end
            _drop(connection, seqs)
            note_forgotten(connection, self._keyring.at(connection), kind, up_to=up_to, payloads=len(seqs))
        return len(seqs)

    def cut(self, *, before_utc: datetime, now_utc: datetime, goes_on: GoesOn) -> int:
        """Cut older rows off behind a signed checkpoint; return how many.

        Raises:
            StorageFault: the rows that would go, or the checkpoint, are not as they were written.
        """
        before, now = utc_text(before_utc), utc_text(now_utc)
        rows = repeated(lambda: self._cut_some(before, now), goes_on)
        if rows:
            head = LogHead(self._database, self._keyring)
            with head.locked():
                head.advance()
        return rows

    def _cut_some(self, before: str, now: str) -> int | None:
        with self._database.writing() as connection:
            keys = self._keyring.at(connection)
            there = checkpoint_of(connection, keys) or Checkpoint()
            newest = int(connection.scalar(_NEWEST) or 0)
            end = min(_chunk_end(connection, there.seq), newest - 1)
            end = _old_until(connection, there.seq, end, before, now)
            query = select(access_events).where(_rows.seq > there.seq, _rows.seq <= end)
            found = connection.execute(query.order_by(_rows.seq).limit(BATCH_ROWS)).all()
            last = self._checked(there, found)
            if last is None:
                return None
            connection.execute(delete(access_events).where(_rows.seq <= last.seq))
            write_checkpoint(connection, keys, seq=last.seq, row_hash=last.hash, at_utc=last.at_utc)
            promise(connection)
        return int(last.seq) - there.seq

    def _checked(
        self, there: Checkpoint, rows: Sequence[Row[tuple[object, ...]]]
    ) -> Row[tuple[object, ...]] | None:
        """Return the last of the rows that may go: until one tells something still. None when none may.

        Raises:
            StorageFault: the chain does not go on there as it should; what would prove that is not cut off.
        """
        chain, last = ChainCheck(there.seq, there.hash), None
        for row in rows:
            if row.payload is not None:
                break
            if not chain.accepts(dict(row._mapping)):
                raise StorageFault(
                    f"{self._database.path}: the access log is broken at row {chain.seq + 1}; nothing of"
                    ' it is cut off. "log verify" tells more.'
                )
            last = row
        return last

    def finish(self) -> bool:
        """Overwrite the traces of what was dropped; False while another process hinders it."""
        return kept(self._database, patience_s=HURRY_S)


def repeated(do_some: Callable[[], int | None], goes_on: GoesOn) -> int:
    """Repeat until there is nothing left, or nobody wants more; return how much that was."""
    done = 0
    while goes_on():
        some = do_some()
        if some is None:
            break
        done += some
        time.sleep(PAUSE_S)
    return done


def _chunk_end(connection: Connection, done: int) -> int:
    return min(done + LOOKED_AT_ROWS, int(connection.scalar(_NEWEST) or 0))


def _old_until(connection: Connection, done: int, end: int, before: str, now: str) -> int:
    """Return the last row up to ``end`` before the first that is young enough to be kept."""
    firsts = [
        connection.scalar(
            select(_rows.seq)
            .where(of_kind, _rows.seq > done, _rows.seq <= end, _own_time >= before, _own_time <= now)
            .order_by(_rows.seq)
            .limit(1)
        )
        for of_kind in (_rows.kind.is_(None), *(_rows.kind == kind.value for kind in LogKind))
    ]
    return min((first - 1 for first in firsts if first is not None), default=end)


def _of(kind: LogKind, after: int, up_to: int) -> tuple[ColumnElement[bool], ...]:
    return _rows.kind == kind.value, _rows.seq > after, _rows.seq <= up_to


def _drop(connection: Connection, seqs: Sequence[int]) -> None:
    """Drop payloads and tags, and the pictures that belong to them."""
    if not seqs:
        return
    connection.execute(update(access_events).where(_rows.seq.in_(seqs)).values(payload=None, person_tag=None))
    connection.execute(delete(event_pictures).where(event_pictures.c.seq.in_(seqs)))
    promise(connection)
